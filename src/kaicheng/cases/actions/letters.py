"""Drafting letters. What they state comes from the case; signing is :mod:`kaicheng.review`'s."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng.agencies import permissions
from kaicheng.agencies.actions.base import refuse
from kaicheng.agencies.models import Office
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.ledger import acts_of, calendar_of
from kaicheng.cases.models import Case, CaseLetter
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.proofs import refuse_unreasoned, refuse_untold
from kaicheng.letters import Facts, facts_to_json, pick
from kaicheng.statute import StatuteError, UnlawfulAct, read_act, replay


class SaveLetter(CaseAction[CaseLetter]):
    """Write a letter, or write it anew. Its act must be lawful today; it is asked again at the last
    signature.

    ``facts`` hold nobody's name (:data:`kaicheng.cases.case_facts.UNNAMED`). A change while signatures are
    gathered
    makes them void.
    """

    def __init__(
        self,
        case: Case,
        kind: str,
        facts: Facts,
        *,
        office: Office | None,
        act: str = "",
        act_data: Mapping[str, Any] | None = None,
        edits: Mapping[str, str] | None = None,
        addressee: str = "applicant",
        letter: CaseLetter | None = None,
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.kind, self.written, self.office = kind, facts, office
        self.act, self.act_data = act, dict(act_data or {})
        self.edits = dict(edits or {})
        self.addressee, self.letter = addressee, letter

    def validate(self) -> None:
        if self.letter is not None and self.letter.live:
            refuse(_("这份文书已经签发，不能修改。要更正的，另拟一份。"))
        if self.act == "extension" and self.by is not None:
            permissions.require(self.by, "cases.case.extend", self.case, self.today)
        if self.act == "answer":
            refuse_unreasoned(self.case)
            refuse_untold(self.case, str(self.act_data.get("outcome", "")))
        if self.act:
            before = acts_of(self.case)
            try:
                act = read_act({"act": self.act, "on": self.today.isoformat(), **self.act_data}, len(before))
                replay((*before, act), calendar_of(self.case), self.today, ordered=self.case.answer_due)
            except UnlawfulAct as error:
                raise ValidationError(f"{error.message.zh}（{error.article}）", code=error.code) from error
            except StatuteError as error:
                raise ValidationError(str(error)) from error

    def perform(self) -> CaseLetter:
        letter = self.letter or CaseLetter(case=self.case, kind=self.kind, created_at=self.at, author=self.by)
        letter.version = str(pick(self.kind, self.today).version)
        letter.addressee, letter.office = self.addressee, self.office
        letter.act, letter.act_data = self.act, self.act_data
        letter.facts = json.dumps(facts_to_json(self.written), ensure_ascii=False, sort_keys=True)
        letter.edits = json.dumps(self.edits, ensure_ascii=False, sort_keys=True)
        letter.save()
        letter.save_revision(user=self.by)
        self.letter = letter
        return letter

    def event(self) -> Entry:
        assert self.letter is not None  # noqa: S101  # performed
        facts = {"letter": template_of(self.letter).name.zh, "kind": self.kind, "act": self.act}
        return self.entry(events.LETTER_SAVED, self.case.agency.chain, self.case, facts=facts)
