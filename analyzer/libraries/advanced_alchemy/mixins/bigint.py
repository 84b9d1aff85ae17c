# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
from sqlalchemy import Identity, Sequence
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from advanced_alchemy.types import BigIntIdentity


class BigIntPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        sequence = Sequence(f"{cls.__tablename__}_id_seq", optional=False)
        return mapped_column(BigIntIdentity, sequence, primary_key=True, sort_order=-100)


class IdentityPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        identity = Identity(start=1, increment=1)
        return mapped_column(BigIntIdentity, identity, primary_key=True, sort_order=-100)
