"""One state change is one action, in one transaction with its event.

::

    class RenameOffice(Action[Office]):
        def __init__(self, office: Office, name: str, *, by: Actor, at: datetime) -> None: ...

        def check(self) -> None:
            if not self.name:
                raise ValidationError("请填写名称。")

        def perform(self) -> Office:
            self.before, self.office.name = self.office.name, self.name
            self.office.save(update_fields=["name"])
            return self.office

        def event(self) -> Entry:
            return Entry(type=events.OFFICE_RENAMED, changes={"name": (self.before, self.name)}, ...)

    RenameOffice(office, "综合科", by=actor, at=now).execute()

Views, the API and commands call the same ``execute``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar, final

from kaicheng.audit.moment import acting
from kaicheng.audit.recording import Entry, atomic, record

Result = TypeVar("Result")


class Action(ABC, Generic[Result]):
    """A state change that is on record. One that has a moment ``at`` is made then."""

    def check(self) -> None:
        """Raise what forbids the change. Runs in its transaction, so it judges what it will change."""

    @abstractmethod
    def perform(self) -> Result:
        """Make the change."""

    @abstractmethod
    def event(self) -> Entry:
        """What to record, asked after :meth:`perform`."""

    @final
    def execute(self) -> Result:
        """Check, change and record, or nothing of it."""
        with atomic(), acting(getattr(self, "at", None)):
            self.check()
            result = self.perform()
            record(self.event())
        return result
