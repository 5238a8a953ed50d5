"""What the daily look looks for. Each rule gives the faults of an authority as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from kaicheng.agencies.models import Agency, Office
from kaicheng.findings import Severity
from kaicheng.publishing import outlets
from kaicheng.publishing.checking import in_text_and_files, known, links
from kaicheng.publishing.checking.documents import SECRETS
from kaicheng.publishing.columns import Column
from kaicheng.publishing.guide import guide_of
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage, Outgoing
from kaicheng.publishing.upkeep.timeliness import timeliness
from kaicheng.screening import screen_text
from kaicheng.statute import deadline, load_calendar

EMPTY_AFTER = dt.timedelta(days=30)
"""A new column may stay empty so long."""
MEND_WITHIN_DAYS = 3
"""Working days within which a fault is to be mended: an authority's own rule of conduct, not law."""
SHOWN = 200
"""Changes that could not be brought outside, of which tickets tell."""
UNFINISHED = "U08"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``place`` names it for good."""

    rule: str
    place: str
    title: str
    message: str
    url: str = ""
    office: Office | None = None
    blocks: bool = False
    due: dt.date | None = None


Rule = Callable[[Agency, dt.date], Iterator[Fault]]


def stale_and_empty_columns(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U01 a column past its period, U02 one with nothing in it (国办秘函〔2019〕19号)."""
    for one in timeliness([agency]):
        column = one.column
        if one.empty:
            if column.since is None or today - column.since > EMPTY_AFTER:
                message = _("栏目里没有内容。没有应当公开的，请在栏目设置里写明说明。")
                yield Fault("U02", f"column:{column.pk}", column.title, message, column.url_path, one.office)
        elif one.overdue(today) and one.due is not None:
            message = _("应当不迟于%(day)s更新，最近一次是%(last)s。") % {"day": one.due, "last": one.last}
            yield Fault(
                "U01", f"column:{column.pk}", column.title, message, column.url_path, one.office, due=one.due
            )


def dead_links(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U03 links to pages of this site that are no longer there."""
    known: dict[str, bool] = {}
    pages = DocumentPage.objects.filter(agency=agency, live=True, body__contains="href=")
    for page in pages.select_related("office").iterator():
        dead = {link.address for link in links.dead_links(page, known)}
        if dead:
            message = _("链接打不开：%(links)s") % {"links": "、".join(sorted(dead)[:3])}
            if len(dead) > 3:
                message += _("等%(n)s处") % {"n": len(dead)}
            yield Fault("U03", f"document:{page.pk}", page.title, message, page.url_path, page.office)


def guide_complete(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U04 a guide without what Art. 12 wants."""
    missing = guide_of(agency, today).missing
    if missing:
        column = ColumnPage.objects.filter(agency=agency, kind="guide").first()
        message = _("公开指南还差：%(names)s。请在机关资料里补上。") % {"names": "、".join(missing)}
        url = column.url_path if column else ""
        yield Fault("U04", "guide", _("政府信息公开指南"), message, url, blocks=True)


def published_text(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U05 what today's rules would not let through, in what is public already: documents, columns, the guide.

    A document is looked at again when it or the rules have changed, not every day.
    """
    context = known.context_of(agency, today)
    for place, title, url, office, texts in _beside_documents(agency, today):
        secret = [
            one
            for text in texts
            for one in screen_text(text, field=title, context=context)
            if one.severity is Severity.BLOCK and one.rule in SECRETS
        ]
        if secret:
            yield Fault("U05", place, title, secret[0].message.zh[:450], url, office, blocks=True)
    pages = DocumentPage.objects.filter(agency=agency, live=True).select_related("office")
    for page in pages.iterator():
        found = [
            one
            for one in in_text_and_files(page, context)
            if one.severity is Severity.BLOCK and one.rule in SECRETS
        ]
        if found:
            message = found[0].message.zh[:450]
            yield Fault(
                "U05", f"document:{page.pk}", page.title, message, page.url_path, page.office, blocks=True
            )


def _beside_documents(
    agency: Agency, today: dt.date
) -> Iterator[tuple[str, str, str, Office | None, list[str]]]:
    """Where else the public reads what the authority has written: place, title, address, office, texts."""
    for column in ColumnPage.objects.live().filter(agency=agency).select_related("office"):
        texts = [column.title, column.empty_note]
        if column.kind == Column.GUIDE:
            guide = guide_of(agency, today)
            texts += [one.value for one in guide.contacts]
            texts += [guide.reconsideration_body, guide.court, guide.supervising_department]
        yield f"column:{column.pk}", column.title, column.url_path, column.office, texts


def late_drafts(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U06 what was made and is not public within 20 working days (Art. 26 of the Regulation)."""
    calendar = load_calendar(agency.holiday_region or None)
    drafts = DocumentPage.objects.filter(
        agency=agency,
        first_published_at__isnull=True,
        created_date__isnull=False,
        attribute="proactive",
        restricted=False,  # an original that is public as its masked copy
    ).select_related("office")
    for page in drafts:
        if page.created_date is None:
            continue
        due = deadline("publication", page.created_date, calendar).due
        if today > due:
            message = _("%(made)s形成，应当不迟于%(due)s公开。") % {"made": page.created_date, "due": due}
            yield Fault("U06", f"document:{page.pk}", page.title, message, "", page.office, due=due)


def directory_complete(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U07 a directory without what Art. 12 wants: index number, summary, date of creation."""
    lacking = DocumentPage.objects.filter(agency=agency, live=True).filter(
        Q(index_number__isnull=True) | Q(summary="") | Q(created_date__isnull=True)
    )
    count = lacking.count()
    if count:
        titles = "、".join(
            f"《{title[:40]}》" for title in lacking.order_by("-pk").values_list("title", flat=True)[:3]
        )
        message = _("目录里有%(n)s条信息缺少内容概述或者成文日期，例如%(titles)s。请修改后重新送审。")
        column = ColumnPage.objects.filter(agency=agency, kind="proactive").first()
        url = f"{column.url_path}mulu.html" if column else ""
        yield Fault("U07", "directory", _("政府信息公开目录"), message % {"n": count, "titles": titles}, url)


def not_outside(agency: Agency, today: dt.date) -> Iterator[Fault]:
    """U08 changes that could not be brought to the public pages or the search; the worker tries again."""
    for row, place in _unfinished():
        if place != agency.pk:
            continue
        page = Page.objects.filter(pk=row.page).first()
        title = page.title if page else row.path
        message = _("网站还没有更新完：%(where)s。系统每分钟重试，一直不好的请运维人员查看。")
        where = {"where": "、".join(outlets.unfinished([row.page])) or "、".join(row.errors)}
        yield Fault(UNFINISHED, f"outgoing:{row.page}", title, message % where, row.path, blocks=True)


def waiting_agencies() -> set[int]:
    """Authorities of which something could not be brought outside."""
    return {agency for _row, agency in _unfinished() if agency is not None}


def _unfinished() -> Iterator[tuple[Outgoing, int | None]]:
    """What has failed, each page once, with the authority on whose platform it is."""
    rows = {row.page: row for row in Outgoing.objects.exclude(errors={}).order_by("pk")[:SHOWN]}
    if not rows:
        return
    homes = sorted(HomePage.objects.values_list("url_path", "agency"), key=lambda home: -len(home[0]))
    for row in rows.values():
        yield row, next((agency for path, agency in homes if row.path.startswith(path)), None)


RULES: dict[str, Rule] = {
    "U01": stale_and_empty_columns,
    "U03": dead_links,
    "U04": guide_complete,
    "U05": published_text,
    "U06": late_drafts,
    "U07": directory_complete,
    UNFINISHED: not_outside,
}
"""By the first of the ids that they give."""
