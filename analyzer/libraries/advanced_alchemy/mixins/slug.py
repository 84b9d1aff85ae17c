# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class SlugKey:
    @declared_attr
    def slug(cls) -> Mapped[str]:
        return mapped_column(String(100))

    @declared_attr.directive
    def __table_args__(cls):
        return (UniqueConstraint(cls.slug, name=f"uq_{cls.__tablename__}_slug"),)
