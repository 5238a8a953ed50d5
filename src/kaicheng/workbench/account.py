"""The person's own rules for mail, on the account page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from kaicheng.agencies.models import User
from kaicheng.workbench.models import Rules
from kaicheng.workbench.rules import RuleBook

FIELDS = ["digest", "digest_at", "reminders", "quiet_from", "quiet_to", "rest_days"]


class RulesForm(forms.ModelForm[Rules]):
    """When mail may be sent."""

    class Meta:
        model = Rules
        fields = FIELDS
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("digest_at", "quiet_from", "quiet_to")
        }


class OwnRulesForm(RulesForm):
    """As :class:`RulesForm`; without ``own`` the authority's rules hold."""

    own = forms.BooleanField(label=_("自己设定（不勾选就按本机关的设置）"), required=False)

    field_order = ["own", *FIELDS]

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        self.user = instance
        own = Rules.objects.filter(user=instance).first()
        if own is None:
            current = RuleBook([instance], timezone.localdate()).of(instance)
            own = Rules(user=instance, **{name: getattr(current, name) for name in FIELDS})
        super().__init__(*args, instance=own, **kwargs)
        self.fields["own"].initial = own.pk is not None

    def save(self, commit: bool = True) -> Rules:
        if self.cleaned_data["own"]:
            return super().save(commit)
        Rules.objects.filter(user=self.user).delete()
        return self.instance


class MailRulesPanel(BaseSettingsPanel):  # type: ignore[misc]
    """The form on the account page."""

    name = "mail_rules"
    title = _("邮件提醒")
    tab = notifications_tab
    order = 50
    form_class = OwnRulesForm
