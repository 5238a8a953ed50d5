"""Letters that came into a mailbox for requests: each kept once, in the original, until a person decides."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, User
from kaicheng.cases.models.case import Case
from kaicheng.privacy.fields import EncryptedTextField
from kaicheng.privacy.masking import mask_all, mask_email, mask_name
from kaicheng.privacy.storage import EncryptedFileStorage


class MailboxStatus(models.Model):
    """How the last look into a mailbox went."""

    mailbox = models.CharField(max_length=300, unique=True)
    """``user@host/folder``, never with the password."""
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    """The last letter that was looked at, within ``uid_validity``."""
    reached_at = models.DateTimeField(_("上次收取"), null=True)
    failing_since = models.DateTimeField(_("连接不上，自"), null=True)
    problem = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("申请邮箱")
        verbose_name_plural = _("申请邮箱")

    def __str__(self) -> str:
        return self.mailbox


class MailState(models.TextChoices):
    """What has become of a letter."""

    WAITING = "waiting", _("待处理")
    REGISTERED = "registered", _("已登记为申请")
    FILED = "filed", _("已归入申请")
    DISMISSED = "dismissed", _("不是申请")


class MailMessage(models.Model):
    """One letter. ``uid`` counts within ``uid_validity`` of the mailbox; ``fingerprint`` is of what was
    written, so that the same letter is known again when the server numbers anew or delivers it twice."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("行政机关"))
    mailbox = models.CharField(max_length=300)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    arrived_at = models.DateTimeField(_("到达时间"))
    """By the mail server's clock, not by what the letter says of itself."""
    sender_name = EncryptedTextField(_("发件人"), mask=mask_name, blank=True)
    sender = EncryptedTextField(_("发件地址"), mask=mask_email, blank=True)
    subject = EncryptedTextField(_("主题"), mask=mask_all, blank=True)
    size = models.PositiveBigIntegerField()
    file = models.FileField(
        _("邮件原件"), storage=EncryptedFileStorage(folder="mailbox"), max_length=200, blank=True
    )
    """The letter as it came; none where it is too large to be fetched."""
    problem = models.CharField(_("收取时的问题"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=MailState, default=MailState.WAITING)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请")
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    """Why it is no request; or, of one that lies in a case, what it means there: none until who handles the
    case has said so."""
    fetched_at = models.DateTimeField(_("收取时间"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("来信")
        verbose_name_plural = _("来信")
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="cases_mail_by_uid"),
            models.UniqueConstraint(fields=["mailbox", "fingerprint"], name="cases_mail_by_content"),
        ]
        indexes = [models.Index(fields=["agency", "state", "arrived_at"], name="cases_mail_waiting")]

    def __str__(self) -> str:
        return f"{self.mailbox} {self.uid_validity}:{self.uid}"
