# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
from sqlalchemy import Column, String, Text

from flask_security.models import fsqla
from flask_security.models.fsqla import FsModels


class FsRoleMixin(fsqla.FsRoleMixin):
    pass


class FsUserMixin(fsqla.FsUserMixin):
    username = Column(String(255), unique=True)
    us_totp_secrets = Column(Text)
    us_phone_number = Column(String(128))
