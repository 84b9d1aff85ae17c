# neutron-lib 5.0: https://docs.openstack.org/neutron-lib/latest/
from sqlalchemy import BigInteger, Column, ForeignKey, String
from sqlalchemy.orm import declared_attr, relationship

from neutron_lib.db import model_base
from neutron_lib.db.sqlalchemytypes import TruncatedDateTime


class StandardAttribute(model_base.BASEV2):
    id = Column(BigInteger, primary_key=True, autoincrement=True)
    resource_type = Column(String(255), nullable=False)
    description = Column(String(255))
    revision_number = Column(BigInteger, server_default="0", nullable=False)
    created_at = Column(TruncatedDateTime)
    updated_at = Column(TruncatedDateTime)


class HasStandardAttributes:
    @declared_attr
    def standard_attr_id(cls):
        return Column(
            BigInteger,
            ForeignKey(StandardAttribute.id, ondelete="CASCADE"),
            unique=True,
            nullable=False,
        )

    @declared_attr
    def standard_attr(cls):
        return relationship(StandardAttribute, lazy="joined", uselist=False)
