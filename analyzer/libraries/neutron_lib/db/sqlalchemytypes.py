# neutron-lib 5.0: https://docs.openstack.org/neutron-lib/latest/
from sqlalchemy.types import DateTime, String, TypeDecorator


class IPAddress(TypeDecorator):
    impl = String(64)


class CIDR(TypeDecorator):
    impl = String(64)


class MACAddress(TypeDecorator):
    impl = String(64)


class TruncatedDateTime(TypeDecorator):
    impl = DateTime
