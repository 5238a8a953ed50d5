"""Making and revoking tokens, and recording what a system sends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.api import events
from kaicheng.api.models import Token, beginning_of, digest_of, new_secret
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events as publishing_events
from kaicheng.publishing.decisions import showing
from kaicheng.publishing.decisions.confirming import awaits
from kaicheng.publishing.decisions.judging import FIELDS, wrong_with
from kaicheng.publishing.models import Decision


@dataclass(frozen=True, slots=True)
class Made:
    """A new token with its secret, which nobody will see again."""

    token: Token
    secret: str


class MakeToken(StaffAction[Made]):
    """Give one of an authority's systems the right to write."""

    permission = "api.token.manage"

    def __init__(self, agency: Agency, name: str, **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.name = agency, name

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        self.name = required(self.name, _("请写明用在哪个系统。"), "name")[:100]

    def perform(self) -> Made:
        secret = new_secret()
        self.token = Token.objects.create(
            agency=self.agency,
            name=self.name,
            digest=digest_of(secret),
            beginning=beginning_of(secret),
            made_at=self.at,
            made_by=self.by,
        )
        return Made(self.token, secret)

    def event(self) -> Entry:
        facts = {"beginning": self.token.beginning}
        return self.entry(events.TOKEN_MADE, self.agency.chain, self.token, facts=facts, label=self.name)


class RevokeToken(StaffAction[Token]):
    """End a token at once."""

    permission = "api.token.manage"

    def __init__(self, token: Token, **context: Any) -> None:
        super().__init__(**context)
        self.token = token

    def subject(self) -> models.Model:
        return self.token

    def validate(self) -> None:
        required(self.reason, _("请写明停用的理由。"), "reason")
        self.token = Token.objects.select_for_update().get(pk=self.token.pk)
        if self.token.revoked_at is not None:
            refuse(_("这个令牌已经停用了。"))

    def perform(self) -> Token:
        self.token.revoked_at = self.at
        self.token.save(update_fields=["revoked_at"])
        return self.token

    def event(self) -> Entry:
        facts = {"beginning": self.token.beginning}
        return self.entry(
            events.TOKEN_REVOKED, self.token.agency.chain, self.token, facts=facts, label=self.token.name
        )


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row: ``created``, ``updated``, ``unchanged``, or ``refused`` with (field, message)."""

    number: str
    status: str
    errors: tuple[tuple[str, str], ...] = ()


_WRITTEN = frozenset({"created", "updated"})


class RecordDecisions(StaffAction[list[Row]]):
    """Record the decisions that a system sends. The same number again changes that decision, or nothing.

    Rows that are wrong are refused one by one, with what is wrong; the others are recorded, and those to be
    public wait until one of the authority's leaders has confirmed them.
    """

    permission = "publishing.decision.record"

    def __init__(self, token: Token, rows: Sequence[Mapping[str, Any]], **context: Any) -> None:
        super().__init__(by=None, **context)
        self.token, self.rows = token, rows

    def subject(self) -> models.Model:
        return self.token.agency

    def perform(self) -> list[Row]:
        # One at a time for each authority, so that the same number sent twice at once is one decision.
        Agency.objects.select_for_update().get(pk=self.token.agency_id)
        self.done = [self._row(row) for row in self.rows]
        Token.objects.filter(pk=self.token.pk).update(used_at=self.at)
        if any(one.status in _WRITTEN for one in self.done):
            showing.announce_all(self.token.agency, self.at)
        return self.done

    def event(self) -> Entry:
        kinds = sorted(
            {
                str(row["kind"])
                for row, done in zip(self.rows, self.done, strict=True)
                if done.status != "refused"
            }
        )
        count = sum(one.status in _WRITTEN for one in self.done)
        return self.entry(
            publishing_events.DECISIONS_RECORDED,
            self.token.agency.chain,
            self.token,
            facts={"count": count, "source": self.token.name, "kinds": "、".join(kinds)},
            label=self.token.name,
        )

    def _row(self, row: Mapping[str, Any]) -> Row:
        number = str(row["number"]).strip()
        agency = self.token.agency
        known = Decision.objects.filter(agency=agency, kind=row["kind"], number=number).first()
        decision = copy(known) if known else Decision(agency=agency, kind=row["kind"], number=number)
        errors: list[tuple[str, str]] = []
        for name in FIELDS:
            value = row[name]
            if name in {"decided_on", "valid_to"}:
                value = _day(name, value, errors)
            setattr(decision, name, value.strip() if isinstance(value, str) else value)
        awaits(decision, known, None)
        decision.source, decision.recorded_at = self.token.name, self.at
        errors += wrong_with(decision, known={name for name, _message in errors})
        if errors:
            return Row(number, "refused", tuple(errors))
        if known is not None and all(getattr(known, name) == getattr(decision, name) for name in FIELDS):
            return Row(number, "unchanged")
        decision.save()
        return Row(number, "updated" if known else "created")


def _day(name: str, text: str | None, errors: list[tuple[str, str]]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        errors.append((name, _("日期要写成 2024-03-05 这样。")))
        return None
