# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
from typing import Optional

from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class SentinelMixin:
    __abstract__ = True

    @declared_attr
    def _sentinel(cls) -> Mapped[Optional[int]]:
        return mapped_column("sa_orm_sentinel", use_existing_column=True, sort_order=3001)
