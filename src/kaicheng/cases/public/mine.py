"""All requests of one applicant, without a password: by a link sent once to the mailbox that they gave.

What is answered is the same whether anybody has asked from that mailbox or not; who has is looked up when the
mail is sent. The link opens a page with a button, so that programs that look into mail do not use it up.
"""

from __future__ import annotations

import secrets
import time

from django import forms
from django.core import signing
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.cases.models import Applicant, Attempts
from kaicheng.cases.public import limits, web
from kaicheng.cases.public.following import Following
from kaicheng.privacy.fields import blind
from kaicheng.workbench import mail
from kaicheng.workbench.letters import absolute

KIND = "cases.mine"
SALT = "kaicheng.cases.mine"
GOOD_FOR_SECONDS = 30 * 60
PER_PAGE = 50


class MailboxForm(forms.Form):
    """The mailbox given with the requests."""

    use_required_attribute = False
    email = forms.EmailField(
        label=gettext_lazy("申请时填写的电子邮箱"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("还差一项：请填写申请时留的电子邮箱。"),
            "invalid": gettext_lazy("这不像电子邮箱，请核对，例如 name@example.com。"),
        },
    )


@web.page("POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the link. The answer is always the same."""
    form = MailboxForm(request.POST if request.method == "POST" else None)
    sent = False
    if request.method == "POST":
        if limits.too_often(request, "mine"):
            return web.too_often(request, "mine")
        if form.is_valid():
            whose = blind(Applicant, "email", form.cleaned_data["email"])
            if not limits.counted("mine", whose):
                mail.write_about(KIND, whose, _("查看您的政府信息公开申请"), timezone.now())
            sent = True
    status = 400 if form.errors else 200
    context = {"form": form, "sent": sent, "minutes": GOOD_FOR_SECONDS // 60}
    return render(request, "cases/public/mine.html", context, status=status)


@mail.filled_in(KIND)
def fill(reference: str) -> mail.Filled | None:
    """Whom the link goes to, if there is anybody; it is made when the mail leaves."""
    latest = web.of_mailbox(reference).select_related("applicant").order_by("-pk").first()
    address = latest.applicant.email.reveal() if latest is not None else ""
    if not address:
        return None
    token = signing.dumps([reference, secrets.token_urlsafe(12)], salt=SALT)
    body = _(
        "您好：\n\n"
        "打开下面的网址，可以查看用这个邮箱提出的全部政府信息公开申请：\n\n%(link)s\n\n"
        "网址%(minutes)s分钟内有效，只能用一次。不是您本人要的，不用理会，谁也看不到您的申请。\n"
    ) % {
        "link": absolute(reverse("requests:mine-open", args=[token])),
        "minutes": GOOD_FOR_SECONDS // 60,
    }
    return mail.Filled(address, body)


@web.page("POST")
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail: a button first, then the list, once."""
    if limits.too_often(request, "follow"):
        return web.too_often(request, "follow")
    try:
        whose, nonce = signing.loads(token, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        whose, nonce = "", ""
    if request.method == "POST" and whose and _first_use(nonce):
        web.let_see_all(request, whose)
        return redirect("requests:mine-list")
    used = not whose or request.method == "POST"
    return render(request, "cases/public/mine_open.html", {"used": used}, status=410 if used else 200)


def _first_use(nonce: str) -> bool:
    window = int(time.time()) // GOOD_FOR_SECONDS
    used = Attempts.objects.filter(what="mine-used")
    used.filter(window__lt=window - 2).delete()
    who = blind(Applicant, "email", nonce)
    if used.filter(who=who).exists():
        return False
    try:
        with transaction.atomic():
            Attempts.objects.create(what="mine-used", who=who, window=window, count=1)
    except IntegrityError:  # at the same moment in another process
        return False
    return True


@web.page()
def listed(request: HttpRequest) -> HttpResponse:
    """The requests, the latest first; each leads to its page."""
    whose = web.sees_all_of(request)
    if not whose:
        return redirect("requests:mine")
    rows = web.of_mailbox(whose).select_related("agency").order_by("-registered_at", "-pk")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("ye"))
    views = [Following(case, timezone.localdate()) for case in shown.object_list]
    return render(request, "cases/public/mine_list.html", {"page": shown, "views": views})
