"""What the writer and the supervisor of reports fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.roster import read_roster
from kaicheng.reporting.actions.draft import LONGEST
from kaicheng.reporting.facts import RECORDED
from kaicheng.reporting.scope import FIRST, LAST

LARGEST = 20 * 1024 * 1024


class Day(forms.DateInput):
    """A day as browsers pick it: what is known stands there as they understand it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EnterForm(forms.Form):
    """A figure put in by hand."""

    value = forms.CharField(
        label=_("数值"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    source_name = forms.CharField(label=_("数据来源"), max_length=200)
    reason = forms.CharField(label=_("为什么手工填报"), max_length=300)
    source = forms.FileField(
        label=_("来源文件"),
        required=False,
        help_text=_("台账、报表或者系统导出的截图；改数字时不传的，沿用原来的。"),
    )

    def clean_source(self) -> Any:
        file = self.cleaned_data["source"]
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("文件超过20MB，请压缩后再传。"))
        return file


class PeriodForm(forms.Form):
    """The days that are counted."""

    cong = forms.DateField(label=_("从"), widget=Day())
    dao = forms.DateField(label=_("到"), widget=Day())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("cong"), given.get("dao")
        if start and end and start > end:
            raise forms.ValidationError(_("开始日期不能晚于结束日期。"))
        if any(day and not FIRST <= day.year <= LAST for day in (start, end)):
            raise forms.ValidationError(_("没有这样的年份，请核对日期。"))
        return given


class EnterTableForm(forms.Form):
    """The figures of a table, put in at once."""

    table = forms.FileField(label=_("填好的表格"), help_text=_("CSV 或者 XLSX，第一行是“位置”“数值”。"))
    source_name = forms.CharField(label=_("数据来源"), max_length=200)
    reason = forms.CharField(label=_("为什么手工填报"), max_length=300)
    source = forms.FileField(label=_("来源文件"), help_text=_("台账、报表或者系统导出的截图，供签字人核对。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("table", "source"):
            if name in given and given[name].size > LARGEST:
                self.add_error(name, _("文件超过20MB，请压缩后再传。"))
        return given


class EarlierForm(forms.Form):
    """A report of a year before the system."""

    report = forms.FileField(label=_("报告文件"), help_text=_("Word、PDF、网页、Excel、JSON 或者文本。"))
    url = forms.URLField(
        label=_("原来公开的网址"), max_length=500, assume_scheme="https", help_text=_("供确认人对照。")
    )

    def clean_report(self) -> Any:
        file = self.cleaned_data["report"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过20MB，请压缩后再传。"))
        return file


class SectionForm(forms.Form):
    """The text of a chapter."""

    text = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
    )
    done = forms.BooleanField(label=_("这一部分写好了"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FactsForm(forms.Form):
    """What no record tells."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in RECORDED.items():
            self.fields[name] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=999_999
            )


class SendForm(forms.Form):
    """Sending for review; a public report needs a reason."""

    correction = forms.CharField(label=_("更正理由"), max_length=300, required=False)


class SeasonForm(forms.Form):
    """The supervisor's days."""

    hand_in_by = forms.DateField(label=_("报送期限"), required=False, widget=Day())
    publish_by = forms.DateField(
        label=_("公布期限"),
        required=False,
        widget=Day(),
        help_text=_("不填的按条例第四十九条：部门1月31日前，政府3月31日前。"),
    )
    roster = forms.FileField(
        label=_("应报单位名单"), required=False, help_text=_("CSV 或者每行一个单位的文本；不传的不变。")
    )

    def clean_roster(self) -> list[str] | None:
        """The names; None where no file was given."""
        file = self.cleaned_data["roster"]
        if file is None:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过20MB，请压缩后再传。"))
        try:
            names = read_roster(file.read())
        except ReadError:
            names = []
        if not names or not all(name.isprintable() for name in names):
            raise forms.ValidationError(
                _("文件里没有读出单位名称。请用 CSV，或者每行一个单位的文本；Excel 表格请另存为 CSV。")
            )
        return names


class SendBackForm(forms.Form):
    """Sending a report back to its unit."""

    findings = forms.MultipleChoiceField(
        label=_("要求改正的问题"), required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=_("退回意见"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    mend_by = forms.DateField(label=_("改正期限"), required=False, widget=Day())


class KeyForm(forms.Form):
    """Whose key it is, and how one knows."""

    owner = forms.CharField(label=_("密钥属于哪个单位"), max_length=120)
    how = forms.CharField(
        label=_("怎样核对的"), max_length=300, help_text=_("例如：几月几日打电话给谁，对方报出的指纹一致。")
    )


class ManyFiles(forms.FileField):
    """Several files at once."""

    widget = type("Many", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return (
            [one(item, initial) for item in data] if isinstance(data, list | tuple) else [one(data, initial)]
        )


class IntakeForm(forms.Form):
    """Reports from outside."""

    reports = ManyFiles(
        label=_("报告文件"),
        help_text=_("Word、PDF、网页、Excel、JSON、文本或者报送包，可以一次选很多份；也可以是一个压缩包。"),
    )
