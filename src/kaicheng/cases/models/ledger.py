"""The ledger: what happened, in the order in which it was written down. Rows are added, never changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import User
from kaicheng.cases.models.case import Case
from kaicheng.statute import ACTS


class ActRow(models.Model):
    """One act. ``place`` counts from 0 within the case; ``data`` is what its type has besides the day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts", verbose_name=_("申请"))
    place = models.PositiveSmallIntegerField()
    code = models.CharField(_("事项"), max_length=40, choices=[(code, code) for code in ACTS])
    on = models.DateField(_("发生日期"))
    data = models.JSONField(default=dict)
    note = models.TextField(_("备注"), blank=True)
    shared_letter = models.ForeignKey(
        "cases.CaseLetter", on_delete=models.PROTECT, null=True, blank=True, related_name="shared_acts",
        editable=False,
    )  # fmt: skip
    """The signed letter of another request of the same applicant that speaks of this one too."""
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录人")
    )
    post = models.CharField(_("职务"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")
        ordering = ["case", "place"]
        constraints = [models.UniqueConstraint(fields=["case", "place"], name="cases_act_place")]
        indexes = [models.Index(fields=["code", "on"], name="cases_act_by_day")]

    def __str__(self) -> str:
        return f"{self.case} {self.place} {self.code} {self.on}"

    @property
    def item(self) -> dict[str, Any]:
        """The act as :func:`kaicheng.statute.read_act` takes it."""
        return {"act": self.code, "on": self.on.isoformat(), **self.data}
