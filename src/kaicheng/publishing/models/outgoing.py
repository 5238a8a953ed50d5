"""What still has to be brought outside: kept with the change itself, so that a crash loses none of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outgoing(models.Model):
    """A page whose public form must be made anew, or taken away. Gone once every outlet has done so."""

    page = models.PositiveBigIntegerField()
    """The page, which may no longer exist."""
    path = models.CharField(max_length=255, blank=True)
    """Its ``url_path`` before the change, for what must be taken away."""
    at = models.DateTimeField()
    later = models.BooleanField(default=False)
    """Whether the worker does it: it concerns so many pages that nobody should wait for them."""
    errors = models.JSONField(default=dict)
    """Outlets that could not do it, by name, with why; the worker tries again."""

    class Meta:
        verbose_name = _("待更新的公开页面")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.page} {self.path}"
