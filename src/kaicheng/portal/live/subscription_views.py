"""The pages of subscribing by mail."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kaicheng import audience
from kaicheng.portal.live import limits, subscribing
from kaicheng.portal.live.asked import Asked


class SubscribeForm(forms.Form):
    """An address; what it is about stands in the page's own address."""

    address = forms.EmailField(
        label=gettext_lazy("电子邮箱"),
        max_length=254,
        help_text=gettext_lazy("只用来发订阅信，加密保存，退订时删除。"),
        error_messages={
            "required": gettext_lazy("请填写电子邮箱。"),
            "invalid": gettext_lazy("这不像一个电子邮箱，请核对，例如 name@example.cn。"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@audience.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask to be told of what a search will find. The answer does not depend on who is subscribed."""
    asked = Asked.of(request.GET).first_page()
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "asked": asked, "what": subscribing.describe(asked)}
    if request.method == "POST":
        if limits.too_often(request, "subscribe", settings.KAICHENG_SUBSCRIPTIONS_PER_MINUTE):
            return _said(request, _("订阅得太频繁了。请一分钟后再试。"), status=429)
        if form.is_valid():
            subscribing.ask(form.cleaned_data["address"], asked, timezone.now())
            return _said(
                request,
                _("请到邮箱里确认。"),
                _("几分钟内会收到一封信，打开信里的网址才算订阅。没有收到的，看看垃圾邮件，并核对地址。"),
            )
    return render(request, "live/subscribe.html", context, status=400 if form.errors else 200)


@audience.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm from the mailbox: by a button, because mail programs open links by themselves."""
    one = subscribing.waiting(token)
    if one is None:
        return _said(request, _("这个网址已经失效。"), _("需要订阅的，请重新提出。"), status=404)
    if request.method == "POST":
        subscribing.confirm(one, timezone.now())
        return _said(request, _("已订阅。"), _("有新公开的信息，每天最多发一封信。每封信里都有退订网址。"))
    what = subscribing.describe(subscribing.asked_of(one))
    return _ask(request, _("确认订阅"), what, _("确认订阅"))


@audience.public
@csrf_exempt  # mail programs post here by themselves (RFC 8058); the address itself is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription and forget the address."""
    one = subscribing.subscribed(token)
    if one is None:
        return _said(request, _("已退订。"), _("不会再为这项订阅发信。"))
    if request.method == "POST":
        one.delete()
        return _said(request, _("已退订。"), _("邮箱地址已删除，不会再为这项订阅发信。"))
    what = subscribing.describe(subscribing.asked_of(one))
    return _ask(request, _("退订"), what, _("退订"))


def _said(request: HttpRequest, title: str, text: str = "", status: int = 200) -> HttpResponse:
    response = render(request, "live/said.html", {"title": title, "text": text}, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(limits.WINDOW)
    return response


def _ask(request: HttpRequest, title: str, what: str, button: str) -> HttpResponse:
    return render(request, "live/said.html", {"title": title, "text": what, "button": button})
