"""登录求助: the security administrator's page on a colleague who cannot sign in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaicheng.accounts import codes
from kaicheng.accounts.forms import RescueForm
from kaicheng.accounts.rescue import Help, rescue, rescuer
from kaicheng.agencies.models import Membership, User
from kaicheng.agencies.staff.web import carried_out_by, context_of, frame, person_of, staff


@staff
@require_http_methods(["GET", "POST"])
def help_to_sign_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How somebody's sign-in stands, and what can be done about it, each with a reason."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    now, refused = timezone.now(), ""
    form = RescueForm(request.POST or None)
    try:
        rescuer(user, person_of(request), now)
    except ValidationError as error:
        refused = "".join(error.messages)
    if request.method == "POST" and form.is_valid():
        given, context = form.cleaned_data, context_of(request)
        chosen = Help(given["help"])
        if carried_out_by(lambda: rescue(user, chosen, reason=given["reason"], **context), form):
            messages.success(request, _done(chosen))
            return redirect("account_rescue", pk)
    posts = Membership.objects.open(timezone.localdate(now)).filter(user=user)
    way = [(reverse("organisation:people"), _("人员任职"))]
    context = {
        "person": user,
        "posts": posts.select_related("agency", "office"),
        "device": codes.confirmed(user),
        "sessions": user.signed_in_sessions.going_on().count(),
        "form": form,
        "refused": refused,
        **frame(_("登录求助"), way),
    }
    return render(request, "accounts/rescue.html", context)


def _done(chosen: Help) -> str:
    return {
        Help.CODES: _("动态口令已停用。请告诉本人用密码登录，并尽快重新启用。"),
        Help.PASSWORD: _("密码已收回，登录已全部结束。请系统管理员到“人员任职”取出首次登录网址，交给本人。"),
        Help.SESSIONS: _("登录已全部结束，各台设备要重新登录才能使用。"),
        Help.LOCK: _("已解除锁定，现在可以再试。"),
    }[chosen]
