"""Serial numbers without gaps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency


class IndexCounter(models.Model):
    """The last index number (索引号) that an authority has given in a year."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("索引号计数")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="publishing_index_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"
