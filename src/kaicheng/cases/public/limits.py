"""Strangers may try things only so often. Counted in the database, so that more processes allow no more."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest

from kaicheng.cases.models import Attempts
from kaicheng.privacy import cipher
from kaicheng.privacy.keys import keyring
from kaicheng.visitors import client_address


def too_often(request: HttpRequest, what: str) -> bool:
    """Count this try; whether its address has now tried ``what`` more often than allowed."""
    return counted(what, client_address(request))


def counted(what: str, whose: str) -> bool:
    """The same for anything else that tries are counted by; ``whose`` is kept as a keyed digest."""
    most, seconds = settings.KAICHENG_REQUEST_LIMITS[what]
    window = int(time.time()) // seconds
    who = cipher.fingerprint(keyring(), whose, f"attempts.{what}")
    mine = Attempts.objects.filter(what=what, who=who, window=window)
    if not mine.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Attempts.objects.create(what=what, who=who, window=window, count=1)
        except IntegrityError:  # another process was first
            mine.update(count=F("count") + 1)
        Attempts.objects.filter(what=what, window__lt=window - 1).delete()
    return int(mine.values_list("count", flat=True).first() or 0) > most


def minutes(what: str) -> int:
    """How long to wait before trying again, at most."""
    return max(1, int(settings.KAICHENG_REQUEST_LIMITS[what][1]) // 60)
