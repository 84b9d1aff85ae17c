# neutron-lib 5.0: https://docs.openstack.org/neutron-lib/latest/
