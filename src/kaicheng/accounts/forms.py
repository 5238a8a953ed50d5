"""Forms of sign-in. They check what was typed; what it changes is in actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from kaicheng.accounts.rescue import Help


class SignInForm(LoginForm):
    """Name and password. The answer to a wrong one is the same whether the account exists or not."""

    error_messages = {
        "invalid_login": _(
            "用户名或密码不对，请检查大小写和输入法。连续输错%(limit)d次，会锁定%(minutes)d分钟；"
            "忘记密码的，请联系本单位安全管理员。"
        ),
        "inactive": _("这个账号已经停用，请联系本单位系统管理员。"),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].widget.attrs.update(autocomplete="username", placeholder="")
        self.fields["password"].widget.attrs.update(autocomplete="current-password", placeholder="")
        del self.fields["remember"]

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(
            self.error_messages["invalid_login"],
            code="invalid_login",
            params={
                "limit": settings.AXES_FAILURE_LIMIT,
                "minutes": settings.AXES_COOLOFF_TIME.total_seconds() // 60,
            },
        )


class NewPasswordForm(PasswordChangeForm):
    """The old password and the new one, twice."""

    error_messages = {
        "password_incorrect": _("原密码不对，请重新输入。"),
        "password_mismatch": _("两次输入的新密码不一样，请重新输入。"),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["old_password"].label = _("原密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = ""  # the page lists the rules once
        self.fields["new_password2"].label = _("再输一遍新密码")
        self.fields["new_password2"].help_text = ""


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=32,
        strip=True,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": "",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class RescueForm(forms.Form):
    """What is done for a colleague who cannot sign in, and why."""

    help = forms.ChoiceField(
        label=_("办理什么"),
        choices=Help,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选择办理什么。")),
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("写明谁求助、怎样核实的，例如“本人当面说明手机遗失”。"),
        error_messages={"required": _("请写明原因，例如“手机遗失”。")},
    )


class ReasonForm(forms.Form):
    """Why a personal value is opened."""

    reason = forms.CharField(
        label=_("查看事由"),
        max_length=200,
        help_text=_("例如“电话告知补正”。事由会记入审计记录。"),
        error_messages={"required": _("请写明查看的事由，例如“电话告知补正”。")},
    )
