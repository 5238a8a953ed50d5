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
    archived_too: ClassVar[bool] = True

    def __init__(
        self, case: Case, bundle: Bundle, *, with_originals: bool, identity: str = "", **context: Any
    ) -> None:
        """``identity`` is why proofs of identity are in it; empty where they are not."""
        super().__init__(case, **context)
        self.bundle, self.with_originals, self.identity = bundle, with_originals, identity

    def perform(self) -> Bundle:
        return self.bundle

    def event(self) -> Entry:
        facts = {
            "pages": self.bundle.pages,
            "files": self.bundle.originals,
            "with": "，".join(
                [
                    _("含拟公开信息原件") if self.with_originals else _("不含拟公开信息原件"),
                    _("含身份证明（%(why)s）") % {"why": self.identity}
                    if self.identity
                    else _("不含身份证明"),
                ]
            ),
            "digest": self.bundle.digest,
        }
        return self.entry(events.MADE, self.case.agency.chain, self.case, facts=facts)
