"""Who asks. All of it is personal data: encrypted, masked, seen by intake."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import User
from kaicheng.cases.models.case import Case
from kaicheng.privacy.fields import BlindIndexField, EncryptedTextField
from kaicheng.privacy.masking import mask_address, mask_email, mask_identity_number, mask_name, mask_phone


class Applicant(models.Model):
    """The applicant of one case, with the agent where there is one (Art. 29 of the Regulation)."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="applicant", verbose_name=_("申请")
    )
    name = EncryptedTextField(_("姓名或者名称"), mask=mask_name, max_length=120)
    name_index = BlindIndexField(of="name")
    id_kind = models.CharField(
        _("证件名称"), max_length=40, blank=True, help_text=_("例如居民身份证、统一社会信用代码。")
    )
    id_number = EncryptedTextField(_("证件号码"), mask=mask_identity_number, max_length=60, blank=True)
    id_index = BlindIndexField(of="id_number")
    legal_representative = EncryptedTextField(
        _("法定代表人或者负责人"), mask=mask_name, max_length=60, blank=True
    )
    contact = EncryptedTextField(_("联系人"), mask=mask_name, max_length=60, blank=True)
    telephone = EncryptedTextField(_("联系电话"), mask=mask_phone, max_length=60, blank=True)
    telephone_index = BlindIndexField(of="telephone")
    email = EncryptedTextField(_("电子邮箱"), mask=mask_email, max_length=254, blank=True)
    email_index = BlindIndexField(of="email")
    address = EncryptedTextField(_("通信地址"), mask=mask_address, max_length=300, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    agent_name = EncryptedTextField(_("代理人"), mask=mask_name, max_length=60, blank=True)
    agent_id_number = EncryptedTextField(
        _("代理人证件号码"), mask=mask_identity_number, max_length=60, blank=True
    )
    agent_authority = models.CharField(_("代理权限"), max_length=200, blank=True)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("公众账号"),
    )
    erased_at = models.DateTimeField(_("清除时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("申请人")
        verbose_name_plural = _("申请人")

    def __str__(self) -> str:
        return str(self.name)
