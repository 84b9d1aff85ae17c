# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
from sqlalchemy.types import TypeDecorator, UnicodeText


class AsaList(TypeDecorator):
    impl = UnicodeText
