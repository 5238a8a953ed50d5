"""What is stored of reviews: the authority's chains, submissions, signatures, openings, verdicts."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Task, TaskState, WorkflowState

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.roles import Role
from kaicheng.review import context
from kaicheng.review.levels import check_chain, label


class ReviewChain(models.Model):
    """Which levels sign what of an authority. Without one the default chain holds."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="review_chains", verbose_name=_("行政机关")
    )
    kind = models.CharField(
        _("适用于"),
        max_length=60,
        blank=True,
        help_text=_("信息类型；不选的，适用于没有另外规定的全部类型。"),
    )
    levels = models.JSONField(_("审核环节"), default=list)
    days = models.PositiveSmallIntegerField(
        _("每级审核时限（工作日）"), default=2, help_text=_("超过的在“今日”里标红。")
    )
    urgent_days = models.PositiveSmallIntegerField(_("急件每级时限（工作日）"), default=0)

    class Meta:
        verbose_name = _("审核环节设置")
        verbose_name_plural = _("审核环节设置")
        ordering = ["agency", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"],
                name="review_chain_once",
                violation_error_message=_("这一类信息的审核环节已经设置过了。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind}"

    def clean(self) -> None:
        super().clean()
        check_chain(self.levels)

    @property
    def labels(self) -> list[str]:
        """The levels in words."""
        return [label(level) for level in self.levels]


class SignatureTask(Task):
    """One level of a chain. All its acts go through :mod:`kaicheng.review.actions`, whoever asks."""

    level = models.CharField(_("审核环节"), max_length=30, choices=Role.choices, unique=True)

    admin_form_fields = [*Task.admin_form_fields, "level"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "level"]

    class Meta:
        verbose_name = _("签批环节")
        verbose_name_plural = _("签批环节")

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        context.require(str(_("送审要在稿件的“送审”页面办理。")))
        return super().start(workflow_state, user)

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """The CMS's own buttons and forged requests end here."""
        raise PermissionDenied(_("审核要在审核页面办理：签批和退回都要留下签名。"))

    def get_actions(self, obj: models.Model, user: User) -> list[tuple[str, str, bool]]:
        return []

    def locked_for_user(self, obj: models.Model, user: User) -> bool:
        return False

    @classmethod
    def get_description(cls) -> str:
        return str(_("由稿件所在科室和机关的任职决定谁能签批"))


class Submission(models.Model):
    """One run through a chain: what was submitted, by whom, for which office."""

    state = models.OneToOneField(
        WorkflowState, on_delete=models.PROTECT, related_name="submission", verbose_name=_("流程")
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=60)
    title = models.CharField(_("标题"), max_length=255)
    levels = models.JSONField()
    content_hash = models.CharField(max_length=64)
    urgent = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(default=2)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("送审人"))
    at = models.DateTimeField(_("送审时间"))
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    """When an edit made what was signed void."""

    class Meta:
        verbose_name = _("送审")
        verbose_name_plural = _("送审")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["agency", "office"], name="review_submission_by_place")]

    def __str__(self) -> str:
        return self.title


class Signature(models.Model):
    """One signature: on one revision, by one person in one post. Rows are added, never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="signatures")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("审核环节"), max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("签批人"))
    post = models.CharField(_("职务"), max_length=200)
    delegated = models.BooleanField(_("代审"), default=False)
    content_hash = models.CharField(max_length=64)
    comment = models.TextField(_("意见"), blank=True)
    at = models.DateTimeField(_("签批时间"))

    class Meta:
        verbose_name = _("签名")
        verbose_name_plural = _("签名")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "level"], name="review_signature_once_a_level"),
            models.UniqueConstraint(fields=["submission", "user"], name="review_signature_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.at:%Y-%m-%d %H:%M}"


class Return(models.Model):
    """A submission sent back: reasons from the list, and words."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="returned")
    level = models.CharField(_("审核环节"), max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("退回人"))
    post = models.CharField(_("职务"), max_length=200)
    reasons = models.JSONField(_("退回原因"), default=list)
    comment = models.TextField(_("退回意见"), blank=True)
    at = models.DateTimeField(_("退回时间"))

    class Meta:
        verbose_name = _("退回")
        verbose_name_plural = _("退回")

    def __str__(self) -> str:
        return f"{self.post} {self.at:%Y-%m-%d %H:%M}"


class Opening(models.Model):
    """That somebody has opened a file: signing asks for it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("附件查看")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="review_opening_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.digest[:12]}"


class Verdict(models.Model):
    """What a person said about a finding; it holds as long as the fault stands there in the same words."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=32)
    rule = models.CharField(_("规则"), max_length=60)
    message = models.TextField(_("问题"))
    upheld = models.BooleanField(_("成立"))
    excused = models.BooleanField(_("不用改正"), default=False)
    """It holds, and there is nothing to mend: the document is late whatever one does."""
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("核实意见")
        verbose_name_plural = _("核实意见")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "fingerprint"], name="review_verdict_once"
            ),
            models.CheckConstraint(
                condition=Q(upheld=True, excused=False) | ~Q(reason=""),
                name="review_verdict_has_reason",
                violation_error_message=_("认为不成立或者不用改正的，请写明理由。"),
            ),
            models.CheckConstraint(
                condition=Q(upheld=True) | Q(excused=False), name="review_verdict_excused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.said}"

    @property
    def said(self) -> str:
        """The verdict in words."""
        if self.excused:
            return str(_("成立，不用改正"))
        return str(_("成立") if self.upheld else _("不成立"))

    @property
    def settles(self) -> bool:
        """Whether nothing is left to mend."""
        return self.excused or not self.upheld
