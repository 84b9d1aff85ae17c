# neutron-lib 5.0: https://docs.openstack.org/neutron-lib/latest/
from sqlalchemy import Column, String
from sqlalchemy.orm import DeclarativeBase, declared_attr, synonym

from oslo_db.sqlalchemy.models import ModelBase


class HasProject:
    project_id = Column(String(255), index=True)

    @declared_attr
    def tenant_id(cls):
        return synonym("project_id")


class HasProjectNoIndex(HasProject):
    project_id = Column(String(255))


class HasProjectPrimaryKey(HasProject):
    project_id = Column(String(255), primary_key=True)


class HasProjectPrimaryUniqueKey(HasProject):
    project_id = Column(String(255), primary_key=True, unique=True)


class HasId:
    id = Column(String(36), primary_key=True)


class HasStatusDescription:
    status = Column(String(16), nullable=False)
    status_description = Column(String(255))


class NeutronBaseV2(ModelBase):
    __table_args__ = {"mysql_engine": "InnoDB"}

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + "s"


class BASEV2(DeclarativeBase, NeutronBaseV2):
    pass
