"""What was set up in bulk together, so that it can be looked at and confirmed together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file of appointments that somebody loaded and that the security administrator has to confirm."""

    file = models.CharField(_("文件"), max_length=200)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("导入时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("导入人")
    )

    class Meta:
        verbose_name = _("批量导入")
        verbose_name_plural = _("批量导入")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file
