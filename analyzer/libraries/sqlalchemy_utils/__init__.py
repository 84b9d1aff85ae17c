# SQLAlchemy-Utils 0.42: https://sqlalchemy-utils.readthedocs.io/en/latest/
from sqlalchemy_utils.models import Timestamp
