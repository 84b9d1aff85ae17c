# oslo.db 18.1: https://docs.openstack.org/oslo.db/latest/
from sqlalchemy.types import Integer, Text, TypeDecorator


class JsonEncodedType(TypeDecorator):
    impl = Text

    def __init__(self, mysql_as_long=False, mysql_as_medium=False):
        super().__init__()


class JsonEncodedDict(JsonEncodedType):
    pass


class JsonEncodedList(JsonEncodedType):
    pass


class SoftDeleteInteger(TypeDecorator):
    impl = Integer
