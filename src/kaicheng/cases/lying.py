"""What has come in for a case and nobody has dealt with: while it lies there, silence is held against nobody.

It counts from the day on which it came, not from the day on which it is read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.cases.models import Case, MailMessage, MailState, MessageKind
from kaicheng.cases.returned import SILENCE
from kaicheng.statute import Phase, outcomes

WAITING = (Q(read_at=None) & ~Q(kind=MessageKind.RATING)) | Q(
    kind=MessageKind.PAYMENT, replied_at=None, case__phase=Phase.AWAITING_PAYMENT
)
"""Messages from the applicant's page that somebody must look at; a proof of payment until the payment is on
record or the applicant has been told why it is not."""
UNSETTLED = Q(state=MailState.FILED, note="")
"""Letters that lie in a case while nobody has said what they mean for it."""
OTHERS = frozenset({"third_party_lapsed", "agency_lapsed"})
"""Lapses of those who were consulted: the applicant's own messages say nothing of them."""


@dataclass(frozen=True, slots=True)
class Lying:
    """One thing that lies there: the day on which it came, what it is, and where it is dealt with."""

    on: dt.date
    what: str
    url: str


def lying(case: Case) -> list[Lying]:
    """Everything that has come in for the case and waits, the oldest first."""
    return sorted([*_messages(case), *_letters(case), *_unsorted(case)], key=lambda one: one.on)


def in_the_way(case: Case, rests_on: str) -> Lying | None:
    """What forbids an act, or an outcome, that holds silence against somebody."""
    if rests_on not in SILENCE and not _unheard(case, rests_on):
        return None
    found = [*_letters(case), *_unsorted(case)]
    if rests_on in SILENCE and rests_on not in OTHERS:
        found += _messages(case)
    return min(found, key=lambda one: one.on, default=None)


def _unheard(case: Case, outcome: str) -> bool:
    """Whether an answer with this outcome goes by the silence of somebody who was asked for an opinion."""
    if outcome not in outcomes() or not outcomes()[outcome].waits_for:
        return False
    return case.consultations.filter(letter_act__isnull=False, replied_at=None).exists()


def _messages(case: Case) -> list[Lying]:
    return [
        Lying(
            timezone.localdate(one.at),
            _("网上来信：%(kind)s") % {"kind": one.get_kind_display()},
            reverse("cases_message", args=[case.pk, one.pk]),
        )
        for one in case.messages.filter(WAITING)
    ]


def _letters(case: Case) -> list[Lying]:
    return [
        Lying(
            timezone.localdate(one.arrived_at), _("电子邮件"), reverse("cases_letter_settle", args=[one.pk])
        )
        for one in MailMessage.objects.filter(UNSETTLED, case=case)
    ]


def _unsorted(case: Case) -> list[Lying]:
    """Letters in the authority's mailbox from an address of the case, or with its number in the subject, that
    nobody has sorted yet."""
    waiting = list(MailMessage.objects.filter(agency=case.agency, state=MailState.WAITING))
    if not waiting:
        return []
    known = {_address(case.applicant)} | {_address(one) for one in case.consultations.all()}
    return [
        Lying(
            timezone.localdate(one.arrived_at),
            _("邮箱里的来信，还没有归入申请"),
            reverse("cases_letter_in", args=[one.pk]),
        )
        for one in waiting
        if _said(one.sender).casefold() in known - {""} or case.number in _said(one.subject)
    ]


def _address(row: object) -> str:
    return _said(getattr(row, "email", None)).casefold()


def _said(sealed: object) -> str:
    return str(sealed.reveal()) if sealed else ""  # type: ignore[attr-defined]
