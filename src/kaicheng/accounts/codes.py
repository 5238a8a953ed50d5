"""One-time codes: setting them up, checking them, and the recovery codes for a lost phone."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction

from kaicheng.accounts.models import CodeDevice, RecoveryCode
from kaicheng.agencies.models import User
from kaicheng.privacy import cipher
from kaicheng.privacy.keys import keyring

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread for another
_LENGTH = 12
APP = "app"
RECOVERY = "recovery"


class TooSoon(Exception):
    """Codes were wrong too often; ``until`` is when the next may be tried."""

    def __init__(self, until: dt.datetime) -> None:
        self.until = until


def confirmed(user: User) -> CodeDevice | None:
    """The device whose codes ``user`` signs in with."""
    return CodeDevice.objects.filter(user=user, confirmed=True).first()


def begun(user: User) -> CodeDevice:
    """The device being set up: the one begun before, so that going back shows the same picture."""
    found = CodeDevice.objects.filter(user=user, confirmed=False).first()
    return found or CodeDevice.objects.create(
        user=user, name="TOTP", confirmed=False, key=secrets.token_hex(20)
    )


def address(device: CodeDevice) -> str:
    """What the picture says to an authenticator app."""
    issuer = settings.WAGTAIL_SITE_NAME
    label = quote(f"{issuer}:{device.user.get_username()}")
    values = urlencode(
        {"secret": device.secret, "issuer": issuer, "digits": device.DIGITS, "period": device.STEP},
        quote_via=quote,
    )
    return f"otpauth://totp/{label}?{values}"


def check(device: CodeDevice, code: str, now: dt.datetime) -> bool:
    """Whether ``code`` is right; takes it, or counts the failure. Raises :class:`TooSoon`."""
    with transaction.atomic():
        device = CodeDevice.objects.select_for_update().get(pk=device.pk)
        wait_until = _slowed_until(device, now)
        if wait_until is None:
            step = device.step_of(re.sub(r"\s", "", code), now)
            if step is not None:
                device.last_step = step
                device.throttling_failure_count, device.throttling_failure_timestamp = 0, None
            else:
                device.throttling_failure_count += 1
                device.throttling_failure_timestamp = now
            device.save()
            return step is not None
    raise TooSoon(wait_until)


def check_recovery(user: User, code: str, now: dt.datetime) -> bool:
    """Whether ``code`` is an unused recovery code; uses it up. Failures slow down like those of the app."""
    device = confirmed(user)
    wait_until = _slowed_until(device, now) if device else None
    if wait_until is not None:
        raise TooSoon(wait_until)
    used, _ = RecoveryCode.objects.filter(user=user, digest=_digest(user, code)).delete()
    if not used and device is not None:
        CodeDevice.objects.filter(pk=device.pk).update(
            throttling_failure_count=device.throttling_failure_count + 1, throttling_failure_timestamp=now
        )
    return bool(used)


def looks_like_recovery(code: str) -> bool:
    """Whether somebody typed a recovery code rather than one from the app."""
    return bool(re.search(r"[a-z]", code.lower()))


def renew_recovery(user: User) -> list[str]:
    """New recovery codes in the place of the old ones. This is the only time that they can be read."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _digest(user: User, code: str) -> str:
    return cipher.fingerprint(keyring(), re.sub(r"[^a-z0-9]", "", code.lower()), f"recovery:{user.pk}")


def _slowed_until(device: CodeDevice, now: dt.datetime) -> dt.datetime | None:
    """Until when no code is taken: after each failure in a row twice as long, an hour at most."""
    factor = device.get_throttle_factor()
    if not device.throttling_failure_count or not device.throttling_failure_timestamp or not factor:
        return None
    seconds = min(factor * 2 ** min(device.throttling_failure_count - 1, 12), 3600)
    until: dt.datetime = device.throttling_failure_timestamp + dt.timedelta(seconds=seconds)
    return until if now < until else None
