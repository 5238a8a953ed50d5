"""Signing at a level, and sending back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.audit.recording import Entry
from kaicheng.findings import blocks
from kaicheng.review import context, events
from kaicheng.review.levels import label
from kaicheng.review.models import Opening, Return, Signature, Submission
from kaicheng.review.notices import tell_author, tell_next
from kaicheng.review.people import barred_from_signing, capacity_at, subject_of
from kaicheng.review.reasons import REASONS
from kaicheng.review.subject import Reviewed
from kaicheng.review.verdicts import unsettled


class _AtLevel(StaffAction[Submission]):
    """What somebody does at the level where a submission stands."""

    permission: ClassVar[str] = "review.submission.view"

    def __init__(self, submission: Submission, *, comment: str = "", **context_: object) -> None:
        super().__init__(**context_)  # type: ignore[arg-type]
        self.given, self.comment = submission, comment.strip()

    def subject(self) -> models.Model:
        return self.given

    def check(self) -> None:
        """The level decides who may; its row is locked, so that two who act at once follow each other."""
        state = WorkflowState.objects.select_for_update().get(pk=self.given.state_id)
        self.submission = Submission.objects.select_related("agency", "office", "revision").get(
            pk=self.given.pk
        )
        if state.status != WorkflowState.STATUS_IN_PROGRESS or self.submission.voided_at is not None:
            refuse(_("这份稿件已经不在审核中：可能刚刚被签批、退回或者修改。请刷新页面。"))
        self.task = state.current_task_state
        self.level: str = self.task.task.specific.level
        if self.by is None:
            raise PermissionDenied(_("签批要由人办理。"))
        self.capacity = capacity_at(self.by, self.level, self.submission, self.today)
        if self.capacity is None:
            raise PermissionDenied(
                _("现在轮到%(level)s签批，您没有这个任职或者代审。") % {"level": label(self.level)}
            )
        self.reviewed: Reviewed = subject_of(self.submission)
        self.version: Reviewed = self.submission.revision.as_object()
        self.validate()


class Sign(_AtLevel):
    """Sign at the level where it stands. ``seen`` is the content hash of what the person has read.

    Every warning has a reviewer's verdict by then: the person's own, or one kept from before for the same
    words.
    The last level's signature makes it public.
    """

    def __init__(self, submission: Submission, *, seen: str, **context_: object) -> None:
        super().__init__(submission, **context_)  # type: ignore[arg-type]
        self.seen = seen

    def validate(self) -> None:
        if self.by is not None and self.by.pk in barred_from_signing(self.submission):
            refuse(_("您撰写、修改过或者已经签过这份稿件，同一个人不能签两级。请由别人签批或者安排代审。"))
        if self.seen != self.submission.content_hash or not self.version.states(self.seen):
            refuse(_("您看到的内容和现在的不一样，请刷新页面，看过最新内容再签批。"))
        opened = set(Opening.objects.filter(user=self.by).values_list("digest", flat=True))
        unopened = [file.name for file in self.version.review_files() if file.digest not in opened]
        if unopened:
            refuse(_("还有附件没有打开看过：%(names)s。") % {"names": "、".join(unopened)})
        findings = self.version.review_findings()
        if blocks(findings):
            refuse(_("检查发现必须改正的问题，请退回撰稿人改正。"))
        left = unsettled(self.reviewed, findings)
        if any(verdict is not None for _finding, verdict in left):
            refuse(_("有提醒核实成立、要改，请退回撰稿人改正。"))
        if left:
            refuse(_("还有%(n)s处提醒没有核实：请逐处核实，再签批。") % {"n": len(left)})

    def perform(self) -> Submission:
        assert self.by is not None and self.capacity is not None  # noqa: S101  # check() has seen to it
        digest = self.submission.content_hash
        facts = {
            "level": label(self.level),
            "revision": str(self.submission.revision_id),
            "digest": digest[:12],
            "delegated": self.capacity.delegation is not None,
        }
        entry = self.entry(
            events.SIGNED,
            self.submission.agency.chain,
            self.reviewed,
            facts=facts,
            label=self.submission.title,
        )
        self.signed = replace(entry, content_hash=digest, reason=self.comment)
        Signature.objects.create(
            submission=self.submission,
            revision=self.submission.revision,
            level=self.level,
            user=self.by,
            post=self.capacity.post,
            delegated=self.capacity.delegation is not None,
            content_hash=digest,
            comment=self.comment,
            at=self.at,
        )
        with context.act(signing=str(self.by.pk)):
            self.task.specific.approve(user=self.by, comment=self.comment)
        following = self.submission.levels[self.submission.levels.index(self.level) + 1 :]
        if following:
            tell_next(self.submission, following[0], self.at)
        else:
            public = _("《%(title)s》已经签批完毕，向社会公开。")
            issued = _("《%(title)s》已经签发、编号，请按期送达。")
            tell_author(self.submission, public if self.reviewed.goes_public else issued, self.at)
        return self.submission

    def event(self) -> Entry:
        return self.signed


class GiveBack(_AtLevel):
    """Send back to the author with reasons of the list, words, or both."""

    def __init__(self, submission: Submission, *, reasons: Sequence[str], **context_: object) -> None:
        super().__init__(submission, **context_)  # type: ignore[arg-type]
        self.reasons = [reason for reason in reasons if reason in REASONS]

    def validate(self) -> None:
        if not self.reasons and not self.comment:
            refuse(_("请选择退回原因，或者写明要改什么。"), "comment")

    def perform(self) -> Submission:
        assert self.by is not None and self.capacity is not None  # noqa: S101  # check() has seen to it
        Return.objects.create(
            submission=self.submission,
            level=self.level,
            user=self.by,
            post=self.capacity.post,
            reasons=self.reasons,
            comment=self.comment,
            at=self.at,
        )
        with context.act():
            self.task.specific.reject(user=self.by, comment=self.comment)
        tell_author(self.submission, _("《%(title)s》被退回，请看原因，改好再送审。"), self.at)
        return self.submission

    def event(self) -> Entry:
        facts = {
            "level": label(self.level),
            "revision": str(self.submission.revision_id),
            "reasons": "；".join(str(REASONS[reason]) for reason in self.reasons),
        }
        self.reason = self.comment
        return self.entry(
            events.RETURNED,
            self.submission.agency.chain,
            self.reviewed,
            facts=facts,
            label=self.submission.title,
        )


class TakeBack(StaffAction[Submission]):
    """The author takes a submission back to go on with it."""

    permission: ClassVar[str] = "review.submission.view"

    def __init__(self, submission: Submission, **context_: object) -> None:
        super().__init__(**context_)  # type: ignore[arg-type]
        self.submission = submission

    def subject(self) -> models.Model:
        return self.submission

    def validate(self) -> None:
        if self.by is None or self.by.pk != self.submission.by_id:
            refuse(_("只有送审的人可以撤回。"))
        state = WorkflowState.objects.select_for_update().get(pk=self.submission.state_id)
        if state.status != WorkflowState.STATUS_IN_PROGRESS:
            refuse(_("已经不在审核中，不用撤回。"))

    def perform(self) -> Submission:
        with context.act():
            self.submission.state.cancel(user=self.by)
        self.submission.voided_at = self.at
        self.submission.save(update_fields=["voided_at"])
        return self.submission

    def event(self) -> Entry:
        return self.entry(
            events.TAKEN_BACK,
            self.submission.agency.chain,
            subject_of(self.submission),
            facts={"revision": str(self.submission.revision_id)},
            label=self.submission.title,
        )
