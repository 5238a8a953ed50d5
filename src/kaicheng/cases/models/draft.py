"""A request that somebody is still writing: encrypted, found again by a code, gone after some days."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency
from kaicheng.cases.models.case import CODE_ALPHABET, Case
from kaicheng.cases.models.files import FileRole
from kaicheng.privacy.fields import BlindIndexField, EncryptedTextField, SecretTextField
from kaicheng.privacy.storage import EncryptedFileStorage

RESUME_LENGTH = 12


def new_resume_code() -> str:
    """What a draft is opened again with, on this device or another one."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(RESUME_LENGTH))


def new_key() -> str:
    """What makes everything that is sent from one draft one case."""
    return secrets.token_hex(32)


class Draft(models.Model):
    """Answers given so far. Once sent, only its key stays, and the case that it has become."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = SecretTextField(default=new_resume_code)
    code_index = BlindIndexField(of="code")
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    answers = EncryptedTextField(_("已填写的内容"), default="{}")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField(db_index=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="draft")

    class Meta:
        verbose_name = _("未提交的申请")
        verbose_name_plural = _("未提交的申请")

    def __str__(self) -> str:
        return str(self.pk)


class DraftFile(models.Model):
    """A file given with a draft. When the request is sent, it becomes a file of the case where it lies."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(_("用途"), max_length=20, choices=FileRole)
    name = EncryptedTextField(_("文件名"), max_length=200)
    file = models.FileField(_("文件"), storage=EncryptedFileStorage(folder="cases"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField("SHA-256", max_length=64)
    scan = models.CharField(max_length=20, default="none")
    added_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("未提交的申请的文件")
        verbose_name_plural = _("未提交的申请的文件")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "role", "digest"], name="cases_draft_file")]

    def __str__(self) -> str:
        return str(self.pk)
