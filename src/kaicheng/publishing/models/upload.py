"""Files on their way into a document, kept from the moment they are given."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.storage import private_storage


class Scan(models.TextChoices):
    """What a virus scanner said of a file. Without a scanner nothing is called clean."""

    UNSCANNED = "unscanned", _("未查杀")
    CLEAN = "clean", _("已查杀，没有发现病毒")


class Upload(models.Model):
    """A file that somebody has given. Attachments of documents are made of it; it is never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(_("文件"), upload_to="documents/%Y/%m", storage=private_storage)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField("SHA-256", max_length=64, validators=[RegexValidator("^[0-9a-f]{64}$")])
    scan = models.CharField(_("查杀"), max_length=10, choices=Scan, default=Scan.UNSCANNED)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("上传的文件")
        verbose_name_plural = _("上传的文件")
        constraints = [models.UniqueConstraint(fields=["by", "digest"], name="publishing_upload_once")]
        indexes = [models.Index(fields=["digest"], name="publishing_upload_by_digest")]

    def __str__(self) -> str:
        return self.name
