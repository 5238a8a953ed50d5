"""Forms of imports. They only gather."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency
from kaicheng.publishing.importing.looking import guessed
from kaicheng.publishing.importing.mapping import NAMES, SourceMapping

LABELS = {
    "title": _("标题"), "body": _("正文"), "published_date": _("公开日期"), "created_date": _("成文日期"),
    "effective_date": _("实施日期"), "expiry_date": _("失效日期"), "document_number": _("发文字号"),
    "amended_date": _("修改日期"), "abolished_date": _("废止日期"), "validity": _("有效性"),
    "index_number": _("索引号"), "summary": _("内容概述"), "source_url": _("原网址"), "column": _("栏目"),
    "kind": _("信息类型"), "attachments": _("附件"),
}  # fmt: skip


class SourceForm(forms.Form):
    """An upload, and for whom."""

    agency = forms.ModelChoiceField(label=_("行政机关"), queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("原网站导出的文件"),
        help_text=_(
            "CSV、JSON、RSS，或者一个 ZIP：里面是另存的网页（.html），或者一个表格和它的附件，"
            "表格的“附件”一列写“标题|文件名”。"
        ),
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies
        if agencies.count() == 1:
            field.widget, field.initial = forms.HiddenInput(), agencies.get()


class MappingForm(forms.Form):
    """Which name of the source is which of ours, and where its columns go."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        names: Sequence[str],
        columns: Sequence[tuple[str, int]],
        places: Sequence[tuple[str, str]],
    ) -> None:
        known = {title: address for address, title in places} | {address: address for address, _t in places}
        self.columns = {f"column_{_key(name)}": name for name, _count in columns}
        proposed = {key: known.get(name, "") for key, name in self.columns.items()}
        # A name that is chosen now may bring columns that the form did not show yet.
        super().__init__(None if data is None else {**proposed, **data})
        found = guessed(names)
        choices = [("", _("没有")), *((one, one) for one in names)]
        for name in NAMES:
            self.fields[f"name_{name}"] = forms.ChoiceField(
                label=LABELS[name], choices=choices, required=False, initial=found[name]
            )
        self.fields["column"] = forms.ChoiceField(
            label=_("没有写明栏目的，放在"), choices=places, initial="zhudong/qita"
        )
        for key, (name, count) in zip(self.columns, columns, strict=True):
            self.fields[key] = forms.ChoiceField(
                label=_("原栏目“%(name)s”（%(n)s条）") % {"name": name, "n": count},
                choices=[("", _("按上面的")), *places],
                required=False,
                initial=proposed[key],
            )

    def mapping(self, given: Mapping[str, Any]) -> SourceMapping:
        """What the form says."""
        default = given["column"]
        columns = {name: given[key] or default for key, name in self.columns.items()}
        return SourceMapping(column=default, names=names_in(given), columns=columns)

    def initial_values(self) -> dict[str, Any]:
        """What it says before anybody has touched it."""
        return {name: field.initial or "" for name, field in self.fields.items()}

    def parts(self) -> Iterable[tuple[Any, list[Any]]]:
        """Its fields in two groups with headings."""
        yield _("要素对应"), [self[f"name_{name}"] for name in NAMES]
        yield _("栏目对应"), [self["column"], *(self[key] for key in self.columns)]


class ReturnForm(forms.Form):
    """Why an import goes back; empty when it is confirmed."""

    reason = forms.CharField(label=_("退回的理由"), max_length=400, required=False)


def names_in(given: Mapping[str, Any]) -> dict[str, str]:
    """Our names with those of the source that were chosen for them."""
    return {name: str(given[f"name_{name}"]) for name in NAMES if given.get(f"name_{name}")}


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]
