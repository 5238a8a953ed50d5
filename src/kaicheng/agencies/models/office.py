"""Offices: the sections and subordinate units of an authority."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models.agency import Agency
from kaicheng.agencies.models.dated import Dated, DatedQuerySet, ends_after_it_begins


class OfficeKind(models.TextChoices):
    """What an office is within its authority."""

    SECTION = "section", _("内设机构（科室）")
    SUBORDINATE = "subordinate", _("下属单位")
    DISPATCHED = "dispatched", _("派出机构")


class Office(Dated):
    """A section or subordinate unit in which people draft, sign and answer."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="offices", verbose_name=_("行政机关")
    )
    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=20, choices=OfficeKind, default=OfficeKind.SECTION)
    code = models.CharField(_("编号"), max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=0)
    handles_disclosure = models.BooleanField(
        _("承担政府信息公开工作机构职责"), default=False, help_text=_("每个机关只有一个。")
    )

    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("承接科室"),
        help_text=_("撤销以后由哪个科室接着办。"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("科室、下属单位")
        verbose_name_plural = _("科室、下属单位")
        ordering = ["agency", "order", "pk"]
        constraints = [
            ends_after_it_begins("agencies_office_days"),
            models.UniqueConstraint(
                fields=["agency", "name"],
                condition=Q(valid_to__isnull=True),
                name="agencies_office_name",
                violation_error_message=_("本机关已经有同名的科室或下属单位。"),
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(handles_disclosure=True, valid_to__isnull=True),
                name="agencies_office_disclosure",
                violation_error_message=_("本机关已经有政府信息公开工作机构，请先取消原来的。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
