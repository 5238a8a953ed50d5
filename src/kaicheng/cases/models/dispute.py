"""Reconsideration and litigation (复议、诉讼) about a case, in the terms of table 4 of the annual report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency
from kaicheng.cases.models.case import Case


class DisputeKind(models.TextChoices):
    """The groups of table 4."""

    RECONSIDERATION = "reconsideration", _("行政复议")
    LITIGATION_DIRECT = "litigation_direct", _("未经复议直接起诉")
    LITIGATION_AFTER = "litigation_after_reconsideration", _("复议后起诉")


class DisputeOutcome(models.TextChoices):
    """The columns of table 4; without one it is pending."""

    UPHELD = "upheld", _("结果维持")
    CORRECTED = "corrected", _("结果纠正")
    OTHER = "other", _("其他结果")


class Dispute(models.Model):
    """One review or suit: body, days, limits for our reply, and how it ended."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("行政机关")
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name=_("申请"),
    )
    kind = models.CharField(_("类别"), max_length=40, choices=DisputeKind)
    body = models.CharField(_("复议机关或者人民法院"), max_length=120)
    number = models.CharField(_("案号"), max_length=80, blank=True)
    filed_on = models.DateField(_("受理或者立案日期"))
    copy_received_on = models.DateField(_("收到副本日期"), null=True, blank=True)
    summary_procedure = models.BooleanField(_("适用简易程序"), default=False)
    replied_on = models.DateField(_("提交答复、证据日期"), null=True, blank=True)
    heard_on = models.DateField(_("听证或者开庭日期"), null=True, blank=True)
    decided_on = models.DateField(_("作出决定、裁判日期"), null=True, blank=True)
    decision_received_on = models.DateField(_("收到决定、裁判日期"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=20, choices=DisputeOutcome, blank=True)
    orders_answer_by = models.DateField(
        _("责令重新答复的期限"), null=True, blank=True, help_text=_("没有责令重新答复的不填。")
    )
    summary = models.TextField(_("决定、裁判要点"), blank=True)
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("先前的复议"),
    )
    again = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ordered_by",
        verbose_name=_("重新答复"),
        editable=False,
    )
    """The case in which the answer is given again, once it is ordered."""
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("复议、诉讼")
        verbose_name_plural = _("复议、诉讼")
        ordering = ["-filed_on", "-pk"]
        indexes = [models.Index(fields=["agency", "kind", "decided_on"], name="cases_dispute_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(decided_on__isnull=False),
                name="cases_dispute_decided",
                violation_error_message=_("填写结果的，要写明作出决定、裁判的日期。"),
            )
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()}（{self.filed_on:%Y-%m-%d}）"
