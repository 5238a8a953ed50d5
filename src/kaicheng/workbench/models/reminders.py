"""What has been reminded of already, so that nothing is said twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """When a reminder is given, the most urgent last."""

    FIVE = "5", _("还有5个工作日")
    TWO = "2", _("还有2个工作日")
    TODAY = "0", _("今日到期")
    OVERDUE = "overdue", _("已逾期")


class Reminded(models.Model):
    """Somebody was reminded of an item at a stage. A date that moves is a new matter."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=200)
    due = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("提醒记录")
        verbose_name_plural = _("提醒记录")
        constraints = [
            models.UniqueConstraint(fields=["user", "item", "due", "stage"], name="workbench_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.stage}"


class DigestSent(models.Model):
    """The digest of a day was made for somebody, or there was nothing to say."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        verbose_name = _("摘要记录")
        verbose_name_plural = _("摘要记录")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="workbench_digest_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
