"""Mail is written down first and sent by a worker, so that nothing is lost while the server is down.

A letter is claimed for a while, sent, and marked. A worker killed between sending and marking leaves it to be
sent again: with the same Message-ID, so that mail programs show it once.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _

from kaicheng.agencies.models import User
from kaicheng.workbench.models import Mail

logger = logging.getLogger(__name__)

CLAIM = dt.timedelta(minutes=10)
"""How long a claimed letter is left to the worker that claimed it."""
WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
"""How long to wait after the first tries; after later ones, as long as after the last of these."""
GIVE_UP_AFTER = dt.timedelta(days=5)


class _Unwritten(Exception):
    """A letter that could not be filled in this time."""


class _Nobody(Exception):
    """A letter about somebody who has no address, or none any more."""


_REFUSED = (_Nobody, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused)


def write(
    user: User, kind: str, subject: str, body: str, at: dt.datetime, *, not_before: dt.datetime | None = None
) -> Mail | None:
    """Have a letter sent to ``user``, at once or from ``not_before`` on; ``None`` without an address."""
    if not user.email:
        return None
    return Mail.objects.create(
        user=user,
        to=user.email,
        kind=kind,
        subject=subject[:200],
        body=body,
        created_at=at,
        try_at=max(not_before or at, at),
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """What is filled into a letter when it is sent; attachments as name, content and media type."""

    to: str
    body: str
    attachments: tuple[tuple[str, bytes, str], ...] = ()
    unsubscribe: str = ""
    """Where one click ends what the letter belongs to (RFC 8058)."""


Filler = Callable[[str], Filled | None]
_fillers: dict[str, Filler] = {}


def filled_in(kind: str) -> Callable[[Filler], Filler]:
    """Register what fills in letters of a kind: it gets the reference, and gives ``None`` for nobody."""

    def decorator(filler: Filler) -> Filler:
        _fillers[kind] = filler
        return filler

    return decorator


def write_about(kind: str, reference: str, subject: str, at: dt.datetime) -> Mail:
    """Have a letter sent to somebody outside. Here it has a reference alone: address and text are personal,
    looked up where they are kept encrypted when it is sent, and not kept with it."""
    if kind not in _fillers:
        raise LookupError(f"nothing fills in letters of the kind {kind!r}")
    return Mail.objects.create(
        to="", kind=kind, subject=subject[:200], body=reference, created_at=at, try_at=at
    )


def deliver(now: Callable[[], dt.datetime], *, limit: int = 500) -> int:
    """Send what is due, at most ``limit`` letters; gives how many the mail server took.

    When the server cannot be reached the rest is left for the next time.
    """
    sent, connection = 0, get_connection()
    try:
        for _turn in range(limit):
            mail = _claim(now())
            if mail is None:
                break
            error = _send(mail, connection)
            _note(mail, error, now())
            if error is None:
                sent += 1
            elif not isinstance(error, (*_REFUSED, _Unwritten)):
                break
    finally:
        connection.close()
    return sent


def _claim(now: dt.datetime) -> Mail | None:
    """The next letter due, left alone by other workers from now on."""
    with transaction.atomic():
        waiting = Mail.objects.filter(state=Mail.State.WAITING, try_at__lte=now)
        mail = waiting.select_for_update(skip_locked=True).order_by("try_at").first()
        if mail is not None:
            mail.attempts += 1
            mail.try_at = now + CLAIM
            mail.save(update_fields=["attempts", "try_at"])
        return mail


def _send(mail: Mail, connection: BaseEmailBackend) -> Exception | None:
    """Hand the letter to the mail server; gives what went wrong."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    filled: Filled | None = Filled(mail.to, mail.body)
    if mail.kind in _fillers:
        try:
            filled = _fillers[mail.kind](mail.body)
        except Exception as error:  # one letter that cannot be written must not keep back the others
            logger.exception("Mail %s could not be filled in", mail.pk)
            return _Unwritten(_("邮件没有写成：%(error)s") % {"error": type(error).__name__})
    if filled is None:
        return _Nobody(_("收件人没有留下邮箱，或者已经清除。"))
    headers = {"Message-ID": f"<{mail.pk}@{domain}>", "Date": _rfc_date(mail.created_at)}
    if filled.unsubscribe:
        headers["List-Unsubscribe"] = f"<{filled.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(
        mail.subject,
        filled.body,
        settings.DEFAULT_FROM_EMAIL,
        [filled.to],
        attachments=list(filled.attachments),
        connection=connection,
        headers=headers,
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        # The server's words may name an address, which is nobody's business when it is an applicant's.
        told = type(error).__name__ if mail.kind in _fillers else error
        logger.warning("Mail %s was not sent: %s", mail.pk, told)
        return error
    return None


def _rfc_date(at: dt.datetime) -> str:
    return at.strftime("%a, %d %b %Y %H:%M:%S %z")


def _note(mail: Mail, error: Exception | None, now: dt.datetime) -> None:
    """Write down what became of the letter."""
    if error is None:
        mail.state, mail.sent_at, mail.error = Mail.State.SENT, now, ""
    else:
        mail.error = _reason(error)[:300]
        mail.try_at = now + WAITS[min(mail.attempts, len(WAITS)) - 1]
        if isinstance(error, _REFUSED) or now - mail.created_at > GIVE_UP_AFTER:
            mail.state = Mail.State.GIVEN_UP
    mail.save(update_fields=["state", "sent_at", "error", "try_at"])


def _reason(error: Exception) -> str:
    """What went wrong, for the administrator who reads the list."""
    if isinstance(error, (_Unwritten, _Nobody)):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = "；".join(
            f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values()
        )
        return _("邮件服务器拒收这个地址：%(answer)s") % {"answer": answers}
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("邮件服务器不认账号或者密码，请核对邮件设置。")
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
        return _("邮件服务器拒绝：%(answer)s") % {"answer": f"{error.smtp_code} {text}"}
    return _("连不上邮件服务器：%(error)s") % {"error": str(error) or type(error).__name__}
