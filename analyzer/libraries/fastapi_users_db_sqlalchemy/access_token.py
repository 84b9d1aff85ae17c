# fastapi-users-db-sqlalchemy 7.0: https://fastapi-users.github.io/fastapi-users/
import datetime
import uuid
from typing import Generic, TypeVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from fastapi_users_db_sqlalchemy.generics import GUID, TIMESTAMPAware, now_utc

ID = TypeVar("ID")


class SQLAlchemyBaseAccessTokenTable(Generic[ID]):
    __tablename__ = "accesstoken"

    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    created_at: Mapped[datetime.datetime] = mapped_column(
        TIMESTAMPAware(timezone=True), index=True, default=now_utc
    )


class SQLAlchemyBaseAccessTokenTableUUID(SQLAlchemyBaseAccessTokenTable[uuid.UUID]):
    @declared_attr
    def user_id(cls) -> Mapped[GUID]:
        return mapped_column(GUID, ForeignKey("user.id", ondelete="cascade"), nullable=False)
