"""That the file of a case was made and taken out, on record."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kaicheng.audit.recording import Entry
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.bundle import events
from kaicheng.cases.bundle.assembly import Bundle
from kaicheng.cases.models import Case


class TakeBundle(CaseAction[Bundle]):
    """Record a bundle before it leaves. It takes long to make, so it is made before the transaction."""

    permission: ClassVar[str] = "cases.bundle.make"

    def __init__(self, case: Case, bundle: Bundle, *, with_originals: bool, **context: Any) -> None:
        super().__init__(case, **context)
        self.bundle, self.with_originals = bundle, with_originals

    def perform(self) -> Bundle:
        return self.bundle

    def event(self) -> Entry:
        facts = {
            "pages": self.bundle.pages,
            "files": self.bundle.originals,
            "with": _("含拟公开信息原件") if self.with_originals else _("不含拟公开信息原件"),
            "digest": self.bundle.digest,
        }
        return self.entry(events.MADE, self.case.agency.chain, self.case, facts=facts)
