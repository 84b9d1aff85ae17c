# fastapi-users-db-sqlalchemy 7.0: https://fastapi-users.github.io/fastapi-users/
import datetime

from sqlalchemy import TIMESTAMP, TypeDecorator
from sqlalchemy.dialects.postgresql import UUID


class GUID(TypeDecorator):
    impl = UUID


class TIMESTAMPAware(TypeDecorator):
    impl = TIMESTAMP


def now_utc():
    return datetime.datetime.now(datetime.timezone.utc)
