"""Who wants to be told by mail when something new is published."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.privacy.fields import BlindIndexField, EncryptedTextField
from kaicheng.privacy.masking import mask_email


class Subscription(models.Model):
    """An address and a search. Nothing is told before its holder has confirmed; ending it removes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = EncryptedTextField(_("电子邮箱"), mask=mask_email, max_length=254)
    address_index = BlindIndexField(of="address")
    parameters = models.CharField(_("查找条件"), max_length=1000)
    asked_at = models.DateTimeField(_("提出时间"))
    mailed_at = models.DateTimeField(_("确认信时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    told_until = models.DateField(_("已告知到"), null=True, blank=True)
    """The first day whose publications have not been told yet."""

    class Meta:
        verbose_name = _("邮件订阅")
        verbose_name_plural = _("邮件订阅")
        constraints = [
            models.UniqueConstraint(fields=["address_index", "parameters"], name="live_subscription_once")
        ]
        indexes = [models.Index(fields=["told_until"], name="live_subscription_due")]

    def __str__(self) -> str:
        return str(self.pk)
