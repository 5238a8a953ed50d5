"""Periodic jobs and the workers that do them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A periodic job: the period it was last put in the queue for, and how that went."""

    name = models.CharField(_("名称"), max_length=60, primary_key=True)
    period = models.DateTimeField(_("最近一期"), null=True)
    task = models.UUIDField(_("队列中的编号"), null=True)
    finished_at = models.DateTimeField(_("最近完成"), null=True)
    error = models.TextField(_("最近一次的错误"), blank=True)

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """A worker was alive at that time."""

    worker = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("后台进程")
        verbose_name_plural = _("后台进程")

    def __str__(self) -> str:
        return self.worker
