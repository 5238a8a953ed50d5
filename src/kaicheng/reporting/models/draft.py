"""The report while it is being written."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, Office, User


class Section(models.TextChoices):
    """The six tasks, one for each chapter of the form."""

    OVERVIEW = "overview", _("一、总体情况")
    PROACTIVE = "proactive", _("二、主动公开政府信息情况")
    REQUESTS = "requests", _("三、收到和处理政府信息公开申请情况")
    REMEDIES = "remedies", _("四、行政复议、行政诉讼情况")
    PROBLEMS = "problems", _("五、存在的主要问题及改进情况")
    OTHER = "other", _("六、其他需要报告的事项")


PROSE = (Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)
"""The chapters that are written; the others are counted."""


class ReportDraft(models.Model):
    """An authority's report on a year in writing. Its figures are never stored here: they are counted.

    ``chapters`` holds texts by chapter with live references such as ``{{published_items}}``; ``recorded``
    what no record tells, by fact: meetings, trainings, checks. What was sent for review is a version of the
    page, in which every reference has become a number for good.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="report_drafts", verbose_name=_("行政机关")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("责任科室"),
        help_text=_("由这个科室的负责人和分管领导审核。"),
    )
    chapters = models.JSONField(default=dict)
    recorded = models.JSONField(default=dict)
    done = models.JSONField(default=list)
    """The tasks that the writer has ticked off."""
    page = models.OneToOneField(
        "portal.AnnualReportPage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="draft",
    )
    correction = models.CharField(_("更正理由"), max_length=300, blank=True)
    """Why what is public already is to be replaced by another edition."""
    differs = models.PositiveSmallIntegerField(default=0)
    """In how many numbers the records came to something else than what is published, when last compared;
    none, where somebody has decided to leave it as it is."""
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("修改时间"))
    version = models.PositiveIntegerField(default=0)
    """Counts the changes, so that nobody overwrites what a colleague has just saved."""

    class Meta:
        verbose_name = _("年度报告草稿")
        verbose_name_plural = _("年度报告草稿")
        ordering = ["-year", "agency"]
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="reporting_draft_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"
