"""The test suite: quick passwords, files in a folder of its own, SQLite or the PostgreSQL it is given."""

import tempfile
from pathlib import Path

from kaicheng.settings.base import *

SECRET_KEY = "a key for tests only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES = Path(tempfile.gettempdir()) / "kaicheng-test"
MEDIA_ROOT = FILES / "media"
KAICHENG_DOWNLOADS = FILES / "downloads"
KAICHENG_SEARCH = FILES / "search"
KAICHENG_PUBLIC_ROOT = FILES / "no-public-files"  # tests of the files name a folder of their own
STORAGES = {
    **STORAGES,
    "private": {**STORAGES["private"], "OPTIONS": {"location": FILES / "private"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # do not walk the static files at every start
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Most tests are about something else: they sign in with any password and work on.
KAICHENG_PASSWORD_CHANGE_AT_FIRST = False
AXES_ENABLED = False  # `client.login` has no request; the tests of the lock switch it on
KAICHENG_DEMONSTRATION = True
KAICHENG_MAKE_PERSONAL_KEYS = True
KAICHENG_PERSONAL_KEYS = str(FILES / "personal-keys")
if not ENVIRONMENT.database_url:
    DATABASES = {"default": {**ENVIRONMENT.database(), "NAME": ":memory:"}}
LOGGING["loggers"]["wagtail"] = {"level": "WARNING"}
