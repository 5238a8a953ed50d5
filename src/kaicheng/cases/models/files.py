"""Files of a case: encrypted, named by chance, served by permission only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import User
from kaicheng.cases.models.case import Case
from kaicheng.privacy.storage import EncryptedFileStorage


class FileRole(models.TextChoices):
    """What a file is for; identity papers are seen by intake only."""

    IDENTITY = "identity", _("身份证明")
    AUTHORISATION = "authorisation", _("授权委托书")
    REQUEST = "request", _("申请原件")
    ENVELOPE = "envelope", _("信封")
    ATTACHMENT = "attachment", _("申请人附件")
    MESSAGE = "message", _("电子邮件原件")
    CORRECTION = "correction", _("补正材料")
    OPINION = "opinion", _("意见材料")
    EVIDENCE = "evidence", _("办理证据")
    ORIGINAL = "original", _("拟公开信息原件")
    RELEASED = "released", _("公开件")
    LETTER = "letter", _("文书")
    PROOF = "proof", _("送达、缴费凭证")
    DISPUTE = "dispute", _("复议诉讼材料")


RESTRICTED = frozenset({FileRole.IDENTITY, FileRole.AUTHORISATION})
"""Papers that say who somebody is: for intake and the disclosure office alone."""

FOR_APPLICANT = frozenset({FileRole.RELEASED, FileRole.LETTER})
"""What the applicant may download, once served."""


class CaseFile(models.Model):
    """A file with where it comes from. It is never changed; another version is another file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files", verbose_name=_("申请"))
    role = models.CharField(_("用途"), max_length=20, choices=FileRole)
    name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(_("文件"), storage=EncryptedFileStorage(folder="cases"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField("SHA-256", max_length=64)
    scan = models.CharField(
        _("病毒检查"),
        max_length=20,
        choices=[("none", _("未检查")), ("clean", _("未发现病毒")), ("infected", _("发现病毒"))],
        default="none",
    )
    made_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="made", verbose_name=_("由来")
    )
    """The original of a released copy."""
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    """The leader who confirmed that the applicant may have it, where no letter signed here names it."""
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(_("加入时间"))
    withdrawn_at = models.DateTimeField(_("撤出时间"), null=True, blank=True, editable=False)
    """When it was taken out because it does not belong here: it stays stored, is evidence of nothing, and is
    given to nobody."""
    withdrawn_why = models.CharField(_("撤出原因"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("案卷文件")
        verbose_name_plural = _("案卷文件")
        ordering = ["case", "pk"]
        indexes = [models.Index(fields=["case", "digest"], name="cases_file_by_digest")]

    def __str__(self) -> str:
        return self.name
