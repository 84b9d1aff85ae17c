# oslo.db 18.1: https://docs.openstack.org/oslo.db/latest/
