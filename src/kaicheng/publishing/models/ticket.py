"""Faults that the daily look has found, until they are mended or somebody says why they are none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, Office, User


class Ticket(models.Model):
    """One fault at one place. It closes itself when the next look does not find it any more."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        MENDED = "mended", _("已改正")
        DISMISSED = "dismissed", _("不是问题")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tickets")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任科室")
    )
    rule = models.CharField(_("规则"), max_length=10)
    place = models.CharField(max_length=200)
    """What the fault is at; with the rule it names the ticket."""
    title = models.CharField(_("位置"), max_length=300)
    message = models.CharField(_("问题"), max_length=500)
    url = models.CharField(max_length=300, blank=True)
    blocks = models.BooleanField(_("严重"), default=False)
    due = models.DateField(_("处理期限"))
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.OPEN)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("发现时间"))
    seen_at = models.DateTimeField(_("最近一次发现"))
    closed_at = models.DateTimeField(_("了结时间"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("监测问题")
        verbose_name_plural = _("监测问题")
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "rule", "place"],
                condition=~Q(state="mended"),
                name="publishing_ticket_once",
            )
        ]
        indexes = [models.Index(fields=["agency", "state", "due"], name="publishing_ticket_by_due")]

    def __str__(self) -> str:
        return f"{self.rule} {self.title}"
