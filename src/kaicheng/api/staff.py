"""The staff's page of tokens."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import carried_out, carried_out_by, context_of, frame, staff, standing_of
from kaicheng.api.actions import Made, MakeToken, RevokeToken
from kaicheng.api.models import Token

PERMISSION = MakeToken.permission


class TokenForm(forms.Form):
    """Which system of which authority."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("行政机关"), empty_label=None, required=True
    )
    name = forms.CharField(
        label=gettext_lazy("用在哪个系统"),
        max_length=100,
        help_text=gettext_lazy("例如“行政审批系统”，写在审计记录里。"),
    )


class ReasonForm(forms.Form):
    """Why a token ends."""

    reason = forms.CharField(label=gettext_lazy("停用的理由"), max_length=200)


@never_cache
@staff
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponseBase:
    """The tokens of one's authorities; a new one is shown once."""
    standing = standing_of(request)
    if not standing.may_somewhere(PERMISSION):
        raise PermissionDenied
    agencies = standing.visible(PERMISSION, Agency.objects.all())
    form = TokenForm(request.POST or None)
    form.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
    secret = ""
    if request.method == "POST" and form.is_valid():
        action = MakeToken(form.cleaned_data["agency"], form.cleaned_data["name"], **context_of(request))
        made: list[Made] = []
        if carried_out_by(lambda: made.append(action.execute()), form):
            secret = made[0].secret
            form = TokenForm()
            form.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
    context = {
        "form": form,
        "secret": secret,
        "tokens": standing.visible(PERMISSION, Token.objects.select_related("agency")),
        **frame(_("数据接口"), []),
    }
    return TemplateResponse(request, "api/tokens.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a token, with a reason."""
    token = get_object_or_404(Token, pk=pk)
    standing_of(request).require(PERMISSION, token)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**context_of(request), "reason": form.cleaned_data["reason"]}
        if carried_out(RevokeToken(token, **given), form):
            return redirect("api_tokens")
    context = {
        "form": form,
        "about": token.name,
        "note": _("停用后，用这个令牌的系统马上不能再登记。已经登记的不受影响。"),
        "button": _("停用"),
        "back": reverse("api_tokens"),
        **frame(_("停用接口令牌"), [(reverse("api_tokens"), _("数据接口"))]),
    }
    return TemplateResponse(request, "organisation/act.html", context)


def addresses() -> list[URLPattern]:
    """Within the staff side."""
    return [
        path("jiekou/", tokens, name="api_tokens"),
        path("jiekou/<int:pk>/tingyong/", revoke, name="api_token_revoke"),
    ]
