# SQLAlchemy-Utils 0.43: https://sqlalchemy-utils.readthedocs.io/en/latest/models.html
from sqlalchemy import Column, DateTime


class Timestamp:
    created = Column(DateTime, nullable=False)
    updated = Column(DateTime, nullable=False)
