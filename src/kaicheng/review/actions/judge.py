"""A person's verdict on a finding, and an authority's chains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies import permissions
from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.findings import Finding, Severity
from kaicheng.review import events
from kaicheng.review.levels import label
from kaicheng.review.models import ReviewChain, Verdict
from kaicheng.review.people import editors
from kaicheng.review.subject import Reviewed
from kaicheng.review.verdicts import verdicts_on
from kaicheng.review.voiding import signing_capacity


class Judge(StaffAction[Verdict]):
    """Say whether a finding holds (成立) or not, with the reason; or that it holds with nothing to be mended
    (``excused``), with the reason. What blocks cannot be argued away.

    Whoever may sign what is under review says so, or whoever may draft it. Who had a hand in the text
    overrules no reviewer.
    """

    permission: ClassVar[str] = "review.submission.view"

    def __init__(
        self,
        subject: Reviewed,
        finding: Finding,
        *,
        upheld: bool,
        excused: bool = False,
        **context_: object,
    ) -> None:
        super().__init__(**context_)  # type: ignore[arg-type]
        self.reviewed, self.finding = subject, finding
        self.upheld, self.excused = upheld or excused, excused

    def subject(self) -> models.Model:
        return self.reviewed

    def check(self) -> None:
        """A signer's own level decides; else the permission to draft."""
        if self.by is not None:
            self.capacity = signing_capacity(self.by, self.reviewed, self.today) or permissions.require(
                self.by, self.reviewed.review_permission, self.reviewed, self.today
            )
        self.validate()

    def validate(self) -> None:
        if self.by is None:
            refuse(_("检查结果要由人核实。"))
        said = verdicts_on(self.reviewed).get(self.finding.fingerprint)
        revision = self.reviewed.get_latest_revision()  # type: ignore[attr-defined]
        authors = editors(revision) if revision is not None else set()
        if said is not None and said.user_id not in authors and self.by.pk in authors:
            refuse(_("审核人已经核实过这个问题：成立的请改正，不成立的不用再说明。"))
        settles = self.excused or not self.upheld
        if self.finding.severity is Severity.BLOCK and settles:
            refuse(_("这是必须改正的问题，不能用理由略过。"))
        if settles and not self.reason:
            refuse(_("认为不成立或者不用改正的，请写明理由。"), "reason")

    def perform(self) -> Verdict:
        assert self.by is not None  # noqa: S101  # validate() has seen to it
        self.verdict, _made = Verdict.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(self.reviewed),
            object_id=str(self.reviewed.pk),
            fingerprint=self.finding.fingerprint,
            defaults={
                "rule": self.finding.rule,
                "message": self.finding.message.zh,
                "upheld": self.upheld,
                "excused": self.excused,
                "reason": self.reason,
                "user": self.by,
                "post": self.capacity.post if self.capacity else "",
                "at": self.at,
            },
        )
        return self.verdict

    def event(self) -> Entry:
        facts = {
            "rule": self.finding.rule,
            "verdict": self.verdict.said,
            "fingerprint": self.finding.fingerprint,
        }
        return self.entry(
            events.VERDICT_GIVEN,
            self.reviewed.agency.chain,
            self.reviewed,
            facts=facts,
            label=self.reviewed.review_title,
        )


class SetChain(StaffAction[ReviewChain]):
    """Say which levels sign a kind of thing of an authority. What is under way keeps its chain."""

    permission: ClassVar[str] = "review.chain.set"

    def __init__(
        self,
        agency: Agency,
        kind: str,
        levels: Sequence[str],
        *,
        days: int = 2,
        urgent_days: int = 0,
        **context_: object,
    ) -> None:
        super().__init__(**context_)  # type: ignore[arg-type]
        self.agency = agency
        row = ReviewChain.objects.filter(agency=agency, kind=kind).first()
        self.chain = row or ReviewChain(agency=agency, kind=kind)
        self.chain.levels = [str(level) for level in levels]
        self.chain.days, self.chain.urgent_days = days, urgent_days

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        self.chain.full_clean()

    def perform(self) -> ReviewChain:
        self.chain.save()
        return self.chain

    def event(self) -> Entry:
        facts = {
            "levels": "、".join(label(level) for level in self.chain.levels),
            "kind": self.chain.kind,
            "days": self.chain.days,
        }
        return self.entry(
            events.CHAIN_SET, self.agency.chain, self.agency, facts=facts, label=self.chain.kind or _("全部")
        )
