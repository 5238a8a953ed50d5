"""Forms of the organisation's pages. They only gather; actions decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.actions.agency import CONTACT
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.models.agency import Kind, Level
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.roles import Role

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
_IN_OUR_TIMES = _("请核对年份。")


class Day(forms.DateField):
    """A day, picked from the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [MinValueValidator(FIRST, _IN_OUR_TIMES), MaxValueValidator(LAST, _IN_OUR_TIMES)]


class ReasonForm(forms.Form):
    """Nothing but the reason or basis."""

    reason = forms.CharField(label=_("依据或理由"), max_length=200, required=False)


class AgencyForm(forms.ModelForm[Agency]):
    """The particulars of an authority, all or those for being reached."""

    website = forms.URLField(label=_("官方网站"), required=False, assume_scheme="https")

    class Meta:
        model = Agency
        fields = [
            "office", "address", "postcode", "hours", "telephone", "fax", "email", "website",
            "kind", "level", "credit_code", "organisation_code", "region_code", "supervising_department",
            "makes_rules", "acts_in_own_name", "holiday_region", "reconsideration_body",
            "online_reconsideration", "leading", "higher_department", "court", "registration",
        ]  # fmt: skip

    def __init__(self, *args: Any, narrow: bool, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if narrow:
            for name in set(self.fields) - CONTACT:
                del self.fields[name]
        else:
            self.fields["supervising_department"].queryset = agencies  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The action judges that, on what is stored by then."""

    def validate_constraints(self) -> None:
        """The action judges that, on what is stored by then."""


class SealForm(forms.Form):
    """A new picture of the seal."""

    seal = forms.FileField(label=_("印章图样（PNG，不超过 1 MB）"), required=False)


class NewAgencyForm(forms.Form):
    """A new authority."""

    name = forms.CharField(label=_("全称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    slug = forms.SlugField(label=_("网址用名"), help_text=_("小写字母、数字和连字符，例如 rsj。"))
    kind = forms.ChoiceField(label=_("类别"), choices=Kind)
    level = forms.ChoiceField(label=_("层级"), choices=Level)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)


class RenameForm(ReasonForm):
    """A new name, or a slip in the present one."""

    name = forms.CharField(label=_("新全称"), max_length=120)
    short_name = forms.CharField(label=_("新简称"), max_length=60, required=False)
    since = Day(label=_("启用日期"), required=False, help_text=_("只是更正录入错误时不填。"))
    field_order = ["name", "short_name", "since", "reason"]


class OtherAgencyForm(ReasonForm):
    """Another authority: a parent, or one that takes over."""

    other = forms.ModelChoiceField(label=_("机关"), queryset=Agency.objects.none(), required=False)
    field_order = ["other", "reason"]

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], label: Any, needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset, field.label, field.required = agencies, label, needed


class OfficeForm(forms.Form):
    """The particulars of an office."""

    name = forms.CharField(label=_("名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类别"), choices=OfficeKind)
    code = forms.CharField(label=_("编号"), max_length=20, required=False)
    order = forms.IntegerField(label=_("排序"), min_value=0, max_value=32767, initial=0)
    handles_disclosure = forms.BooleanField(
        label=_("承担政府信息公开工作机构职责"), required=False, help_text=_("每个机关只有一个。")
    )


class CloseOfficeForm(ReasonForm):
    """Which office goes on with the work."""

    successor = forms.ModelChoiceField(
        label=_("由哪个科室承接"), queryset=Office.objects.none(), required=False
    )
    field_order = ["successor", "reason"]

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = offices  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """Somebody, known by account, and a post; the account is made where there is none."""

    username = forms.CharField(label=_("登录名"), max_length=150)
    name = forms.CharField(label=_("姓名"), max_length=150, required=False, help_text=_("新账号必填。"))
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    role = forms.ChoiceField(label=_("角色"), choices=Role)
    office = forms.ModelChoiceField(label=_("科室、下属单位"), queryset=Office.objects.none(), required=False)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    valid_from = Day(label=_("起始日期"), required=False, help_text=_("不填表示从今天起。"))
    valid_to = Day(label=_("截止日期"), required=False, help_text=_("不填表示长期。"))

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class EndForm(ReasonForm):
    """When an appointment ends."""

    last_day = Day(label=_("最后一天"), required=False, help_text=_("不填表示立即终止。"))
    field_order = ["last_day", "reason"]


class HandOverForm(ReasonForm):
    """Who leaves, and who takes over."""

    leaver = forms.ModelChoiceField(label=_("离开的人"), queryset=User.objects.none())
    successor = forms.ModelChoiceField(label=_("接手的人"), queryset=User.objects.none())
    field_order = ["leaver", "successor", "reason"]

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, ever = people_of(agency), ever_of(agency)
        here = set(people.values_list("pk", flat=True))
        for name, listed in (("leaver", ever), ("successor", people)):
            field: Any = self.fields[name]
            field.queryset = listed
            field.label_from_instance = lambda user: _name(user) + ("" if user.pk in here else _("，已离任"))


class DelegateForm(ReasonForm):
    """Who acts in a post, and when."""

    to = forms.ModelChoiceField(label=_("代审人"), queryset=User.objects.none())
    valid_from = Day(label=_("起始日期"))
    valid_to = Day(label=_("截止日期"))
    field_order = ["to", "valid_from", "valid_to", "reason"]

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset, field.label_from_instance = people, _name


class LoadForm(forms.Form):
    """A filled-in template."""

    file = forms.FileField(label=_("填好的表格（.xlsx 或 .csv）"))


def colleagues(membership: Membership) -> QuerySet[User]:
    """Who works in the authority of an appointment, its holder apart."""
    return people_of(membership.agency).exclude(pk=membership.user_id)


def people_of(agency: Agency) -> QuerySet[User]:
    """Who has a post in an authority that is not ended."""
    open_posts = Membership.objects.filter(agency=agency, ended_at__isnull=True)
    return User.objects.filter(is_active=True, pk__in=open_posts.values("user")).order_by("username")


def ever_of(agency: Agency) -> QuerySet[User]:
    """Who has or had a post in an authority: work may be left of somebody whose post is over."""
    posts = Membership.objects.filter(agency=agency, confirmed_at__isnull=False)
    return User.objects.filter(pk__in=posts.values("user")).order_by("username")


def _name(user: Any) -> str:
    return f"{user.label}（{user.username}）"
