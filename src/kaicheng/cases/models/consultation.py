"""Asking others: third parties (Art. 32) and agencies that helped to make the information (Art. 34)."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.cases.models.case import Case
from kaicheng.cases.models.ledger import ActRow
from kaicheng.privacy.fields import BlindIndexField, EncryptedTextField, SecretTextField
from kaicheng.privacy.masking import mask_address, mask_email, mask_name, mask_phone


def new_token() -> str:
    """What the reply page's address ends in."""
    return secrets.token_urlsafe(24)


class ConsultationKind(models.TextChoices):
    """Whom the opinion is asked of."""

    THIRD_PARTY = "third_party", _("第三方")
    AGENCY = "agency", _("共同制作机关")


class Consultation(models.Model):
    """One letter of consultation and its reply, given on its own page or on paper."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("申请")
    )
    kind = models.CharField(_("对象"), max_length=20, choices=ConsultationKind)
    name = EncryptedTextField(_("姓名或者名称"), mask=mask_name, max_length=120)
    telephone = EncryptedTextField(_("联系电话"), mask=mask_phone, max_length=60, blank=True)
    email = EncryptedTextField(_("电子邮箱"), mask=mask_email, max_length=254, blank=True)
    address = EncryptedTextField(_("通信地址"), mask=mask_address, max_length=300, blank=True)
    subject_matter = models.TextField(_("拟公开的内容"))
    token = SecretTextField(default=new_token)
    token_index = BlindIndexField(of="token")
    letter_act = models.OneToOneField(
        ActRow, on_delete=models.PROTECT, null=True, blank=True, related_name="consultation"
    )
    agrees = models.BooleanField(_("是否同意公开"), null=True, blank=True)
    opinion = models.TextField(_("意见和理由"), blank=True)
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(_("清除时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("征求意见")
        verbose_name_plural = _("征求意见")
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return str(self.name)
