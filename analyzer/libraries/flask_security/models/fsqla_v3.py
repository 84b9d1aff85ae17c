# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, LargeBinary, String, func
from sqlalchemy.orm import declared_attr

from flask_security import AsaList, WebAuthnMixin
from flask_security.models import fsqla_v2
from flask_security.models.fsqla import FsModels


class FsRoleMixin(fsqla_v2.FsRoleMixin):
    pass


class FsUserMixin(fsqla_v2.FsUserMixin):
    password = Column(String(255))
    us_phone_number = Column(String(128), unique=True)
    fs_webauthn_user_handle = Column(String(64), unique=True)
    mf_recovery_codes = Column(AsaList)

    @declared_attr  # where webauthn is installed
    def webauthn(cls):
        return FsModels.db.relationship("WebAuthn", backref="users")


class FsWebAuthnMixin(WebAuthnMixin):
    id = Column(Integer, primary_key=True)
    credential_id = Column(LargeBinary(1024), index=True, unique=True, nullable=False)
    public_key = Column(LargeBinary, nullable=False)
    sign_count = Column(Integer, default=0)
    transports = Column(AsaList)
    backup_state = Column(Boolean, nullable=False)
    device_type = Column(String(64), nullable=False)
    extensions = Column(String(255))
    create_datetime = Column(DateTime, nullable=False, server_default=func.now())
    lastuse_datetime = Column(DateTime, nullable=False)
    name = Column(String(64), nullable=False)
    usage = Column(String(64), nullable=False)

    @declared_attr
    def user_id(cls):
        user = ForeignKey(f"{FsModels.user_table_name}.id", ondelete="CASCADE")
        return Column(Integer, user, nullable=False)
