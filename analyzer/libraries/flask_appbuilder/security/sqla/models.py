# Flask-AppBuilder 5.3: https://flask-appbuilder.readthedocs.io/en/latest/
import datetime
from typing import Optional

from flask_appbuilder import Model
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, backref, declared_attr, mapped_column, relationship


def key(table):
    return Column("id", Integer, Sequence(f"{table}_id_seq"), primary_key=True)


def reference(name, target):
    return Column(name, Integer, ForeignKey(target, ondelete="CASCADE"))


class Permission(Model):
    __tablename__ = "ab_permission"

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_permission_id_seq"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class ViewMenu(Model):
    __tablename__ = "ab_view_menu"

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_view_menu_id_seq"), primary_key=True)
    name: Mapped[str] = mapped_column(String(250), unique=True)


assoc_permissionview_role = Table(
    "ab_permission_view_role",
    Model.metadata,
    key("ab_permission_view_role"),
    reference("permission_view_id", "ab_permission_view.id"),
    reference("role_id", "ab_role.id"),
    UniqueConstraint("permission_view_id", "role_id"),
    Index("idx_permission_view_id", "permission_view_id"),
    Index("idx_role_id", "role_id"),
)

assoc_user_role = Table(
    "ab_user_role",
    Model.metadata,
    key("ab_user_role"),
    reference("user_id", "ab_user.id"),
    reference("role_id", "ab_role.id"),
    UniqueConstraint("user_id", "role_id"),
)

assoc_user_group = Table(
    "ab_user_group",
    Model.metadata,
    key("ab_user_group"),
    reference("user_id", "ab_user.id"),
    reference("group_id", "ab_group.id"),
    UniqueConstraint("user_id", "group_id"),
    Index("idx_user_id", "user_id"),
    Index("idx_user_group_id", "group_id"),
)

assoc_group_role = Table(
    "ab_group_role",
    Model.metadata,
    key("ab_group_role"),
    reference("group_id", "ab_group.id"),
    reference("role_id", "ab_role.id"),
    UniqueConstraint("group_id", "role_id"),
    Index("idx_group_id", "group_id"),
    Index("idx_group_role_id", "role_id"),
)


class Role(Model):
    __tablename__ = "ab_role"

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_role_id_seq"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)

    permissions: Mapped[list["PermissionView"]] = relationship(
        secondary=assoc_permissionview_role, backref="role"
    )
    user: Mapped[list["User"]] = relationship(secondary=assoc_user_role, backref="roles")


class PermissionView(Model):
    __tablename__ = "ab_permission_view"
    __table_args__ = (
        UniqueConstraint("permission_id", "view_menu_id"),
        Index("idx_permission_id", "permission_id"),
        Index("idx_view_menu_id", "view_menu_id"),
    )

    id: Mapped[int] = mapped_column(
        Integer, Sequence("ab_permission_view_id_seq"), primary_key=True
    )
    permission_id: Mapped[int] = mapped_column(Integer, ForeignKey("ab_permission.id"))
    view_menu_id: Mapped[int] = mapped_column(Integer, ForeignKey("ab_view_menu.id"))

    permission: Mapped[Permission] = relationship(lazy="joined")
    view_menu: Mapped[ViewMenu] = relationship(lazy="joined")


class User(Model):
    __tablename__ = "ab_user"

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_user_id_seq"), primary_key=True)
    first_name: Mapped[str] = mapped_column(String(64))
    last_name: Mapped[str] = mapped_column(String(64))
    username: Mapped[str] = mapped_column(String(128), unique=True)
    password: Mapped[Optional[str]] = mapped_column(String(256))
    active: Mapped[Optional[bool]] = mapped_column(Boolean)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    last_login: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)
    login_count: Mapped[Optional[int]] = mapped_column(Integer)
    fail_login_count: Mapped[Optional[int]] = mapped_column(Integer)
    created_on: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)
    changed_on: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)

    @declared_attr
    def created_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"))

    @declared_attr
    def changed_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"))

    created_by: Mapped["User"] = relationship(
        backref=backref("created", uselist=True),
        remote_side=[id],
        primaryjoin="User.created_by_fk == User.id",
        uselist=False,
    )
    changed_by: Mapped["User"] = relationship(
        backref=backref("changed", uselist=True),
        remote_side=[id],
        primaryjoin="User.changed_by_fk == User.id",
        uselist=False,
    )


class Group(Model):
    __tablename__ = "ab_group"

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_group_id_seq"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    label: Mapped[Optional[str]] = mapped_column(String(150))
    description: Mapped[Optional[str]] = mapped_column(String(512))

    users: Mapped[list[User]] = relationship(secondary=assoc_user_group, backref="groups")
    roles: Mapped[list[Role]] = relationship(secondary=assoc_group_role, backref="groups")


class RegisterUser(Model):
    __tablename__ = "ab_register_user"

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_register_user_id_seq"), primary_key=True)
    first_name: Mapped[str] = mapped_column(String(64))
    last_name: Mapped[str] = mapped_column(String(64))
    username: Mapped[str] = mapped_column(String(128), unique=True)
    password: Mapped[Optional[str]] = mapped_column(String(256))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    registration_date: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)
    registration_hash: Mapped[Optional[str]] = mapped_column(String(256))


class ApiKey(Model):
    __tablename__ = "ab_api_key"
    __table_args__ = (
        Index("idx_api_key_prefix", "key_prefix"),
        Index("idx_api_key_user_id", "user_id"),
        Index("idx_api_key_lookup_hash", "lookup_hash", unique=True),
    )

    id: Mapped[int] = mapped_column(Integer, Sequence("ab_api_key_id_seq"), primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    name: Mapped[str] = mapped_column(String(256))
    key_hash: Mapped[str] = mapped_column(String(256))
    lookup_hash: Mapped[Optional[str]] = mapped_column(String(256), unique=True)
    key_prefix: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int] = mapped_column(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"))
    scopes: Mapped[Optional[str]] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean)
    created_on: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)
    expires_on: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)
    revoked_on: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)
    last_used_on: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime)

    user: Mapped[User] = relationship(backref=backref("api_keys"))
