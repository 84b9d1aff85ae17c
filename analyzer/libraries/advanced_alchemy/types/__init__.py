# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
from sqlalchemy import JSON, BigInteger, Boolean, DateTime, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.ext.mutable import MutableList

BigIntIdentity = BigInteger
JsonB = JSON().with_variant(JSONB, "postgresql")


class GUID(TypeDecorator):
    impl = UUID

    def __init__(self, *args, **kwargs):
        super().__init__()


class DateTimeUTC(TypeDecorator):
    impl = DateTime(timezone=True)


class Bool(TypeDecorator):
    impl = Boolean


class EncryptedString(TypeDecorator):
    impl = String

    def __init__(self, *args, **kwargs):
        super().__init__()


class EncryptedText(EncryptedString):
    impl = Text


class TOTPSecret(EncryptedString):
    pass


class PasswordHash(TypeDecorator):
    impl = String

    def __init__(self, backend, length=255):
        super().__init__(length=length)


class OneTimeCode(TypeDecorator):
    impl = JsonB

    def __init__(self, *args, **kwargs):
        super().__init__()


class FileObject:
    pass


class FileObjectList:
    pass


class StoredObject(TypeDecorator):
    impl = JsonB

    def __init__(self, *args, **kwargs):
        super().__init__()


# With pgvector installed; without, it is JSON.
class Vector(TypeDecorator):
    impl = JSON

    def __init__(self, dim, **kwargs):
        super().__init__()
        self.dim = dim

    def load_dialect_impl(self, dialect):
        from pgvector.sqlalchemy import Vector

        return Vector(self.dim)
