# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
import datetime
from typing import Optional

from sqlalchemy import ForeignKey, String, func
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from flask_security import RefreshTrackerMixin
from flask_security.models import sqla
from flask_security.models.sqla import FsModels


class FsRoleMixin(sqla.FsRoleMixin):
    pass


class FsWebAuthnMixin(sqla.FsWebAuthnMixin):
    pass


class FsUserMixin(sqla.FsUserMixin):
    @declared_attr
    def refresh_trackers(cls):
        return relationship("FsRefreshTracker")


class FsRefreshTrackerMixin(RefreshTrackerMixin):
    id: Mapped[int] = mapped_column(primary_key=True)
    refresh_family: Mapped[str] = mapped_column(String(64), unique=True)
    gen: Mapped[int]
    expires_at: Mapped[datetime.datetime]
    revoked_at: Mapped[Optional[datetime.datetime]]
    last_used_at: Mapped[datetime.datetime]
    create_datetime: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    name: Mapped[str] = mapped_column(String(64))

    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey(f"{FsModels.user_table_name}.id", ondelete="CASCADE"))
