# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, func
from sqlalchemy.orm import declared_attr

from flask_security import RefreshTrackerMixin
from flask_security.models import fsqla_v3
from flask_security.models.fsqla import FsModels


class FsRoleMixin(fsqla_v3.FsRoleMixin):
    pass


class FsWebAuthnMixin(fsqla_v3.FsWebAuthnMixin):
    pass


class FsUserMixin(fsqla_v3.FsUserMixin):
    @declared_attr
    def refresh_trackers(cls):
        return FsModels.db.relationship("FsRefreshTracker")


class FsRefreshTrackerMixin(RefreshTrackerMixin):
    id = Column(Integer, primary_key=True)
    refresh_family = Column(String(64), unique=True, nullable=False)
    gen = Column(Integer, default=1)
    expires_at = Column(DateTime, nullable=False)
    revoked_at = Column(DateTime)
    last_used_at = Column(DateTime, nullable=False)
    create_datetime = Column(DateTime, nullable=False, server_default=func.now())
    name = Column(String(64), nullable=False)

    @declared_attr
    def user_id(cls):
        user = ForeignKey(f"{FsModels.user_table_name}.id", ondelete="CASCADE")
        return Column(Integer, user, nullable=False)
