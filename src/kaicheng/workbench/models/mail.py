"""Mail on its way, and when people want to be left alone."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency
from kaicheng.workbench.quiet import Quiet


class Mail(models.Model):
    """A letter by e-mail. It is kept with what became of it: waiting, sent, or given up and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发")
        SENT = "sent", _("已交邮件服务器")
        GIVEN_UP = "given_up", _("未能发出")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("收件人"),
    )
    to = models.EmailField(_("收件地址"))
    kind = models.CharField(_("类别"), max_length=60)
    subject = models.CharField(_("主题"), max_length=200)
    body = models.TextField(_("正文"))
    created_at = models.DateTimeField(_("写好时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    try_at = models.DateTimeField(_("下次发送"))
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    error = models.CharField(_("最近一次没有发出的原因"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邮件")
        verbose_name_plural = _("邮件")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(state="waiting"), name="workbench_mail_waiting"),
            models.Index(fields=["-created_at"], name="workbench_mail_latest"),
        ]

    def __str__(self) -> str:
        return self.subject


class Rules(models.Model):
    """When mail may be sent: to a person, or to those of an authority who have set nothing themselves."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mail_rules",
        verbose_name=_("人员"),
    )
    agency = models.OneToOneField(
        Agency,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mail_rules",
        verbose_name=_("行政机关"),
    )
    digest = models.BooleanField(_("每天发一封待办摘要"), default=True)
    digest_at = models.TimeField(_("摘要时间"), default=dt.time(8, 30))
    reminders = models.BooleanField(_("期限临近时发邮件提醒"), default=True)
    quiet_from = models.TimeField(_("免打扰从"), default=dt.time(20))
    quiet_to = models.TimeField(
        _("免打扰到"), default=dt.time(8), help_text=_("这段时间不发邮件，到点再发。两个时间相同表示不设。")
    )
    rest_days = models.BooleanField(_("休息日也发"), default=False)

    class Meta:
        verbose_name = _("邮件提醒设置")
        verbose_name_plural = _("邮件提醒设置")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, agency__isnull=False)
                | Q(user__isnull=False, agency__isnull=True),
                name="workbench_rules_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.user or self.agency)

    def clean(self) -> None:
        if self.digest and self.quiet.covers(self.digest_at):
            raise ValidationError({"digest_at": _("摘要时间落在免打扰时段里，请改其中一个。")})

    @property
    def quiet(self) -> Quiet:
        """When nothing is sent."""
        return Quiet(self.quiet_from, self.quiet_to, self.rest_days)
