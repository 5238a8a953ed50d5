"""Authorities in their tree, and the names they have borne."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from kaicheng.agencies import validators
from kaicheng.agencies.models.dated import Dated, DatedQuerySet, ends_after_it_begins
from kaicheng.agencies.storage import private_storage
from kaicheng.statute import regions


class Kind(models.TextChoices):
    """What an authority is under the law on organisation and Art. 54 and 55 of the Regulation."""

    GOVERNMENT = "government", _("人民政府")
    GENERAL_OFFICE = "general_office", _("政府办公厅（室）")
    DEPARTMENT = "department", _("政府工作部门")
    DISPATCHED = "dispatched", _("派出机关、派出机构")
    TOWNSHIP = "township", _("乡镇人民政府、街道办事处")
    AUTHORISED = "authorised", _("法律、法规授权的组织")
    PUBLIC_SERVICE = "public_service", _("公共企事业单位")
    OTHER = "other", _("其他")


class Level(models.TextChoices):
    """The level of government an authority belongs to."""

    NATIONAL = "national", _("国家级")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市（州）级")
    COUNTY = "county", _("县（市、区）级")
    TOWNSHIP = "township", _("乡镇（街道）级")


class Leading(models.TextChoices):
    """Who leads a department, where that decides who reconsiders its acts (Arts 27, 28 of the
    Reconsideration Law)."""

    VERTICAL = "vertical", _("垂直领导（海关、金融、外汇管理、税务、国家安全等）")
    JUSTICE = "justice", _("司法行政部门")


class Status(models.TextChoices):
    """Whether an authority still exists."""

    ACTIVE = "active", _("在编")
    ABOLISHED = "abolished", _("已撤销")
    MERGED = "merged", _("已合并")


def new_chain() -> str:
    """A name for an audit chain that no renaming, moving or merging changes."""
    return str(uuid.uuid4())


def holiday_regions() -> list[tuple[str, str]]:
    """Places with holidays of their own."""
    return [(region.code, region.name.zh) for region in regions().values()]


class Agency(MP_Node):
    """A public authority that discloses information, with the office that people can turn to."""

    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60)
    slug = models.SlugField(
        _("网址用名"), unique=True, help_text=_("小写字母、数字和连字符，用在网页地址里。")
    )
    kind = models.CharField(_("类别"), max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    level = models.CharField(_("层级"), max_length=20, choices=Level, default=Level.COUNTY)
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, blank=True, validators=[validators.credit_code]
    )
    organisation_code = models.CharField(
        _("组织机构代码"),
        max_length=9,
        blank=True,
        validators=[validators.organisation_code],
        help_text=_("9位，用在索引号里。填了统一社会信用代码可以不填。"),
    )
    region_code = models.CharField(
        _("行政区划代码"), max_length=6, blank=True, validators=[validators.region_code]
    )
    supervising_department = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised",
        verbose_name=_("政府信息公开工作主管部门"),
    )
    makes_rules = models.BooleanField(
        _("有规章制定权"), null=True, blank=True, help_text=_("不清楚的可以先不选。")
    )
    acts_in_own_name = models.BooleanField(_("以自己名义履行行政管理职能"), default=True)

    office = models.CharField(_("政府信息公开工作机构"), max_length=120, blank=True)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    postcode = models.CharField(
        _("邮政编码"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{6}$", _("邮政编码是6位数字。"))],
    )
    hours = models.CharField(_("办公时间"), max_length=200, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=60, blank=True)
    fax = models.CharField(_("传真号码"), max_length=60, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    registration = models.CharField(_("备案编号"), max_length=120, blank=True)
    website = models.URLField(_("官方网站"), blank=True)

    holiday_region = models.CharField(_("地方性节假日"), max_length=40, blank=True, choices=holiday_regions)
    reconsideration_body = models.CharField(_("行政复议机关"), max_length=120, blank=True)
    online_reconsideration = models.CharField(
        _("网上申请行政复议的途径"),
        max_length=200,
        blank=True,
        help_text=_("网站名称和网址。电子送达的答复要写明（行政复议法第二十二条）。"),
    )
    leading = models.CharField(
        _("领导体制"),
        max_length=20,
        choices=Leading,
        blank=True,
        help_text=_("只有这两类的行政复议机关与一般部门不同（行政复议法第二十七条、第二十八条）。"),
    )
    higher_department = models.CharField(
        _("上一级主管部门"),
        max_length=120,
        blank=True,
        help_text=_("垂直领导的机关、司法行政部门必填；其他部门只用于落款在2024年以前的文书。"),
    )
    court = models.CharField(_("有管辖权的人民法院"), max_length=120, blank=True)
    seal = models.FileField(_("印章图样"), upload_to="seals", storage=private_storage, blank=True)

    status = models.CharField(_("状态"), max_length=20, choices=Status, default=Status.ACTIVE)
    status_since = models.DateField(_("状态起始日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("承继机关"),
    )
    chain = models.CharField(_("审计链"), max_length=64, unique=True, default=new_chain, editable=False)

    class Meta:
        verbose_name = _("行政机关")
        verbose_name_plural = _("行政机关")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(status=Status.ACTIVE),
                name="agencies_agency_name",
                violation_error_message=_("已经有同名的在编机关。"),
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="agencies_agency_credit_code",
                violation_error_message=_("这个统一社会信用代码已经登记在另一个机关名下。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def active(self) -> bool:
        """Whether it exists today."""
        return self.status == Status.ACTIVE

    @property
    def index_code(self) -> str:
        """The code that index numbers begin with: the organisation code, given or held in the credit code."""
        return self.organisation_code or self.credit_code[8:17]

    def name_on(self, day: dt.date) -> str:
        """The full name it bore on that day; before its first known name, that one."""
        return self.names_on(day)[0]

    def names_on(self, day: dt.date) -> tuple[str, str]:
        """The full and the short name it bore on that day."""
        known = list(self.names.order_by("valid_from", "pk"))
        begun = [name for name in known if name.valid_from is None or name.valid_from <= day]
        found = begun[-1] if begun else known[0] if known else self
        return found.name, found.short_name


class AgencyName(Dated):
    """A name an authority bears or has borne, with its days."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="names", verbose_name=_("行政机关")
    )
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60)
    basis = models.CharField(_("更名依据"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("机关名称沿革")
        verbose_name_plural = _("机关名称沿革")
        ordering = ["agency", "valid_from"]
        constraints = [
            ends_after_it_begins("agencies_name_days"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(valid_to__isnull=True), name="agencies_name_current"
            ),
        ]

    def __str__(self) -> str:
        return self.name
