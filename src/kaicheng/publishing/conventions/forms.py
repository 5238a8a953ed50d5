"""The form of an authority's conventions and lists. It only gathers; the action decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaicheng.publishing.conventions import choices
from kaicheng.publishing.conventions.actions import LISTS
from kaicheng.publishing.models import ScreeningRules
from kaicheng.screening import conventions

HELP = {
    "not_public": _(
        "上级或者本机关没有公开的文件的文号，一行一个，例如“川密发〔2020〕1号”。文稿里提到就提醒。"
    ),
    "secret_copy": _("涉密文件抄件里常见的字样，一行一个。文稿里有就不能送审。平台自带的词表之外再加。"),
    "telephones": _("值班电话、热线等对外公布的号码，一行一个。不当作个人电话。"),
    "accounts": _("缴费、保证金等本机关的账号，一行一个。不当作个人账号。"),
}


class Lines(forms.CharField):
    """Several words, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in str(super().clean(value) or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class ScreeningForm(forms.Form):
    """Ways of masking by kind, and lists."""

    def __init__(self, *args: Any, rules: ScreeningRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = choices.masked_kinds()
        for kind, name in self.kinds:
            way, front, back = choices.way_of(kind, rules.masking)
            ways = [
                (choices.PLATFORM, _("平台约定：%s") % choices.shown(kind, conventions()[kind])),
                (choices.STRICT, _("从严：%s") % choices.shown(kind, conventions("strict")[kind])),
                (choices.ALL, _("全部遮去")),
            ]
            if choices.counted(kind):
                ways.append((choices.OWN, _("自定：保留前几位、后几位")))
            self.fields[kind] = forms.ChoiceField(label=name, choices=ways, initial=way)
            if choices.counted(kind):
                for end, initial, label in (("front", front, _("前")), ("back", back, _("后"))):
                    self.fields[f"{kind}_{end}"] = forms.IntegerField(
                        label=label, min_value=0, max_value=10, initial=initial, required=False
                    )
        for field in LISTS:
            title = str(ScreeningRules._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
            self.fields[field] = Lines(
                label=title, help_text=HELP[field], required=False, initial="\n".join(getattr(rules, field))
            )

    def masking(self) -> dict[str, Any]:
        """The conventions that were chosen."""
        given = self.cleaned_data
        return {
            kind: choices.convention_of(
                kind, given[kind], given.get(f"{kind}_front") or 0, given.get(f"{kind}_back") or 0
            )
            for kind, _name in self.kinds
        }

    def lines(self) -> Iterator[tuple[Any, list[Any], str]]:
        """Each kind with its fields and its sample."""
        for kind, _name in self.kinds:
            ends = [self[f"{kind}_{end}"] for end in ("front", "back") if f"{kind}_{end}" in self.fields]
            yield self[kind], ends, choices.SAMPLES[kind]

    def lists(self) -> list[Any]:
        return [self[name] for name in LISTS]
