"""我的信息: what somebody or their office has written, how far each is, and where to go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import WorkflowState, get_default_page_content_type

from kaicheng.agencies.models import Office, User
from kaicheng.agencies.permissions import Standing
from kaicheng.publishing.drafting import offices_of
from kaicheng.publishing.kinds import Kind
from kaicheng.publishing.models import DocumentPage
from kaicheng.publishing.page_policy import documents_seen
from kaicheng.review.models import Submission

STATES: dict[str, Promise] = {
    "draft": gettext_lazy("草稿"),
    "reviewing": gettext_lazy("审核中"),
    "returned": gettext_lazy("退回"),
    "public": gettext_lazy("已公开"),
    "withdrawn": gettext_lazy("已撤下"),
}
WHOSE: dict[str, Promise] = {
    "mine": gettext_lazy("我写的"),
    "office": gettext_lazy("本科室"),
    "agency": gettext_lazy("本机关"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filters of the list say; empty strings and None for all."""

    whose: str = "mine"
    state: str = ""
    kind: str = ""
    office: int | None = None
    words: str = ""

    @classmethod
    def of(cls, query: dict[str, str]) -> Wanted:
        """From the address line; what is unknown counts as not said."""
        office = query.get("keshi", "")
        return cls(
            whose=query.get("shei", "") if query.get("shei", "") in WHOSE else "mine",
            state=query.get("zhuangtai", "") if query.get("zhuangtai", "") in STATES else "",
            kind=query.get("leixing", "") if query.get("leixing", "") in Kind.values else "",
            office=int(office) if office.isdecimal() and len(office) < 10 else None,
            words=query.get("q", "").replace("\0", "").strip()[:100],
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list."""

    page: DocumentPage
    state: str
    state_label: str
    note: str
    acts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def day(self) -> dt.date | None:
        return self.page.published_date or self.page.created_date


def with_states(pages: QuerySet[DocumentPage]) -> QuerySet[Any]:
    """``pages`` with ``standing`` (a key of :data:`STATES`) and the submission that counts."""
    states = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(), object_id=Cast(OuterRef("pk"), CharField())
    )
    under_way = states.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    returned = states.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
    latest = Submission.objects.filter(
        state__base_content_type=get_default_page_content_type(),
        state__object_id=Cast(OuterRef("pk"), CharField()),
        voided_at__isnull=True,
    ).order_by("-pk")
    return pages.annotate(
        standing=Case(
            When(Exists(under_way), then=Value("reviewing")),
            When(Exists(returned), then=Value("returned")),
            When(live=True, then=Value("public")),
            When(first_published_at__isnull=False, then=Value("withdrawn")),
            default=Value("draft"),
            output_field=CharField(),
        ),
        submission=Subquery(latest.values("pk")[:1]),
    )


def found(user: User, standing: Standing, wanted: Wanted) -> QuerySet[Any]:
    """The documents that the filters leave, the last changed first."""
    pages = documents_seen(standing)
    if wanted.whose == "mine":
        pages = pages.filter(Q(owner=user) | Q(first_author=user))
    elif wanted.whose == "office":
        pages = pages.filter(office__in=[office.pk for office in own_offices(standing)])
    if wanted.kind:
        pages = pages.filter(kind=wanted.kind)
    if wanted.office:
        pages = pages.filter(office=wanted.office)
    if wanted.words:
        words = wanted.words
        pages = pages.filter(
            Q(title__icontains=words)
            | Q(draft_title__icontains=words)
            | Q(document_number__icontains=words)
            | Q(index_number__icontains=words)
        )
    stated = with_states(pages)
    if wanted.state:
        stated = stated.filter(standing=wanted.state)
    return stated.select_related("office", "agency", "first_author").order_by(
        "-latest_revision_created_at", "-pk"
    )


def own_offices(standing: Standing) -> list[Office]:
    """The offices of the person's own posts; those for which they write where they have none."""
    own = {one.office.pk: one.office for one in standing.held if one.office is not None}
    return list(own.values()) or offices_of(standing)


def rows(pages: list[DocumentPage], standing: Standing) -> Iterator[Row]:
    """Lines of the list with what the person may do next."""
    for page in pages:
        state: str = page.standing
        note = _("有修改还没有公开") if state == "public" and page.has_unpublished_changes else ""
        if page.restricted:
            note = _("受限原件，已有脱敏稿")
        yield Row(page, state, str(STATES[state]), note, list(_acts(page, state, standing)))


def _acts(page: DocumentPage, state: str, standing: Standing) -> Iterator[tuple[str, str]]:
    drafts = standing.may("publishing.document.draft", page)
    if drafts:
        yield _("修改"), reverse("wagtailadmin_pages:edit", args=[page.pk])
        ready = state in ("draft", "returned") or (state == "public" and page.has_unpublished_changes)
        if ready and not page.restricted:
            yield _("送审"), reverse("publishing_submit", args=[page.pk])
    if submission := page.submission:
        yield _("审核情况"), reverse("review_submission", args=[submission])
    if state == "public" or (state in ("reviewing", "returned") and page.live):
        yield _("公开页面"), page.url or ""
        if standing.may("publishing.document.withdraw", page):
            yield _("撤下"), reverse("publishing_withdraw", args=[page.pk])
    # What was taken down is still in force, and may be repealed.
    known = page.is_policy and page.index_number is not None
    if known and standing.may("publishing.document.change_validity", page):
        yield _("效力"), reverse("publishing_validity", args=[page.pk])
