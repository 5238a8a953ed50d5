"""Mail, for those who look after it: what became of letters, and when they may be sent."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng import audience
from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, Membership
from kaicheng.audit.recording import Origin
from kaicheng.visitors import client_address
from kaicheng.workbench.actions import SetMailRules
from kaicheng.workbench.forms import RulesForm
from kaicheng.workbench.models import Mail, Rules
from kaicheng.workbench.rules import default
from kaicheng.workbench.views import PER_PAGE, crumbs, person_of


@audience.staff
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """What became of the letters, for whoever looks after the installation."""
    user, today = person_of(request), timezone.localdate()
    if not permissions.may_somewhere(user, "workbench.mail.view", today):
        raise PermissionDenied
    posts = permissions.visible(user, "workbench.mail.view", Membership.objects.all(), today)
    letters = Mail.objects.filter(user__in=posts.values("user")).select_related("user")
    context = {
        "page": Paginator(letters, PER_PAGE).get_page(request.GET.get("ye")),
        "counts": [(state, letters.filter(state=state).count()) for state in Mail.State],
        "header_title": _("邮件发送"),
        "breadcrumbs_items": crumbs(_("邮件发送")),
    }
    return render(request, "workbench/mail.html", context)


@audience.staff
@require_GET
def agencies(request: HttpRequest) -> HttpResponse:
    """The authorities for whose people one may set when mail is sent."""
    user, today = person_of(request), timezone.localdate()
    mine = permissions.visible(user, SetMailRules.permission, Agency.objects.all(), today)
    if not permissions.may_somewhere(user, SetMailRules.permission, today):
        raise PermissionDenied
    context = {
        "page": Paginator(mine.select_related("mail_rules"), PER_PAGE).get_page(request.GET.get("ye")),
        "header_title": _("邮件提醒"),
        "breadcrumbs_items": crumbs(_("邮件提醒")),
    }
    return render(request, "workbench/agencies.html", context)


@audience.staff
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Set when mail is sent to the people of one authority."""
    user, today = person_of(request), timezone.localdate()
    mine = permissions.visible(user, SetMailRules.permission, Agency.objects.all(), today)
    agency = get_object_or_404(mine, pk=pk)
    current = Rules.objects.filter(agency=agency).first() or default(agency=agency)
    form = RulesForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        try:
            origin = Origin(address=client_address(request))
            SetMailRules(agency, form.cleaned_data, by=user, origin=origin).execute()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("已保存。%(agency)s没有自己设定的人员，从现在起按这里发邮件。") % {"agency": agency},
            )
            return redirect("workbench_agencies")
    context = {
        "form": form,
        "agency": agency,
        "header_title": _("邮件提醒：%(agency)s") % {"agency": agency.short_name},
        "breadcrumbs_items": crumbs(agency.short_name),
    }
    return render(request, "workbench/rules.html", context)
