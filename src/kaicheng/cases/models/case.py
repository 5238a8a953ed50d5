"""A request for disclosure and what it asks for."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.privacy.fields import BlindIndexField, SecretTextField
from kaicheng.statute import Channel, Phase

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def new_code() -> str:
    """The applicant's code, without letters and digits that look alike."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Source(models.TextChoices):
    """By whom a request was written down."""

    PORTAL = "portal", _("申请人网上提交")
    STAFF = "staff", _("工作人员登记")
    MAILBOX = "mailbox", _("申请邮箱收取")


class Form(models.TextChoices):
    """In what form the information is wanted (Art. 29 and 40 of the Regulation)."""

    PAPER = "paper", _("纸质")
    ELECTRONIC = "electronic", _("电子")
    DISC = "disc", _("光盘")
    READING = "reading", _("当场查阅、抄录")


class ApplicantKind(models.TextChoices):
    """The columns of table 3 of the annual report."""

    NATURAL_PERSON = "natural_person", _("自然人")
    ENTERPRISE = "commercial_enterprise", _("商业企业")
    RESEARCH = "research_institution", _("科研机构")
    WELFARE = "public_welfare_organization", _("社会公益组织")
    LEGAL_SERVICE = "legal_service_institution", _("法律服务机构")
    OTHER = "other_organization", _("其他法人或者组织")


class DeliveryWish(models.TextChoices):
    """How the answer is to be delivered."""

    ONLINE = "online", _("网上获取")
    EMAIL = "email", _("电子邮件")
    POST = "post", _("邮寄")
    FAX = "fax", _("传真")
    PICK_UP = "pick_up", _("自行领取")


class Case(models.Model):
    """One request. Its state is what the ledger says; what stands here about it is a copy for lists.

    ``phase`` to ``closed_on`` are rewritten after every act and every change of the calendar
    (:func:`kaicheng.cases.ledger.refresh`); nothing is decided by them.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="cases", verbose_name=_("行政机关")
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承办科室"),
    )
    handler = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承办人"),
    )
    number = models.CharField(_("登记编号"), max_length=40)
    code = SecretTextField(_("查询码"))
    code_index = BlindIndexField(of="code")
    source = models.CharField(_("登记方式"), max_length=20, choices=Source)
    channel = models.CharField(
        _("提交渠道"), max_length=30, choices=[(str(one), str(one)) for one in Channel]
    )
    key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    """What makes a repeated submission of the same form the same case."""
    applicant_kind = models.CharField(_("申请人类别"), max_length=40, choices=ApplicantKind)
    wanted = models.TextField(_("所需政府信息的名称、文号或者其他特征描述"))
    form = models.CharField(_("获取信息的形式"), max_length=20, choices=Form, default=Form.ELECTRONIC)
    delivery = models.CharField(
        _("获取信息的方式"), max_length=20, choices=DeliveryWish, default=DeliveryWish.ONLINE
    )
    help_needed = models.CharField(
        _("需要的帮助"),
        max_length=200,
        blank=True,
        help_text=_("阅读困难或者视听障碍的，为其提供必要的帮助（条例第四十三条）。"),
    )
    e_service = models.BooleanField(_("同意电子送达"), default=False)
    waybill = models.CharField(_("邮件号码"), max_length=60, blank=True)
    arrival_note = models.CharField(_("收件情况"), max_length=300, blank=True)
    arrived_on = models.DateField(_("到达日期"))
    registered_at = models.DateTimeField(_("登记时间"))
    registered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    inner_due = models.DateField(_("科室反馈期限"), null=True, blank=True)
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name=_("并入"),
        help_text=_("同一申请人就同一信息的几份申请合并办理的，并入最早的一份。"),
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("拆自")
    )
    again_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_again",
        verbose_name=_("重新答复"),
        help_text=_("复议决定、判决责令重新答复的原申请。"),
    )
    answer_due = models.DateField(
        _("重新答复期限"), null=True, blank=True, help_text=_("复议决定或者判决写明的最后日期。")
    )

    counted = models.BooleanField(default=True, editable=False)
    """Whether table 3 counts it: not one that was joined to another, split into parts, or answers again."""

    # --- a copy of what the ledger says, for lists ------------------------------------------------------
    phase = models.CharField(max_length=30, choices=[(str(one), str(one)) for one in Phase], editable=False)
    received_date = models.DateField(_("收到申请之日"), null=True, editable=False)
    due = models.DateField(_("答复期限"), null=True, editable=False)
    provisional = models.BooleanField(default=False, editable=False)
    basis = models.JSONField(null=True, editable=False)
    """:class:`kaicheng.statute.AnswerBasis` as plain data, to derive due dates anew in bulk."""
    outcome = models.CharField(_("办理结果"), max_length=60, blank=True, editable=False)
    row = models.CharField(max_length=60, blank=True, editable=False)
    answered_on = models.DateField(_("答复日期"), null=True, editable=False)
    served_on = models.DateField(_("送达日期"), null=True, editable=False)
    closed_on = models.DateField(_("办结日期"), null=True, editable=False)
    finished_on = models.DateField(_("办理完毕日期"), null=True, editable=False)
    """When it was answered and served, or closed without an answer: the day that table 3 counts by."""
    late = models.BooleanField(_("逾期"), default=False, editable=False)
    archived_on = models.DateField(_("归档日期"), null=True, blank=True, editable=False)
    archived_for = models.CharField(
        _("保管期限"),
        max_length=20,
        blank=True,
        editable=False,
        choices=[("permanent", _("永久")), ("30", _("定期30年")), ("10", _("定期10年"))],
    )
    archive_place = models.CharField(_("存放位置"), max_length=100, blank=True, editable=False)
    calendar_version = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("政府信息公开申请")
        verbose_name_plural = _("政府信息公开申请")
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="cases_case_number"),
            models.CheckConstraint(condition=~Q(joined_to=models.F("pk")), name="cases_case_not_into_itself"),
        ]
        indexes = [
            models.Index(fields=["agency", "phase", "due"], name="cases_case_by_due"),
            models.Index(fields=["agency", "received_date"], name="cases_case_by_receipt"),
            models.Index(fields=["agency", "finished_on"], name="cases_case_by_end"),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code()
        super().save(*args, **kwargs)


class Item(models.Model):
    """One thing asked for, where a request asks for several: each may be answered differently."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", verbose_name=_("申请"))
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("申请事项"))
    outcome = models.CharField(_("处理结果"), max_length=60, blank=True)
    variant = models.CharField(_("具体情形"), max_length=40, blank=True)
    note = models.TextField(_("理由"), blank=True)
    detail = models.TextField(_("提供的内容或者获取途径"), blank=True)

    class Meta:
        verbose_name = _("申请事项")
        verbose_name_plural = _("申请事项")
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="cases_item_number")]

    def __str__(self) -> str:
        return f"{self.case} {self.number}"


class CaseCounter(models.Model):
    """The last number of a year's register of an authority."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("登记编号计数")
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="cases_counter_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"
