# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from advanced_alchemy.mixins.sentinel import SentinelMixin


class UUIDPrimaryKey(SentinelMixin):
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-100)


class UUIDv6PrimaryKey(SentinelMixin):
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-100)


class UUIDv7PrimaryKey(SentinelMixin):
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-100)
