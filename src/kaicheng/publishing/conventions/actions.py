"""Setting an authority's conventions and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events
from kaicheng.publishing.checking.known import rules_of
from kaicheng.publishing.conventions.choices import masked_kinds, shows_too_much
from kaicheng.publishing.models import ScreeningRules
from kaicheng.screening import conventions
from kaicheng.screening.masking import Convention

LISTS = ("not_public", "secret_copy", "telephones", "accounts")
MOST_WORDS, LONGEST = 500, 60


class SetScreeningRules(StaffAction[ScreeningRules]):
    """Set the table of masking and the lists. A text that was checked before is checked anew by them."""

    permission = "publishing.screening.manage"

    def __init__(
        self,
        agency: Agency,
        masking: Mapping[str, Convention],
        lists: Mapping[str, Sequence[str]],
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.lists = agency, {name: list(lists.get(name, ())) for name in LISTS}
        platform = conventions()
        self.masking = {kind: dict(one) for kind, one in masking.items() if one != platform.get(kind)}

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        names = dict(masked_kinds())
        for kind, convention in self.masking.items():
            if kind not in names:
                refuse(_("没有“%(kind)s”这一类。") % {"kind": kind})
            if shows_too_much(kind, convention):
                refuse(_("%(name)s不能比平台约定露出更多位。") % {"name": names[kind]}, f"{kind}_front")
        for name, words in self.lists.items():
            if len(words) > MOST_WORDS:
                refuse(_("最多%(n)s条。") % {"n": MOST_WORDS}, name)
            long = next((one for one in words if len(one) > LONGEST), "")
            if long:
                refuse(_("“%(word)s……”太长，每条最多%(n)s个字。") % {"word": long[:10], "n": LONGEST}, name)
            short = next((one for one in words if len(one) < 3), "")
            if short:
                refuse(_("“%(word)s”太短，会误报，每条至少3个字。") % {"word": short}, name)

    def perform(self) -> ScreeningRules:
        rules = rules_of(self.agency)
        given = {"masking": self.masking, **self.lists}
        self.changed = [name for name, value in given.items() if getattr(rules, name) != value]
        if not self.changed:
            refuse(_("没有改动。"))
        for name, value in given.items():
            setattr(rules, name, value)
        rules.changed_at, rules.by = self.at, self.by
        rules.save()
        return rules

    def event(self) -> Entry:
        # Which lists, not what stands in them: a number of a secret paper has no place on the trail.
        labels = {field.name: str(field.verbose_name) for field in ScreeningRules._meta.concrete_fields}
        what = "、".join(labels[name] for name in self.changed)
        facts: dict[str, Any] = {"what": what}
        return self.entry(events.SCREENING_CHANGED, self.agency.chain, self.agency, facts=facts)
