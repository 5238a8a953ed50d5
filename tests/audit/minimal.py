"""The smallest installation, the trail alone: a process starts quickly. Its database is named outside."""

from __future__ import annotations

import os
from typing import Any

from kaicheng.settings.environment import SQLITE_OPTIONS, postgresql

_name = os.environ["MINIMAL_DATABASE"]
_url = os.environ.get("KAICHENG_DATABASE_URL")
_sqlite: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": _name, "OPTIONS": SQLITE_OPTIONS}

DATABASES = {"default": {**postgresql(_url), "NAME": _name} if _url else _sqlite}
INSTALLED_APPS = ["kaicheng.audit"]
SECRET_KEY = "a key for tests only"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
KAICHENG_AUDIT_ALGORITHM = "sm3"
KAICHENG_AUDIT_SIGNING_KEY = ""
