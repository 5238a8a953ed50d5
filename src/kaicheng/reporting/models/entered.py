"""Figures that somebody has put in by hand."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.storage import private_storage
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.numbers import Figure
from kaicheng.audit_chain.canonical import canonical


class EnteredFigure(models.Model):
    """A figure of work that is kept elsewhere: with its reason, its source and who answers for it."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="entered_figures", verbose_name=_("行政机关")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    cell = models.CharField(_("表格位置"), max_length=100)
    value = models.DecimalField(_("数值"), max_digits=16, decimal_places=6)
    reason = models.CharField(_("理由"), max_length=300)
    source = models.FileField(_("来源文件"), upload_to="entered-figures", storage=private_storage, blank=True)
    source_name = models.CharField(_("来源"), max_length=200)
    source_digest = models.CharField("SHA-256", max_length=64, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    post = models.CharField(_("职务"), max_length=200, blank=True)
    at = models.DateTimeField(_("填报时间"))
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签字人")
    )
    signed_post = models.CharField(_("签字人职务"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("签字时间"), null=True, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True, editable=False)
    """What was signed: :attr:`content_hash` of that moment."""
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    """A figure that was withdrawn counts no more; it stays with its source, for who asks later."""
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤回人")
    )
    withdrawn_why = models.CharField(_("撤回理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("手工填报的数据")
        verbose_name_plural = _("手工填报的数据")
        ordering = ["agency", "year", "cell"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "cell"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="reporting_entered_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.cell}"

    @property
    def cell_name(self) -> str:
        """Where the figure stands, in words."""
        return form_for(self.year).cells[self.cell].name

    @property
    def content_hash(self) -> str:
        """What a signature is about: the figure, its cell, reason and source."""
        said = (
            self.agency_id,
            self.year,
            self.cell,
            str(self.figure),
            self.reason,
            self.source_name,
            self.source_digest,
        )
        return hashlib.sha256(canonical(list(said)).encode()).hexdigest()

    @property
    def signed(self) -> bool:
        """Whether somebody else has signed it as it stands now."""
        return self.signed_at is not None and self.signed_hash == self.content_hash

    @property
    def figure(self) -> Figure:
        """The value as the form has it: a whole number where it is one."""
        return int(self.value) if self.value == self.value.to_integral_value() else self.value.normalize()
