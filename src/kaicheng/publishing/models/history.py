"""What happens to a normative document after it is made: counted by year in table 2 of the annual report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.publishing.models.document import DocumentPage


class PolicyEventKind(models.TextChoices):
    """What can happen to a policy document."""

    ISSUED = "issued", _("制发")
    AMENDED = "amended", _("修改")
    ABOLISHED = "abolished", _("废止")
    LAPSED = "lapsed", _("失效")


class PolicyEvent(models.Model):
    """One event, on the day on which it took effect; struck with a reason when it was a mistake."""

    document = models.ForeignKey(
        DocumentPage, on_delete=models.PROTECT, related_name="events", verbose_name=_("文件")
    )
    kind = models.CharField(_("事件"), max_length=20, choices=PolicyEventKind)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    by_document = models.ForeignKey(
        DocumentPage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="effects",
        verbose_name=_("由哪个文件"),
    )
    recorded_at = models.DateTimeField(_("登记时间"))
    struck_at = models.DateTimeField(_("撤销登记时间"), null=True, blank=True)
    struck_reason = models.CharField(_("撤销登记理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("文件效力变动")
        verbose_name_plural = _("文件效力变动")
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["kind", "on"], name="publishing_event_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind"],
                condition=models.Q(struck_at__isnull=True) & ~models.Q(kind=PolicyEventKind.AMENDED),
                name="publishing_event_once",
                violation_error_message=_("这件事已经登记过了。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.get_kind_display()} {self.on}"
