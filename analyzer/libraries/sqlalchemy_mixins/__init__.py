# sqlalchemy-mixins 2.0: https://github.com/absent1706/sqlalchemy-mixins
from sqlalchemy_mixins.timestamp import TimestampsMixin


class InspectionMixin:
    pass


class SessionMixin:
    pass


class ActiveRecordMixin(InspectionMixin, SessionMixin):
    __abstract__ = True


class EagerLoadMixin(SessionMixin):
    __abstract__ = True


class SmartQueryMixin(InspectionMixin, EagerLoadMixin):
    __abstract__ = True


class ReprMixin:
    __abstract__ = True


class SerializeMixin(InspectionMixin):
    __abstract__ = True


class AllFeaturesMixin(ActiveRecordMixin, SmartQueryMixin, ReprMixin, SerializeMixin):
    __abstract__ = True
