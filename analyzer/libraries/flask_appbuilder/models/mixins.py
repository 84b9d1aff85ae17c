# Flask-AppBuilder 5.3: https://flask-appbuilder.readthedocs.io/en/latest/
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text, TypeDecorator
from sqlalchemy.orm import declared_attr, relationship


class FileColumn(TypeDecorator):
    impl = Text


class ImageColumn(TypeDecorator):
    impl = Text

    def __init__(self, thumbnail_size=None, size=None, **arguments):
        super().__init__(**arguments)


class AuditMixin:
    created_on = Column(DateTime, nullable=False)
    changed_on = Column(DateTime, nullable=False)

    @declared_attr
    def created_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False)

    @declared_attr
    def changed_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False)

    @declared_attr
    def created_by(cls):
        from flask_appbuilder.security.sqla.models import User

        return relationship(User, primaryjoin=f"{cls.__name__}.created_by_fk == User.id")

    @declared_attr
    def changed_by(cls):
        from flask_appbuilder.security.sqla.models import User

        return relationship(User, primaryjoin=f"{cls.__name__}.changed_by_fk == User.id")


class UserExtensionMixin:
    __tablename__ = "ab_user_extended"
    __mapper_args__ = {"polymorphic_identity": "ab_user_extended"}

    @declared_attr
    def id(cls):
        return Column(None, ForeignKey("ab_user.id"), primary_key=True)


class BaseMixin:
    pass
