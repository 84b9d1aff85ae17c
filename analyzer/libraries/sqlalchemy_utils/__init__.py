# SQLAlchemy-Utils 0.43: https://sqlalchemy-utils.readthedocs.io/en/latest/models.html
from sqlalchemy_utils.models import Timestamp
