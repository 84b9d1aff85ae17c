# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
import datetime
import re
import uuid
from typing import Any

from sqlalchemy import Date, MetaData, String
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, declared_attr, registry

from advanced_alchemy.mixins import (
    AuditColumns,
    BigIntPrimaryKey,
    IdentityPrimaryKey,
    NanoIDPrimaryKey,
    SlugKey,
    UUIDPrimaryKey,
    UUIDv6PrimaryKey,
    UUIDv7PrimaryKey,
)
from advanced_alchemy.types import (
    GUID,
    DateTimeUTC,
    FileObject,
    FileObjectList,
    JsonB,
    StoredObject,
)

convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def create_registry(custom_annotation_map=None):
    types = {
        uuid.UUID: GUID,
        datetime.datetime: DateTimeUTC,
        datetime.date: Date,
        dict: JsonB,
        dict[str, Any]: JsonB,
        dict[str, str]: JsonB,
        FileObject: StoredObject,
        FileObjectList: StoredObject,
    }
    # Where pydantic is installed.
    try:
        import pydantic

        types[pydantic.EmailStr] = String
        types[pydantic.AnyUrl] = String
        types[pydantic.AnyHttpUrl] = String
        types[pydantic.Json] = JsonB
        types[pydantic.IPvAnyAddress] = String
        types[pydantic.IPvAnyInterface] = String
        types[pydantic.IPvAnyNetwork] = String
    except ImportError:
        pass
    types.update(custom_annotation_map or {})
    return registry(
        metadata=MetaData(naming_convention=convention), type_annotation_map=types
    )


orm_registry = create_registry()


def is_polymorphic(cls):
    arguments = getattr(cls, "__mapper_args__", None)
    return isinstance(arguments, dict) and "polymorphic_on" in arguments


class BasicAttributes:
    pass


class CommonTableAttributes(BasicAttributes):
    def __init_subclass__(cls, **kwargs):
        own = cls.__dict__.get("__mapper_args__")
        begins = isinstance(own, dict) and (own.get("concrete") or "polymorphic_on" in own)
        if "__tablename__" not in cls.__dict__ and not begins:
            # Its table is that of its parent.
            if any(is_polymorphic(parent) for parent in cls.__mro__[1:]):
                cls.__tablename__ = None
        super().__init_subclass__(**kwargs)

    @declared_attr.directive
    def __tablename__(cls):
        return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", cls.__name__).lower()


class AdvancedDeclarativeBase(DeclarativeBase):
    __abstract__ = True
    registry = orm_registry


class UUIDBase(UUIDPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDAuditBase(
    CommonTableAttributes, UUIDPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs
):
    __abstract__ = True


class UUIDv6Base(UUIDv6PrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDv6AuditBase(
    CommonTableAttributes, UUIDv6PrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs
):
    __abstract__ = True


class UUIDv7Base(UUIDv7PrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDv7AuditBase(
    CommonTableAttributes, UUIDv7PrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs
):
    __abstract__ = True


class NanoIDBase(NanoIDPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class NanoIDAuditBase(
    CommonTableAttributes, NanoIDPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs
):
    __abstract__ = True


class BigIntBase(BigIntPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class BigIntAuditBase(
    CommonTableAttributes, BigIntPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs
):
    __abstract__ = True


class IdentityBase(IdentityPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class IdentityAuditBase(
    CommonTableAttributes, IdentityPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs
):
    __abstract__ = True


class DefaultBase(CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class SQLQuery(BasicAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True
    __allow_unmapped__ = True
