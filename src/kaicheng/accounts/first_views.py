"""The first password of an account made in bulk, set by the person through an address of their own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kaicheng import audience
from kaicheng.accounts import sessions
from kaicheng.accounts.actions import ChangePassword
from kaicheng.agencies.loading.first_sign_in import holder
from kaicheng.agencies.models import User


@audience.public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Choose the first password. The address works until one is chosen, and for some days only."""
    user = holder(uid, token)
    if user is None:
        return render(request, "accounts/first_password.html", {"used_up": True}, status=404)
    form: SetPasswordForm[User] = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["new_password1"]
        ChangePassword(user, chosen, at=timezone.now(), origin=sessions.origin(request)).execute()
        messages.success(request, _("密码已设好。请用登录名“%(name)s”登录。") % {"name": user.get_username()})
        return redirect("wagtailadmin_login")
    context = {"form": form, "person": user, "rules": password_validators_help_texts()}
    return render(request, "accounts/first_password.html", context)
