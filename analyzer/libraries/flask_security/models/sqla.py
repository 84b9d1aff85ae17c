# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
import datetime
from typing import Optional

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, Text, func
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin


class FsModels:
    roles_users = None
    user_table_name = "user"
    role_table_name = "role"
    webauthn_table_name = "webauthn"
    refresh_table_name = "fs_refresh"

    @classmethod
    def set_db_info(
        cls,
        *,
        base_model,
        user_table_name="user",
        role_table_name="role",
        webauthn_table_name="webauthn",
        refresh_table_name="fs_refresh",
    ):
        cls.base_model = base_model
        cls.user_table_name = user_table_name
        cls.role_table_name = role_table_name
        cls.webauthn_table_name = webauthn_table_name
        cls.refresh_table_name = refresh_table_name
        cls.roles_users = Table(
            "roles_users",
            base_model.metadata,
            Column("user_id", ForeignKey(f"{user_table_name}.id"), primary_key=True),
            Column("role_id", ForeignKey(f"{role_table_name}.id"), primary_key=True),
        )


class FsRoleMixin(RoleMixin):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[Optional[str]] = mapped_column(String(255))
    permissions: Mapped[Optional[list[str]]] = mapped_column(AsaList)
    update_datetime: Mapped[datetime.datetime] = mapped_column(server_default=func.now())

    @declared_attr
    def users(cls):
        return relationship("User", secondary="roles_users", back_populates="roles")


class FsUserMixin(UserMixin):
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    username: Mapped[Optional[str]] = mapped_column(String(255), unique=True)
    password: Mapped[Optional[str]] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[Optional[datetime.datetime]]
    last_login_at: Mapped[Optional[datetime.datetime]]
    current_login_at: Mapped[Optional[datetime.datetime]]
    last_login_ip: Mapped[Optional[str]] = mapped_column(String(64))
    current_login_ip: Mapped[Optional[str]] = mapped_column(String(64))
    login_count: Mapped[Optional[int]]
    tf_primary_method: Mapped[Optional[str]] = mapped_column(String(64))
    tf_totp_secret: Mapped[Optional[str]] = mapped_column(String(255))
    tf_phone_number: Mapped[Optional[str]] = mapped_column(String(128))
    us_totp_secrets: Mapped[Optional[str]] = mapped_column(Text)
    us_phone_number: Mapped[Optional[str]] = mapped_column(String(128), unique=True)
    fs_webauthn_user_handle: Mapped[Optional[str]] = mapped_column(String(64), unique=True)
    mf_recovery_codes: Mapped[Optional[list[str]]] = mapped_column(AsaList)
    create_datetime: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    update_datetime: Mapped[datetime.datetime] = mapped_column(server_default=func.now())

    @declared_attr  # where webauthn is installed
    def webauthn(cls):
        return relationship("WebAuthn", back_populates="user")

    @declared_attr
    def roles(cls):
        return relationship("Role", secondary="roles_users", back_populates="users")


class FsWebAuthnMixin(WebAuthnMixin):
    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), index=True, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[Optional[int]] = mapped_column(default=0)
    transports: Mapped[Optional[list[str]]] = mapped_column(AsaList)
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[Optional[str]] = mapped_column(String(255))
    create_datetime: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    lastuse_datetime: Mapped[datetime.datetime]
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))

    @declared_attr  # where webauthn is installed
    def user(cls):
        return relationship("User", back_populates="webauthn")

    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey(f"{FsModels.user_table_name}.id", ondelete="CASCADE"))
