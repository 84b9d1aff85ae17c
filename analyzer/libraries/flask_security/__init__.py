# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
from flask_security.core import RefreshTrackerMixin, RoleMixin, UserMixin, WebAuthnMixin
from flask_security.datastore import AsaList
