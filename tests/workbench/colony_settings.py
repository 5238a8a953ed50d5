"""The test settings on a database of its own."""

import os

from kaicheng.settings.environment import SQLITE_OPTIONS, postgresql
from kaicheng.settings.test import *  # noqa: F403  # a variation of them

_name, _url = os.environ["COLONY_DATABASE"], os.environ.get("KAICHENG_DATABASE_URL")
DATABASES = {
    "default": {**postgresql(_url), "NAME": _name}
    if _url
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": _name, "OPTIONS": SQLITE_OPTIONS}
}
EMAIL_BACKEND = "tests.workbench.letterbox.Letterbox"
