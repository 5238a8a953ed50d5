"""What an applicant tells the authority besides the acts of the law: a payment, a mistake, a rating."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import User
from kaicheng.cases.models.case import Case
from kaicheng.cases.models.files import CaseFile
from kaicheng.privacy.fields import BlindIndexField, EncryptedTextField


class MessageKind(models.TextChoices):
    """What a message is about."""

    PAYMENT = "payment", _("缴费凭证")
    RECORD = "record", _("更正与自己有关的信息（条例第四十一条）")
    RATING = "rating", _("评价")


class ApplicantMessage(models.Model):
    """One message from the applicant's page, for the disclosure office."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", verbose_name=_("申请"))
    kind = models.CharField(_("类别"), max_length=20, choices=MessageKind)
    text = EncryptedTextField(_("内容"), blank=True, max_length=4000)
    text_index = BlindIndexField(of="text")
    score = models.PositiveSmallIntegerField(
        _("评分"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    files = models.ManyToManyField(CaseFile, related_name="+", verbose_name=_("文件"))
    at = models.DateTimeField(_("时间"))
    reply = EncryptedTextField(_("答复"), blank=True, max_length=4000)
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("申请人来信")
        verbose_name_plural = _("申请人来信")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(kind="rating"),
                name="cases_message_one_rating",
                violation_error_message=_("已经评价过了。"),
            )
        ]
        indexes = [models.Index(fields=["at"], condition=models.Q(read_at=None), name="cases_message_unread")]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"

    @property
    def said_back(self) -> str:
        """The answer, for the applicant's own page."""
        return self.reply.reveal() if self.reply else ""
