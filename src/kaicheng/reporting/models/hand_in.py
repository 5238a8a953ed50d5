"""What a supervising authority receives: reports of its units, in rounds, from here and from outside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.storage import private_storage


class Season(models.Model):
    """What a supervising authority asks of its units in a year: the days, and the roster."""

    to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="report_seasons", verbose_name=_("主管机关")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    hand_in_by = models.DateField(_("报送期限"), null=True, blank=True)
    publish_by = models.DateField(_("公布期限"), null=True, blank=True)
    roster = models.JSONField(_("应报单位名单"), default=list)
    """Names from the roster that was loaded, beside the units of this installation."""
    verdicts = models.JSONField(default=dict)
    """What the supervising authority has found of P05 and P06, which no single report has, by fingerprint."""

    class Meta:
        verbose_name = _("年报工作安排")
        verbose_name_plural = _("年报工作安排")
        constraints = [models.UniqueConstraint(fields=["to", "year"], name="reporting_season_once")]

    def __str__(self) -> str:
        return f"{self.to_id} {self.year}"


class Intake(models.Model):
    """Files of reports from outside, given in at once and read in the background."""

    to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="report_intakes", verbose_name=_("主管机关")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("提交时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("年报批量接收")
        verbose_name_plural = _("年报批量接收")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to_id} {self.year} {self.made_at:%Y-%m-%d %H:%M}"


class IntakeFile(models.Model):
    """One file of an intake and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READ = "read", _("已读取")
        SAME = "same", _("和已收到的相同")
        UNREADABLE = "unreadable", _("读不出来")

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="reports-received/%Y/%m", storage=private_storage)
    name = models.CharField(_("文件名"), max_length=255)
    digest = models.CharField("SHA-256", max_length=64)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.WAITING)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("接收的文件")
        verbose_name_plural = _("接收的文件")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SealKey(models.Model):
    """A key whose seal is accepted, once somebody has asked its owner for the fingerprint."""

    to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="seal_keys", verbose_name=_("主管机关")
    )
    key = models.CharField(_("公钥"), max_length=64)
    owner = models.CharField(_("密钥属于"), max_length=120)
    how = models.CharField(_("怎样核对的"), max_length=300)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.CharField(_("核对人职务"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("核对时间"))

    class Meta:
        verbose_name = _("报送包密钥")
        verbose_name_plural = _("报送包密钥")
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="reporting_seal_key_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key[:16]}"


class HandIn(models.Model):
    """A unit's report as it was handed in: one row for each round, never changed but by sending it back."""

    class Way(models.TextChoices):
        HERE = "here", _("本系统公布后自动报送")
        PACKAGE = "package", _("报送包")
        FILE = "file", _("文件")

    to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="reports_received", verbose_name=_("主管机关")
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_handed_in",
        verbose_name=_("报送单位"),
    )
    unit = models.CharField(_("报送单位"), max_length=120)
    year = models.PositiveSmallIntegerField(_("年度"))
    round = models.PositiveSmallIntegerField(_("第几次报送"), default=1)
    way = models.CharField(_("报送方式"), max_length=10, choices=Way)
    report_json = models.TextField()
    digest = models.CharField(max_length=64)
    """SHA-256 of ``report_json``."""
    seal_key = models.CharField(_("封印公钥"), max_length=64, blank=True)
    """The public key that has sealed the package, in hexadecimal digits; nothing of a plain file."""
    signatures = models.JSONField(default=list)
    """What the package says of its signatures: level, post, time, hash."""
    intake_file = models.OneToOneField(
        IntakeFile, on_delete=models.PROTECT, null=True, blank=True, related_name="hand_in"
    )
    page = models.ForeignKey(
        "portal.AnnualReportPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    handed_at = models.DateTimeField(_("报送时间"))
    findings = models.JSONField(default=list)
    """What the checks said when it arrived, as ``kaicheng/findings/1`` has it, each with its fingerprint."""
    blocking = models.PositiveSmallIntegerField(_("必须改正"), default=0)
    warnings = models.PositiveSmallIntegerField(_("需要核对"), default=0)
    verdicts = models.JSONField(default=dict)
    """What the supervising authority has found of findings, by their fingerprints; later rounds keep it."""
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_post = models.CharField(max_length=200, blank=True)
    returned_why = models.TextField(_("退回意见"), blank=True)
    returned_findings = models.JSONField(default=list)
    """Fingerprints of the findings for which it was sent back."""
    mend_by = models.DateField(_("改正期限"), null=True, blank=True)
    refused_at = models.DateTimeField(_("不收时间"), null=True, blank=True)
    """Not taken in: of no unit of this authority. It stays on file and is nowhere counted."""
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_post = models.CharField(max_length=200, blank=True)
    refused_why = models.CharField(_("不收的理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("报送的年度报告")
        verbose_name_plural = _("报送的年度报告")
        ordering = ["unit", "-round"]
        constraints = [
            models.UniqueConstraint(fields=["to", "year", "unit", "round"], name="reporting_hand_in_round"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(returned_why=""),
                name="reporting_hand_in_returned_why",
                violation_error_message=_("退回要写明要改什么。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}（{self.round}）"
