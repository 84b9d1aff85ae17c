# Flask-AppBuilder 5.3: https://flask-appbuilder.readthedocs.io/en/latest/
from sqlalchemy.orm import declarative_base

Base = declarative_base()


# Before version 5 it had an automatic table name as well.
class Model(Base):
    __abstract__ = True
    __table_args__ = {"extend_existing": True}
