"""What may be changed on the workbench for others."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry, differences
from kaicheng.workbench import events
from kaicheng.workbench.models import Rules
from kaicheng.workbench.rules import default


class SetMailRules(StaffAction[Rules]):
    """When mail is sent to the people of an authority who have set nothing themselves."""

    permission = "workbench.rules.change"

    def __init__(self, agency: Agency, values: dict[str, Any], **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.values = agency, values

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        stored = Rules.objects.select_for_update().filter(agency=self.agency).first()
        self.rules = stored or default(agency=self.agency)
        self.before = self._state()
        for name, value in self.values.items():
            setattr(self.rules, name, value)
        self.rules.full_clean(exclude={"agency"})

    def perform(self) -> Rules:
        self.rules.save()
        return self.rules

    def event(self) -> Entry:
        changes = differences(self.before, self._state())
        return self.entry(events.MAIL_RULES_SET, self.agency.chain, self.agency, changes=changes)

    def _state(self) -> dict[str, Any]:
        """The rules as the trail keeps them."""
        values = {name: getattr(self.rules, name) for name in events.RULES}
        return {
            name: value if isinstance(value, bool) else value.isoformat("minutes")
            for name, value in values.items()
        }
