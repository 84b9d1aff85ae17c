# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
import uuid

from sqlalchemy.orm import Mapped, mapped_column

from advanced_alchemy.mixins.sentinel import SentinelMixin


class NanoIDPrimaryKey(SentinelMixin):
    id: Mapped[str] = mapped_column(primary_key=True, default=uuid.uuid4, sort_order=-100)
