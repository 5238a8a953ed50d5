"""The search page, its feed, and the answer for “find first”."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from kaicheng import audience
from kaicheng.language import in_language
from kaicheng.portal.live import limits
from kaicheng.portal.live.asked import Asked
from kaicheng.portal.live.findings import find, is_in_force, validity_name
from kaicheng.portal.public.feeds import for_xml
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, HomePage
from kaicheng.retrieval import Hit, IndexUnavailable, Sort

FEED_SIZE = 50
SUGGESTED = 5


@audience.public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for what the address asks; the newest of all when it asks nothing."""
    asked = Asked.of(request.GET)
    if limits.too_often(request, "search", settings.KAICHENG_SEARCHES_PER_MINUTE):
        return _refused(request, asked, 429, _("查找得太频繁了。请一分钟后再试。"))
    try:
        found = find(asked)
    except IndexUnavailable:
        return _refused(request, asked, 503, _("查找暂时用不了，正在准备。请过几分钟再试，或者按栏目查找。"))
    context = {"asked": asked, "found": found, "hits": [_shown(hit) for hit in found.hits]}
    context["apply_address"] = apply_address(request, asked)
    response = render(request, "live/search.html", context)
    patch_cache_control(response, max_age=0, must_revalidate=True)
    return response


@audience.public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest that a search finds, as Atom."""
    asked = Asked.of(request.GET).first_page()
    if limits.too_often(request, "feed", settings.KAICHENG_SEARCHES_PER_MINUTE):
        return _plain(429, _("查找得太频繁了。请一分钟后再试。"))
    try:
        found = find(newest(asked), FEED_SIZE)
    except IndexUnavailable as error:
        return _plain(503, in_language(error.message))
    hits = () if found.results.relaxed else found.hits
    return HttpResponse(atom(request, asked, hits), content_type="application/atom+xml; charset=utf-8")


@audience.public
@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What is public about some words already, for whoever is about to apply for it.

    ``{"query", "total", "instead", "documents": [{"title", "url", "number", "authority", "kind",
    "published_date", "validity", "in_force", "snippet"}], "more"}``; errors as ``{"message"}``.
    """
    asked = Asked.of(request.GET).first_page()
    if limits.too_often(request, "suggest", settings.KAICHENG_SUGGESTIONS_PER_MINUTE):
        answer = JsonResponse({"message": _("查找得太频繁了。请一分钟后再试。")}, status=429)
        answer.headers["Retry-After"] = str(limits.WINDOW)
        return answer
    if not asked.text:
        return JsonResponse({"query": "", "total": 0, "instead": "", "documents": [], "more": ""})
    try:
        found = find(asked, SUGGESTED)
    except IndexUnavailable:
        return JsonResponse({"message": _("查找暂时用不了。请过几分钟再试。")}, status=503)
    return JsonResponse(
        {
            "query": asked.text,
            "total": 0 if found.results.relaxed and not found.results.instead else found.total,
            "instead": found.results.instead,
            "documents": [_suggested(hit) for hit in found.hits],
            "more": asked.address,
        }
    )


def newest(asked: Asked) -> Asked:
    """The same search, the newest first."""
    return asked.sorted_by(Sort.NEWEST)


def atom(request: HttpRequest, asked: Asked, hits: tuple[Hit, ...]) -> str:
    """The feed of a search."""
    root = request.build_absolute_uri("/").rstrip("/")
    said = for_xml(asked.text) or _("全部信息")
    made = Atom1Feed(
        title=_("查找“%(text)s”") % {"text": said},
        link=root + asked.address,
        description="",
        feed_url=root + asked.feed,
        language="zh-CN",
        author_name=hits[0].authority if hits else _("开诚"),
    )
    for hit in hits:
        address = request.build_absolute_uri(hit.url)
        made.add_item(
            title=for_xml(hit.plain_title),
            link=address,
            description=for_xml("".join(piece.text for piece in hit.snippet)),
            unique_id=address,
            author_name=hit.authority,
            categories=[hit.kind, hit.column],
            updateddate=_moment(hit),
            pubdate=_moment(hit),
        )
    return made.writeString("utf-8")


def apply_address(request: HttpRequest, asked: Asked) -> str:
    """Where to apply for what is not published: the authority asked about, with the words to fill in."""
    requests = ColumnPage.objects.live().filter(kind=Column.REQUESTS)
    site = Site.find_for_request(request)
    home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    names = asked.filters.authority
    column = requests.filter(agency__name=names[0]).first() if len(names) == 1 else None
    column = column or (requests.filter(agency=home.agency).first() if home else None)
    if column is None:
        return ""
    address = reverse("requests:start", args=[column.agency.slug])
    return f"{address}?{urlencode({'content': asked.text})}" if asked.text else address


def _shown(hit: Hit) -> dict[str, Any]:
    return {
        "hit": hit,
        "validity": validity_name(hit.validity) if hit.validity else "",
        "in_force": is_in_force(hit.validity),
    }


def _suggested(hit: Hit) -> dict[str, Any]:
    return {
        "title": hit.plain_title,
        "url": hit.url,
        "number": hit.number,
        "authority": hit.authority,
        "kind": hit.kind,
        "published_date": hit.published_on.isoformat() if hit.published_on else None,
        "validity": validity_name(hit.validity) if hit.validity else "",
        "in_force": is_in_force(hit.validity),
        "snippet": "".join(piece.text for piece in hit.snippet),
    }


def _moment(hit: Hit) -> dt.datetime:
    day = hit.published_on or dt.date(1970, 1, 1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _refused(request: HttpRequest, asked: Asked, status: int, message: str) -> HttpResponse:
    response = render(request, "live/search.html", {"asked": asked, "refusal": message}, status=status)
    response.headers["Retry-After"] = str(limits.WINDOW)
    return response


def _plain(status: int, message: str) -> HttpResponse:
    response = HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(limits.WINDOW)
    return response
