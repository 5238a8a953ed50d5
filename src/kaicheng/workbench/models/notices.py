"""Notices within the pages."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """What the person has not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One sentence to one person, with the page where it can be dealt with."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("收件人")
    )
    kind = models.CharField(_("类别"), max_length=60)
    text = models.CharField(_("内容"), max_length=300)
    url = models.CharField(_("网址"), max_length=300, blank=True)
    key = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~Q(key=""), name="workbench_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="workbench_notice_unread"),
            models.Index(fields=["user", "-created_at"], name="workbench_notice_latest"),
        ]

    def __str__(self) -> str:
        return self.text
