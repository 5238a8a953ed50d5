"""What a court will ask for: who searched where, and why something is withheld."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Office, User
from kaicheng.cases.models.case import Case, Item
from kaicheng.cases.models.files import CaseFile


class SearchRecord(models.Model):
    """One search for the information asked for; needed before “not held”."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="searches", verbose_name=_("申请"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("检索科室"))
    searched_by = models.CharField(_("检索人"), max_length=100)
    on = models.DateField(_("检索日期"))
    where = models.CharField(
        _("检索范围"), max_length=300, help_text=_("例如档案室2018—2024年文书档案、办公系统收发文。")
    )
    keywords = models.CharField(_("检索关键词"), max_length=300)
    found = models.BooleanField(_("是否找到"), default=False)
    result = models.TextField(_("检索结果"))
    statement = models.ForeignKey(
        CaseFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("科室说明"),
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("检索记录")
        verbose_name_plural = _("检索记录")
        ordering = ["case", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.on}"


class Harm(models.Model):
    """Why something is withheld: the ground, the reasoning, and what disclosure would harm."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="harms", verbose_name=_("申请"))
    item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="harms",
        verbose_name=_("申请事项"),
    )
    ground = models.CharField(_("不予公开的依据"), max_length=60)
    reasoning = models.TextField(_("理由"))
    harm = models.TextField(_("公开可能造成的影响"), blank=True)
    separable = models.BooleanField(_("能否区分处理"), default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"))
    struck_at = models.DateTimeField(_("撤销时间"), null=True, blank=True, editable=False)
    """When it was taken back: from then on nothing rests on it."""
    struck_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    struck_why = models.CharField(_("撤销原因"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("不予公开理由")
        verbose_name_plural = _("不予公开理由")
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.ground}"


class Opening(models.Model):
    """That the applicant has opened a letter or file on line: proof of electronic service."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("在线查阅")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.file_id} {self.at}"
