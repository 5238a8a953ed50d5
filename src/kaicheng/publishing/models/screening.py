"""What an authority has set of the checks before publishing, beside what holds for everybody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, User


class ScreeningRules(models.Model):
    """An authority's own table of masking, and its own lists: one row, made when something is set first."""

    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, related_name="screening_rules", verbose_name=_("行政机关")
    )
    masking = models.JSONField(_("脱敏约定"), default=dict)
    """Conventions by kind (``kaicheng.screening``), where they differ from the platform's."""
    not_public = models.JSONField(_("没有公开的文件"), default=list)
    secret_copy = models.JSONField(_("涉密文件的痕迹"), default=list)
    telephones = models.JSONField(_("对外公布的电话"), default=list)
    accounts = models.JSONField(_("本机关的账号"), default=list)
    changed_at = models.DateTimeField(_("修改时间"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("脱敏约定和词表")
        verbose_name_plural = _("脱敏约定和词表")

    def __str__(self) -> str:
        return str(self.agency)
