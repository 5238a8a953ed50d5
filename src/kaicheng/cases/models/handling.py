"""Handling a case inside the house: offices asked, other evidence, pages decided on, fees, a person's
views."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Office, User
from kaicheng.cases.models.case import Case
from kaicheng.cases.models.files import CaseFile
from kaicheng.cases.models.ledger import ActRow


class Assignment(models.Model):
    """What one office is asked to do for a case, until when, and what it reported."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("申请")
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("科室"))
    task = models.TextField(_("交办事项"))
    due = models.DateField(_("反馈期限"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(_("交办时间"))
    report = models.TextField(_("科室意见"), blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("反馈时间"), null=True)

    class Meta:
        verbose_name = _("交办")
        verbose_name_plural = _("交办")
        ordering = ["case", "pk"]
        indexes = [models.Index(fields=["office", "reported_at", "due"], name="cases_assignment_open")]

    def __str__(self) -> str:
        return f"{self.case} {self.office}"


class Proof(models.Model):
    """A piece of evidence by its code in the statute's ``evidence.yaml``: what it says, or its file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("申请"))
    code = models.CharField(_("证据种类"), max_length=40)
    text = models.TextField(_("内容"))
    file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文件")
    )
    earlier = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("此前的申请")
    )
    letter_act = models.ForeignKey(
        ActRow, on_delete=models.PROTECT, null=True, blank=True, related_name="proofs", verbose_name=_("文书")
    )
    """Of a proof of service: the letter whose receipt it proves, by its place in the ledger."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("证据")
        verbose_name_plural = _("证据")
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.code}"


class PagePlan(models.Model):
    """What happens with each page of a record asked for (Art. 37), and the copy that was made by it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans", verbose_name=_("申请"))
    original = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, related_name="plan", verbose_name=_("原件")
    )
    plan = models.TextField(_("方案"))
    """``kaicheng/release-plan/1`` as JSON."""
    released = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公开件")
    )
    """Made by this very plan; none once the plan has changed."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("逐页处理方案")
        verbose_name_plural = _("逐页处理方案")

    def __str__(self) -> str:
        return f"{self.case} {self.original_id}"


class FeeCharge(models.Model):
    """A fee decided on for a case (信息处理费), and its payment. Amounts are yuan."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fees", verbose_name=_("申请"))
    basis = models.CharField(
        _("计收方式"), max_length=20, choices=[("per_item", _("按件")), ("per_page", _("按量"))]
    )
    first = models.PositiveIntegerField(_("起"))
    last = models.PositiveIntegerField(_("止"))
    month = models.DateField(_("计件的月份"), null=True)
    amount = models.DecimalField(_("金额（元）"), max_digits=12, decimal_places=2)
    history = models.TextField(_("申请数量和频次情况"))
    how = models.CharField(_("缴费方式"), max_length=300)
    decided_on = models.DateField(_("决定日期"))
    paid_on = models.DateField(_("缴费日期"), null=True)
    proof = models.ForeignKey(
        CaseFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("缴费凭证"),
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("信息处理费")
        verbose_name_plural = _("信息处理费")
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.amount}"


class SavedView(models.Model):
    """Filters of the register that a person has kept under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = _("常用筛选")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="cases_view_once")]

    def __str__(self) -> str:
        return self.name
