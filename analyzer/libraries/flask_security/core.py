# Flask-Security 5.9: https://flask-security.readthedocs.io/en/stable/models.html
class UserMixin:
    pass


class RoleMixin:
    pass


class WebAuthnMixin:
    pass


class RefreshTrackerMixin:
    pass
