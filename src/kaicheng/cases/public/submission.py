"""Sending a request: one transaction makes the case, gives it the draft's files, writes the receipt.

The files lie on the disk since they were given; what the applicant is told comes after the commit. Whoever
sends the same draft again, because the answer never reached them, gets the case that it has become.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from kaicheng.audit.recording import NOWHERE, Actor, Origin
from kaicheng.cases.actions.intake import RegisterRequest
from kaicheng.cases.models import Applicant, Case, Draft, Source
from kaicheng.cases.public.drafts import answers_of
from kaicheng.cases.public.questions import PERSON, Steps, unfinished
from kaicheng.privacy.fields import blind
from kaicheng.statute import Channel

APPLICANT = Actor(id="", post="申请人")
PERSONAL = (
    "name",
    "id_kind",
    "id_number",
    "legal_representative",
    "contact",
    "telephone",
    "email",
    "address",
    "postcode",
    "agent_name",
    "agent_id_number",
    "agent_authority",
)
ORGANISATION_ONLY = frozenset({"legal_representative", "contact"})
AGENT_ONLY = frozenset({"agent_name", "agent_id_number", "agent_authority"})


class SendRequest(RegisterRequest):
    """Make a draft a case. Both sides confirm receipt on line at once (Art. 31): the clock starts."""

    def __init__(self, draft: Draft, *, at: dt.datetime, origin: Origin = NOWHERE) -> None:
        answers = answers_of(draft)
        today = timezone.localdate(at)
        super().__init__(
            draft.agency,
            source=Source.PORTAL,
            channel=Channel.ONLINE,
            arrived_on=today,
            confirmed_on=today,
            wanted=answers.get("wanted", ""),
            items=answers.get("items", "").splitlines(),
            applicant_kind=answers.get("applicant_kind", PERSON),
            applicant=_applicant(answers),
            key=draft.key,
            particulars={name: answers[name] for name in ("form", "delivery", "help_needed", "e_service")},
            draft=draft,
            by=None,
            at=at,
            origin=origin,
        )

    @property
    def actor(self) -> Actor:
        return APPLICANT

    def validate(self) -> None:
        # Locked: of two who send the same draft at once the second waits, and then finds it sent.
        assert self.draft is not None  # noqa: S101  # given above
        row = Draft.objects.select_for_update().get(pk=self.draft.pk)
        if row.case_id is not None:
            raise AlreadySent
        super().validate()


class AlreadySent(Exception):
    """The draft has become a case before."""


def send(draft: Draft, at: dt.datetime, origin: Origin = NOWHERE) -> Case:
    """The case of a draft, however often it is sent.

    Raises ValidationError for a draft that lacks something.
    """
    draft.refresh_from_db()
    if draft.case is None:
        if missing(draft):
            raise ValidationError("还没有填完，请先补齐标出的几项。")
        try:
            return SendRequest(draft, at=at, origin=origin).execute()
        except AlreadySent:
            draft.refresh_from_db()
    assert draft.case is not None  # noqa: S101  # sent before, or by somebody else just now
    return draft.case


def missing(draft: Draft) -> list[str]:
    """The places of the steps that are not done."""
    answers = answers_of(draft)
    return [step.slug for step in Steps.asked(answers) if unfinished(answers, step)]


def looks_sent_before(draft: Draft) -> bool:
    """Whether somebody with this name and telephone or mailbox has asked this authority for the same thing.

    Only that is told, never the number or the day: whoever writes the draft need not be that person.
    """
    answers = answers_of(draft)
    if not answers.get("name"):
        return False
    same = Applicant.objects.filter(
        name_index=blind(Applicant, "name", answers["name"]), case__agency=draft.agency
    )
    wanted = _plain(answers.get("wanted", ""))
    for field in ("telephone", "email"):
        index = blind(Applicant, field, answers.get(field) or "")
        rows = same.filter(**{f"{field}_index": index}).order_by("-pk") if index else same.none()
        if any(_plain(text) == wanted for text in rows.values_list("case__wanted", flat=True)[:50]):
            return True
    return False


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _applicant(answers: dict[str, Any]) -> dict[str, Any]:
    left_out: frozenset[str] = frozenset()
    if answers.get("applicant_kind") == PERSON:
        left_out |= ORGANISATION_ONLY
    if answers.get("through_agent") != "yes":
        left_out |= AGENT_ONLY
    return {name: answers.get(name) or "" for name in PERSONAL if name not in left_out}
