"""The account page: the person's own address, and when mail may be sent to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.admin.views.account import BaseSettingsPanel, NameEmailSettingsPanel, notifications_tab

from kaicheng import audience
from kaicheng.agencies.models import User
from kaicheng.workbench.events import RULES
from kaicheng.workbench.forms import RulesForm
from kaicheng.workbench.models import Rules
from kaicheng.workbench.rules import RuleBook


class OwnRulesForm(RulesForm):
    """When mail may be sent to the person; without ``own`` the authority's rules hold."""

    own = forms.BooleanField(label=_("自己设定（不勾选就按本机关的设置）"), required=False)

    field_order = ["own", *RULES]

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        self.user = instance
        own = Rules.objects.filter(user=instance).first()
        if own is None:
            current = RuleBook([instance], timezone.localdate()).of(instance)
            own = Rules(user=instance, **{name: getattr(current, name) for name in RULES})
        super().__init__(*args, **{**kwargs, "instance": own})
        self.fields["own"].initial = own.pk is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("own") and set(self.changed_data) - {"own"}:
            self.add_error("own", _("您改了下面的设置。要按自己的设置收邮件，请勾选这一项。"))
        return cleaned

    def save(self, commit: bool = True) -> Rules:
        if self.cleaned_data["own"]:
            return super().save(commit)
        Rules.objects.filter(user=self.user).delete()
        return self.instance


class MailRulesPanel(BaseSettingsPanel):
    """The form on the account page."""

    name = "mail_rules"
    title = _("邮件提醒")
    tab = notifications_tab
    order = 50
    form_class = OwnRulesForm


class AddressForm(forms.ModelForm[User]):
    """The address for notices. Names belong to the record that administrators keep."""

    class Meta:
        model = User
        fields = ["email"]


class AddressPanel(NameEmailSettingsPanel):
    """In place of the CMS's form, which asks for a given name and a family name."""

    title = _("电子邮箱")
    form_class = AddressForm


class AccountView(WagtailAccountView):
    """The CMS's account page with our form for the address."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        panels: list[BaseSettingsPanel] = super().get_panels()
        return [
            AddressPanel(panel.request, panel.user, panel.profile)
            if isinstance(panel, NameEmailSettingsPanel)
            else panel
            for panel in panels
        ]


account = audience.staff(AccountView.as_view())
