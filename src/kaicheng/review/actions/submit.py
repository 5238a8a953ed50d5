"""The author's signature: 初审, given by submitting."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.audit.recording import Entry, record
from kaicheng.findings import blocks
from kaicheng.review import context, events
from kaicheng.review.chains import chain_for, workflow_for
from kaicheng.review.levels import AUTHOR, label
from kaicheng.review.models import Signature, Submission
from kaicheng.review.notices import tell_next
from kaicheng.review.people import can_be_apart, signers
from kaicheng.review.subject import Reviewed
from kaicheng.review.voiding import open_submission


class Submit(StaffAction[Submission]):
    """Send the latest version through its chain. Whoever may draft may submit, and signs as the author."""

    permission = "publishing.document.draft"

    def __init__(self, subject: Reviewed, **context_: object) -> None:
        super().__init__(**context_)  # type: ignore[arg-type]
        self.reviewed = subject
        self.permission = subject.review_permission  # type: ignore[misc]

    def subject(self) -> models.Model:
        return self.reviewed

    def validate(self) -> None:
        if self.by is None or self.capacity is None:
            refuse(_("送审要有撰稿人签名，不能由系统代办。"))
        if open_submission(self.reviewed) is not None:
            refuse(_("这份稿件正在审核，不用再送。"))
        self.revision = self.reviewed.get_latest_revision()  # type: ignore[attr-defined]
        if self.revision is None:
            refuse(_("这份稿件还没有保存。"))
        self.version: Reviewed = self.revision.as_object()
        office = self.version.office
        if office is None or office.agency_id != self.reviewed.agency.pk:
            refuse(_("还没有选责任科室，不知道由谁审核。"), "office")
        if self.reviewed.live and self.version.states(self.reviewed.signed_hash):
            refuse(_("和已经公开的内容一样，不用再送审。"))
        if blocks(self.version.review_findings()):
            raise ValidationError(_("检查发现必须改正的问题，改好再送审。"))
        self.chain = chain_for(self.reviewed.agency, self.version.review_kind)

    def perform(self) -> Submission:
        assert self.by is not None and self.capacity is not None  # noqa: S101  # validate() has seen to it
        digest = self.version.content_hash
        stale = WorkflowState.objects.for_instance(self.reviewed).filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES
        )
        with context.act():
            for state in stale:
                state.cancel(user=self.by)
            state = workflow_for(self.chain.levels).start(self.reviewed, self.by)
        urgent = bool(getattr(self.version, "urgent", False))
        self.submission = Submission.objects.create(
            state=state,
            revision=self.revision,
            agency=self.reviewed.agency,
            office=self.version.office,
            kind=self.version.review_kind,
            title=self.version.review_title[:255],
            levels=[str(level) for level in self.chain.levels],
            content_hash=digest,
            urgent=urgent,
            days=self.chain.urgent_days if urgent else self.chain.days,
            by=self.by,
            at=self.at,
        )
        record(self.signed(AUTHOR, digest))
        Signature.objects.create(
            submission=self.submission,
            revision=self.revision,
            level=AUTHOR,
            user=self.by,
            post=self.capacity.post,
            delegated=self.capacity.delegation is not None,
            content_hash=digest,
            at=self.at,
        )
        self._require_signers()
        tell_next(self.submission, self.submission.levels[0], self.at)
        return self.submission

    def _require_signers(self) -> None:
        """Every level can be signed today, each by another person: it would come to a stop half way."""
        who = {
            level: {one.user.pk for one in signers(level, self.submission, self.today)}
            for level in self.submission.levels
        }
        empty = [label(level) for level, people in who.items() if not people]
        if empty:
            refuse(
                _(
                    "“%(level)s”这一级目前没有别人可以签批：没有任职，或者都参与了撰稿。请系统管理员安排任职或者代审。"
                )
                % {"level": "”“".join(empty)}
            )
        if not can_be_apart(list(who.values())):
            refuse(
                _("“%(levels)s”目前只有同一个人可以签批，同一个人不能签两级。请系统管理员安排任职或者代审。")
                % {"levels": "”“".join(label(level) for level in who)}
            )

    def signed(self, level: str, digest: str) -> Entry:
        """The event of one signature."""
        entry = self.entry(
            events.SIGNED,
            self.reviewed.agency.chain,
            self.reviewed,
            facts={
                "level": label(level),
                "revision": str(self.revision.pk),
                "digest": digest[:12],
                "delegated": bool(self.capacity and self.capacity.delegation),
            },
            label=self.version.review_title,
        )
        return replace(entry, content_hash=digest)

    def event(self) -> Entry:
        facts = {
            "levels": "、".join(label(level) for level in self.submission.levels),
            "revision": str(self.revision.pk),
            "urgent": self.submission.urgent,
        }
        return self.entry(
            events.SUBMITTED,
            self.reviewed.agency.chain,
            self.reviewed,
            facts=facts,
            label=self.version.review_title,
        )
