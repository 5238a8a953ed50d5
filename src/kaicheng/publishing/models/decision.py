"""Decisions in bulk (licences, penalties, coercive measures) and the year's charges: table 2 counts them."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, Office, User


class DecisionKind(models.TextChoices):
    """Items five and six of Art. 20."""

    LICENCE = "licence", _("行政许可")
    PENALTY = "penalty", _("行政处罚")
    COERCION = "coercion", _("行政强制")


class Overturned(models.TextChoices):
    """What makes an authority take a published penalty back (行政处罚法 Art. 48(2))."""

    ALTERED = "altered", _("被变更")
    REVOKED = "revoked", _("被撤销")
    UNLAWFUL = "unlawful", _("被确认违法")
    VOID = "void", _("被确认无效")


class Decision(models.Model):
    """One decision handled in a year. Only what is ``public`` may be shown, and no personal numbers.

    It is shown once somebody else has confirmed what it says; other words wait for that again.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("行政机关")
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("承办科室"),
    )
    kind = models.CharField(_("种类"), max_length=20, choices=DecisionKind)
    number = models.CharField(_("决定书文号"), max_length=100)
    name = models.CharField(_("事项名称"), max_length=200)
    party = models.CharField(
        _("行政相对人"),
        max_length=200,
        blank=True,
        help_text=_("自然人的姓名按本机关的约定隐去部分。"),
    )
    party_code = models.CharField(
        _("统一社会信用代码"), max_length=18, blank=True, help_text=_("只填法人和其他组织的。")
    )
    decided_on = models.DateField(_("决定日期"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    content = models.TextField(_("决定内容"), blank=True)
    basis = models.CharField(_("依据"), max_length=500, blank=True)
    public = models.BooleanField(
        _("公开"), default=True, help_text=_("行政处罚只公开具有一定社会影响的决定（第二十条第六项）。")
    )
    overturned = models.CharField(_("后来怎样"), max_length=20, choices=Overturned, blank=True)
    overturned_on = models.DateField(_("变更、撤销或者确认的日期"), null=True, blank=True)
    overturned_by = models.CharField(
        _("依据"), max_length=200, blank=True, help_text=_("哪份复议决定、判决或者本机关决定。")
    )
    withdrawn_on = models.DateField(
        _("撤回公开日期"),
        null=True,
        blank=True,
        help_text=_("公开的处罚决定被变更、撤销、确认违法或者无效的，三日内撤回（行政处罚法第四十八条）。"),
    )
    withdrawn_reason = models.CharField(_("撤回理由"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    """Who has written what it says now; nobody when another system has sent it."""
    confirmed_at = models.DateTimeField(_("确认公开时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人")
    )
    """Nobody for what was public before decisions were confirmed."""
    returned = models.CharField(_("退回原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("行政决定")
        verbose_name_plural = _("行政决定")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "number"],
                name="publishing_decision_once",
                violation_error_message=_("这个文号已经登记过了。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="publishing_decision_withdrawn_why",
                violation_error_message=_("撤回公开要写明理由。"),
            ),
            models.CheckConstraint(
                condition=Q(overturned="") | Q(overturned_on__isnull=False),
                name="publishing_decision_overturned_when",
                violation_error_message=_("请填是哪一天变更、撤销或者确认的。"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="publishing_decision_two_people",
                violation_error_message=_("自己登记的决定要由别人确认。"),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "kind", "decided_on"], name="publishing_decision_by_day"),
            models.Index(
                fields=["agency", "source"],
                condition=Q(public=True, confirmed_at__isnull=True),
                name="publishing_decision_waits",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_shown(self) -> bool:
        """Whether the public may see it."""
        return self.public and self.confirmed_at is not None and self.withdrawn_on is None

    @property
    def waits(self) -> bool:
        """Whether somebody else has to confirm it before the public may see it."""
        return self.public and self.confirmed_at is None and self.withdrawn_on is None

    @property
    def must_be_withdrawn(self) -> bool:
        """A penalty that no longer stands as it was published."""
        return bool(self.kind == DecisionKind.PENALTY and self.overturned and self.is_shown)


class FeeYear(models.Model):
    """What an authority has charged in a year for one item of its charges (行政事业性收费), in yuan."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="fee_years", verbose_name=_("行政机关")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    item = models.CharField(_("收费项目"), max_length=200)
    amount = models.DecimalField(
        _("收费金额（元）"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("来源"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("年度收费")
        verbose_name_plural = _("年度收费")
        ordering = ["-year", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "item"],
                name="publishing_fee_once",
                violation_error_message=_("这个项目本年度已经登记过了。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.item}"
