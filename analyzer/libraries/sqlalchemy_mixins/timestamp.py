# sqlalchemy-mixins 2.0: https://github.com/absent1706/sqlalchemy-mixins
from sqlalchemy import TIMESTAMP, Column


class TimestampsMixin:
    __abstract__ = True

    created_at = Column(TIMESTAMP(timezone=False), nullable=False)
    updated_at = Column(TIMESTAMP(timezone=False), nullable=False)
