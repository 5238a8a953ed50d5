"""Forms of columns. They only gather; actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, Office
from kaicheng.publishing.column_settings.actions import PARENTS
from kaicheng.publishing.columns import Column, Item
from kaicheng.publishing.models import ColumnPage


class ColumnChoice(forms.ModelChoiceField):
    """Columns by their titles."""

    def label_from_instance(self, column: ColumnPage) -> str:
        return str(column.label)


class ColumnForm(forms.Form):
    """What is set of a column."""

    title = forms.CharField(label=_("栏目名称"), max_length=60)
    office = forms.ModelChoiceField(
        label=_("责任科室"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("政府信息公开工作机构"),
        help_text=_("由谁保证这个栏目及时更新。"),
    )
    item = forms.ChoiceField(label=_("公开依据"), choices=[("", _("不填")), *Item.choices], required=False)
    update_days = forms.IntegerField(
        label=_("更新周期（天）"),
        min_value=1,
        max_value=3660,
        required=False,
        help_text=_("超过这么多天没有新内容，就提醒责任科室。不填的不提醒。"),
    )
    empty_note = forms.CharField(
        label=_("没有内容时的说明"),
        max_length=200,
        required=False,
        help_text=_("例如“本机关没有行政处罚职权”。填了的，空着不算问题。"),
    )

    def __init__(self, *args: Any, agency: Agency, own: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.queryset = Office.objects.filter(agency=agency, valid_to__isnull=True).order_by("order", "pk")
        if not own:
            del self.fields["title"], self.fields["item"]


class NewColumnForm(ColumnForm):
    """A column of the authority's own."""

    parent = ColumnChoice(label=_("放在哪个栏目下面"), queryset=ColumnPage.objects.none(), empty_label=None)
    slug = forms.SlugField(
        label=_("网址用名"),
        max_length=40,
        required=False,
        help_text=_("小写字母、数字和连字符，例如 wengang；不填由系统编。开设以后不能改。"),
    )
    field_order = ["title", "parent", "office", "item", "update_days", "empty_note", "slug"]

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, agency=agency, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = columns_in_use(agency).filter(kind__in=PARENTS)


class CloseForm(forms.Form):
    """Why a column is closed, and what follows it."""

    successor = ColumnChoice(
        label=_("由哪个栏目接替"),
        queryset=ColumnPage.objects.none(),
        required=False,
        empty_label=_("没有"),
        help_text=_("栏目里有信息的必选。已经公开的信息留在原网址，不会打不开；新的信息放到接替的栏目。"),
    )
    reason = forms.CharField(label=_("为什么停用"), max_length=200)

    def __init__(self, *args: Any, column: ColumnPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor: Any = self.fields["successor"]
        others = columns_in_use(column.agency).filter(kind__in=(Column.ITEM, Column.OWN))
        successor.queryset = others.exclude(path__startswith=column.path)


def columns_in_use(agency: Agency) -> QuerySet[ColumnPage]:
    """The columns of an authority, in the order of its platform."""
    found: QuerySet[ColumnPage] = ColumnPage.objects.live().filter(agency=agency, closed_on__isnull=True)
    return found.order_by("path")
