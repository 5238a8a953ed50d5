"""What a reviewer fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency
from kaicheng.review.levels import LEVELS, label
from kaicheng.review.reasons import REASONS


class SignForm(forms.Form):
    """Signing; ``seen`` is the content hash of the page that was read."""

    seen = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("意见（可以不填）"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """Sending back."""

    reasons = forms.MultipleChoiceField(
        label=_("退回原因"),
        required=False,
        choices=list(REASONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=_("要改什么"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


USUAL_REASONS = (
    _("已经核对，不涉及个人信息"),
    _("属于依法应当公开的内容"),
    _("已经核对，属实"),
)
"""Why nothing is to be mended, for one tap; other words may be written."""


class ChainForm(forms.Form):
    """An authority's levels for one kind of thing."""

    kind = forms.ChoiceField(label=_("适用于"), required=False)
    levels = forms.MultipleChoiceField(
        label=_("撰稿人之后的审核环节"),
        choices=[(str(level), label(level)) for level in LEVELS],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("每级审核时限（工作日）"), min_value=1, max_value=20, initial=2)
    urgent_days = forms.IntegerField(
        label=_("急件每级时限（工作日，0为当天）"), min_value=0, max_value=5, initial=0
    )

    def __init__(self, *args: object, kinds: list[tuple[str, str]], agency: Agency, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.agency = agency
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [("", _("没有另外规定的全部类型")), *kinds]
