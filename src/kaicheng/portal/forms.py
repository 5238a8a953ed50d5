"""The form of 年报校核."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

ACCEPT = ".docx,.pdf,.xlsx,.html,.htm,.txt,.json"
MAX_TEXT = 400_000


class CheckForm(forms.Form):
    """A report as a file or as text, and last year's if there is one."""

    use_required_attribute = False

    report = forms.FileField(
        label=_("年度报告文件"),
        help_text=_("Word（.docx）、网页、PDF、Excel（.xlsx）、文本或者 JSON，不超过 20 MB。"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"empty": _("这个文件是空的。请打开原文件看看内容是否还在，再选一次。")},
    )
    text = forms.CharField(
        label=_("年度报告全文"),
        help_text=_("从网页或者 Word 里全选复制，连表格一起粘贴。"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        error_messages={"max_length": _("粘贴的文字太长。请改为选择文件。")},
    )
    previous = forms.FileField(
        label=_("上一年度的年度报告（可不选）"),
        help_text=_("有它才能核对跨年的数字，例如上年结转。"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"empty": _("这个文件是空的。请打开原文件看看内容是否还在，再选一次。")},
    )

    def clean_report(self) -> UploadedFile[Any] | None:
        return self._sized("report")

    def clean_previous(self) -> UploadedFile[Any] | None:
        return self._sized("previous")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        file, text = cleaned.get("report"), cleaned.get("text", "").strip()
        if file and text:
            self.add_error("text", _("文件和文字只能二选一。请清空文字，或者不选文件。"))
        elif not file and not text:
            self.add_error("report", _("还差年度报告：请选择一个文件，或者在下面粘贴全文。"))
        return cleaned

    def _sized(self, name: str) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data.get(name)
        if file and (file.size or 0) > settings.KAICHENG_CHECK_MAX_BYTES:
            raise ValidationError(
                _("文件超过 %(limit)s MB。请用原始的 Word 或网页文件，不要用扫描件。"),
                params={"limit": settings.KAICHENG_CHECK_MAX_BYTES // 1024**2},
            )
        return file
