"""Tokens with which the systems of an authority write."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency

PREFIX = "kc1_"
_SHOWN = 10


class Token(models.Model):
    """A token of one authority. Only its digest is kept: it is shown once, when it is made."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="api_tokens", verbose_name=_("行政机关")
    )
    name = models.CharField(
        _("用在哪个系统"), max_length=100, help_text=_("例如“行政审批系统”，写在审计记录里。")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField(_("开头"), max_length=_SHOWN, editable=False)
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("生成人"),
    )
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


def new_secret() -> str:
    """A token that nobody guesses: 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a token. One round is enough for 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def beginning_of(secret: str) -> str:
    """What is shown of a token, to tell it from others."""
    return secret[:_SHOWN]
