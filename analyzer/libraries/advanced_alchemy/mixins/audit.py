# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
import datetime

from sqlalchemy.orm import Mapped, mapped_column

from advanced_alchemy.types import DateTimeUTC


class AuditColumns:
    created_at: Mapped[datetime.datetime] = mapped_column(DateTimeUTC, sort_order=3002)
    updated_at: Mapped[datetime.datetime] = mapped_column(DateTimeUTC, sort_order=3003)
