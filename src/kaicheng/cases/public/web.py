"""What the pages of applicants have in common: guards, the authority they belong to, who may follow what."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from kaicheng import audience
from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Status
from kaicheng.audit.recording import Origin
from kaicheng.cases.models import Case, Source
from kaicheng.cases.public import files, limits
from kaicheng.visitors import client_address

logger = logging.getLogger(__name__)

FOLLOWED = "requests_followed"
"""In the session: the cases whose number and code this visitor has given."""
ALL_OF = "requests_all_of"
"""In the session: the mailbox, as its blind index, whose requests this visitor may see, and until when."""
ALL_FOR_SECONDS = 2 * 3600
_FULL = {errno.ENOSPC, errno.EDQUOT}
View = Callable[..., HttpResponse]


def page(*methods: str) -> Callable[[View], View]:
    """A page for anyone: never cached, uploads bounded and in memory, honest about trouble."""

    def decorator(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                if files.too_large(request):
                    return trouble(
                        request, 413, _("文件加起来太大，没有读取。请分几次附上，或者把照片调小。")
                    )
                files.keep_in_memory(request)
            try:
                return protected(request, *args, **kwargs)
            except (OSError, OperationalError) as error:
                if isinstance(error, OSError) and error.errno not in _FULL:
                    raise
                return trouble(request, 503, why(error))

        return audience.public(never_cache(require_http_methods(["GET", "HEAD", *methods])(guard)))

    return decorator


def why(error: Exception) -> str:
    """What a full disk or an unreachable database means for the visitor. The operator finds it in the log."""
    logger.error("An applicant's step was not kept: %s", type(error).__name__, exc_info=error)
    if isinstance(error, OSError):
        return _(
            "服务器的存储空间满了，这一步没有保存，先前保存的都还在。请过一会儿再试，或者先不附文件提交，文件以后再补。"
        )
    return _("服务器暂时存不了数据，这一步没有保存。请过几分钟再试一次；重复提交不会变成两份申请。")


def trouble(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """A page that says what did not happen, and what to do."""
    response = render(request, "cases/public/trouble.html", {"message": message}, status=status)
    if status in {429, 503}:
        response.headers["Retry-After"] = "60"
    return response


def too_often(request: HttpRequest, what: str) -> HttpResponse:
    """The answer to somebody who has tried too often."""
    return trouble(
        request,
        429,
        _("试的次数太多了。请过%(minutes)s分钟再试；着急的请打电话联系政府信息公开工作机构。")
        % {"minutes": limits.minutes(what)},
    )


def authority(request: HttpRequest, slug: str) -> Agency:
    """The authority that is asked; the page's frame is its platform's. Raises Http404."""
    agency = get_object_or_404(Agency, slug=slug, status=Status.ACTIVE, platform__isnull=False)
    frame(request, agency)
    return agency


def frame(request: HttpRequest, agency: Agency) -> None:
    """Let the page stand in the frame of an authority's platform."""
    try:
        request.about = agency.platform  # type: ignore[attr-defined]
    except ObjectDoesNotExist:
        return


def origin(request: HttpRequest) -> Origin:
    """From where, for the trail."""
    return Origin(address=client_address(request))


def let_follow(request: HttpRequest, case: Case) -> None:
    """This visitor has shown number and code, or has just sent the request."""
    followed = [pk for pk in request.session.get(FOLLOWED, []) if pk != case.pk]
    request.session[FOLLOWED] = [*followed, case.pk][-20:]


def let_see_all(request: HttpRequest, mailbox: str) -> None:
    """This visitor has shown that the mailbox is theirs; for a while, and not for whoever sits down next."""
    request.session.cycle_key()
    request.session[ALL_OF] = [mailbox, int(time.time()) + ALL_FOR_SECONDS]


def sees_all_of(request: HttpRequest) -> str:
    """The mailbox whose requests this visitor may see; nothing when there is none, or not any more."""
    mailbox, until = request.session.get(ALL_OF, ("", 0))
    return str(mailbox) if time.time() < until else ""


def of_mailbox(mailbox: str) -> QuerySet[Case]:
    """The requests that came on line with a mailbox, or from it. What staff have typed from paper may have a
    wrong letter in its address: it is followed by number and code alone."""
    if not mailbox:
        return Case.objects.none()
    return Case.objects.filter(applicant__email_index=mailbox, source__in=[Source.PORTAL, Source.MAILBOX])


def followed(request: HttpRequest, pk: int) -> Case:
    """A case that this visitor may follow. Raises Http404, the same whether it exists or not."""
    rows = Case.objects.select_related("agency", "applicant", "again_from", "split_from")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    leading = _leading_to(case)
    if leading.isdisjoint(request.session.get(FOLLOWED, [])):
        mailbox = sees_all_of(request)
        if not of_mailbox(mailbox).filter(pk__in=leading).exists():
            raise Http404
    frame(request, case.agency)
    return case


def going_on_as(case: Case) -> list[Case]:
    """The cases in which ``case`` is answered anew or in parts."""
    return list(Case.objects.filter(Q(again_from=case) | Q(split_from=case)).order_by("pk"))


def _leading_to(case: Case) -> set[int]:
    """The cases whose number and code open ``case`` too: its own, and those that go on as it.

    One that was joined to ``case`` is not among them: it may be a namesake's.
    """
    earlier = case.again_from or case.split_from
    return {case.pk} | (_leading_to(earlier) if earlier is not None else set())


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file that is saved, never shown."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
