# Litestar 2.25, where advanced-alchemy has had these names: https://docs.litestar.dev/2/
from advanced_alchemy import base, mixins, types
from advanced_alchemy.base import (
    BigIntAuditBase,
    BigIntBase,
    CommonTableAttributes,
    UUIDAuditBase,
    UUIDBase,
    orm_registry,
)
from advanced_alchemy.mixins import AuditColumns, BigIntPrimaryKey, UUIDPrimaryKey
