"""A developer's machine and ``make run``: everything in ``var/``, nothing to set."""

from kaicheng.settings.base import *
from kaicheng.settings.secret import local_secret_key

SECRET_KEY = SECRET_KEY or local_secret_key(VAR)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
KAICHENG_DEMONSTRATION = True
KAICHENG_SHOW_SIGNATURES = True
KAICHENG_MAKE_PERSONAL_KEYS = True
# The demonstration's accounts open with the password that is printed, and no phone.
KAICHENG_PASSWORD_CHANGE_AT_FIRST = False
KAICHENG_SECOND_FACTOR_GRACE_DAYS = 365
LOGGING["loggers"]["wagtail"] = {"level": "WARNING"}
