"""What changes sign-in, each on record. Commands and views call the same."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng.accounts import codes, events
from kaicheng.accounts.models import CodeDevice, Credentials, RecoveryCode, SignedInSession
from kaicheng.accounts.people import account, actor_of, chain_of
from kaicheng.agencies.models import User
from kaicheng.audit.actions import Action, Result
from kaicheng.audit.recording import NOWHERE, Actor, Entry, Origin
from kaicheng.audit.registry import EventType


class AccountAction(Action[Result]):
    """A change to somebody's account, by the person or, with a reason, by another."""

    kind: EventType

    def __init__(
        self,
        user: User,
        *,
        at: dt.datetime,
        by: Actor | None = None,
        reason: str = "",
        origin: Origin = NOWHERE,
    ) -> None:
        self.user, self.at, self.origin, self.reason = user, at, origin, reason.strip()
        self.by = by or actor_of(user, at)
        self.facts: dict[str, str | bool | int] = {}

    def event(self) -> Entry:
        return Entry(
            type=self.kind,
            chain=chain_of(self.user, self.at),
            actor=self.by,
            target=account(self.user),
            at=self.at,
            origin=self.origin,
            facts=self.facts,
            reason=self.reason,
        )


class ChangePassword(AccountAction[None]):
    """The person takes a new password; the other sessions end."""

    kind = events.PASSWORD_CHANGED

    def __init__(
        self, user: User, password: str, *, at: dt.datetime, keep: str = "", origin: Origin = NOWHERE
    ) -> None:
        super().__init__(user, at=at, origin=origin)
        self.password, self.keep = password, keep

    def check(self) -> None:
        validate_password(self.password, self.user)

    def perform(self) -> None:
        self.user.set_password(self.password)
        self.user.save(update_fields=["password"])
        Credentials.objects.update_or_create(
            user=self.user, defaults={"must_change": False, "password_changed_at": self.at}
        )
        for session in self.user.signed_in_sessions.going_on().exclude(key=self.keep):
            EndSession(session, why="修改密码", at=self.at, origin=self.origin).execute()


class IssuePassword(AccountAction[None]):
    """An administrator sets a password that the person has to change at once; every session ends."""

    kind = events.PASSWORD_ISSUED

    def __init__(
        self, user: User, password: str, *, at: dt.datetime, by: Actor, reason: str, origin: Origin = NOWHERE
    ) -> None:
        super().__init__(user, at=at, by=by, reason=reason, origin=origin)
        self.password = password

    def check(self) -> None:
        needs_reason(self.reason)
        validate_password(self.password, self.user)

    def perform(self) -> None:
        self.user.set_password(self.password)
        self.user.save(update_fields=["password"])  # marks it as to be changed
        for session in self.user.signed_in_sessions.going_on():
            EndSession(session, why="密码被重新设置", at=self.at, by=self.by, origin=self.origin).execute()


class EnableCodes(AccountAction[list[str]]):
    """Take the device being set up into use, in the place of one before it; gives new recovery codes."""

    kind = events.CODES_ENABLED

    def perform(self) -> list[str]:
        device = codes.begun(self.user)
        old, _detail = CodeDevice.objects.filter(user=self.user, confirmed=True).delete()
        device.confirmed, device.confirmed_at = True, self.at
        device.save(update_fields=["confirmed", "confirmed_at"])
        self.facts = {"replaced": bool(old)}
        return codes.renew_recovery(self.user)


class RemoveCodes(AccountAction[None]):
    """Switch one-time codes off: the person who needs none, or an administrator when the phone is lost."""

    kind = events.CODES_REMOVED

    def check(self) -> None:
        needs_reason(self.reason)

    def perform(self) -> None:
        CodeDevice.objects.filter(user=self.user).delete()
        RecoveryCode.objects.filter(user=self.user).delete()
        # The grace period begins anew, or nobody who lost a phone could sign in again.
        Credentials.objects.filter(user=self.user).update(second_factor_since=None)


class RenewRecovery(AccountAction[list[str]]):
    """New recovery codes; the old ones are void."""

    kind = events.RECOVERY_RENEWED

    def perform(self) -> list[str]:
        return codes.renew_recovery(self.user)


class EndSession(AccountAction[None]):
    """End a session for good: its cookie opens nothing any more."""

    kind = events.SESSION_ENDED

    def __init__(
        self,
        session: SignedInSession,
        *,
        why: str,
        at: dt.datetime,
        by: Actor | None = None,
        origin: Origin = NOWHERE,
    ) -> None:
        super().__init__(session.user, at=at, by=by, origin=origin)
        self.session = session
        self.facts = {"device": session.device, "why": why}

    def perform(self) -> None:
        if self.session.key:
            import_module(settings.SESSION_ENGINE).SessionStore(self.session.key).delete()
        self.session.key, self.session.ended_at = None, self.at
        self.session.save(update_fields=["key", "ended_at"])


def needs_reason(reason: str) -> None:
    """Raise ValidationError where nobody says why."""
    if not reason:
        raise ValidationError(_("请写明原因，例如“手机遗失”。"))
