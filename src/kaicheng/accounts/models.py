"""What is kept of sign-in: the age of passwords, one-time codes, and sessions with their devices."""

from __future__ import annotations

import datetime as dt
from base64 import b32encode
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from kaicheng.privacy.fields import EncryptedTextField, SecretTextField
from kaicheng.privacy.masking import mask_network


class Credentials(models.Model):
    """How somebody's password and second factor stand. Who has none is asked for a password of their own."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="credentials"
    )
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True)
    must_change = models.BooleanField(_("须改密码"), default=True)
    second_factor_since = models.DateTimeField(_("须启用动态口令的起始时间"), null=True)

    class Meta:
        verbose_name = _("登录凭据状态")
        verbose_name_plural = _("登录凭据状态")

    def __str__(self) -> str:
        return f"{self.user_id}"


class UsedPassword(models.Model):
    """The hash of a password that somebody has or had, so that it is not taken again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("用过的密码")
        verbose_name_plural = _("用过的密码")

    def __str__(self) -> str:
        return f"{self.user_id}"


class CodeDevice(ThrottlingMixin, Device):
    """An authenticator app (TOTP, RFC 6238). Its secret is encrypted; a code works once; failures slow it."""

    STEP = 30
    DIGITS = 6
    TOLERANCE = 1

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = SecretTextField(_("密钥"))
    last_step = models.BigIntegerField(default=-1)
    confirmed_at = models.DateTimeField(_("启用时间"), null=True)

    class Meta:
        verbose_name = _("动态口令")
        verbose_name_plural = _("动态口令")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed=True), name="accounts_one_code_device"
            )
        ]

    @property
    def secret(self) -> str:
        """The key as people type it into their app."""
        return b32encode(bytes.fromhex(self.key.reveal())).decode()

    def step_of(self, code: str, now: dt.datetime) -> int | None:
        """The time step that ``code`` belongs to, if it is right now and was not used."""
        if not (code.isascii() and code.isdigit() and len(code) == self.DIGITS):
            return None
        totp = TOTP(bytes.fromhex(self.key.reveal()), self.STEP, 0, self.DIGITS, 0)
        totp.time = now.timestamp()
        return totp.t() if totp.verify(int(code), self.TOLERANCE, self.last_step + 1) else None

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first failure, doubled by each that follows; django-otp asks."""
        return int(settings.KAICHENG_SECOND_FACTOR_THROTTLE)


class RecoveryCode(models.Model):
    """A code for the day the phone is lost. Kept as a keyed digest; used once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("备用码")
        verbose_name_plural = _("备用码")

    def __str__(self) -> str:
        return f"{self.user_id}"


class SessionQuerySet(models.QuerySet["SignedInSession"]):
    """Sessions asked for by whether they go on."""

    def going_on(self) -> SessionQuerySet:
        """Not ended yet."""
        return self.filter(ended_at__isnull=True)


class SignedInSession(models.Model):
    """A sign-in on a device. A request whose session has no row here, or an ended one, is not signed in."""

    class Method(models.TextChoices):
        """How it was proved who signs in."""

        PASSWORD = "password", _("密码")
        SINGLE_SIGN_ON = "single_sign_on", _("统一身份认证")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signed_in_sessions"
    )
    key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001  # ended ones have none
    method = models.CharField(_("登录方式"), max_length=20, choices=Method)
    device = models.CharField(_("设备"), max_length=60)
    address = EncryptedTextField(_("网络地址"), mask=mask_network, blank=True)
    started_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用"))
    ended_at = models.DateTimeField(_("退出时间"), null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("登录会话")
        verbose_name_plural = _("登录会话")
        ordering = ["-seen_at"]
        indexes = [models.Index(fields=["user", "ended_at"], name="accounts_session_of_user")]

    def __str__(self) -> str:
        return f"{self.device} {self.started_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **options: Any) -> None:
        self.device = self.device[:60]
        super().save(*args, **options)
