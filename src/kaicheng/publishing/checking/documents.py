"""Everything that the checks say of one version of a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from kaicheng.findings import Finding, Severity, Text, part, worst_first
from kaicheng.publishing.bodies import plain_text
from kaicheng.publishing.checking import attached, copies, known, links, stored
from kaicheng.publishing.kinds import POLICIES, Kind
from kaicheng.publishing.models import DocumentPage
from kaicheng.publishing.models.document import Mark
from kaicheng.screening import (
    Attribute,
    Context,
    Metadata,
    Origin,
    Sort,
    screen_links,
    screen_metadata,
    screen_page,
    screen_text,
    screen_together,
)
from kaicheng.statute import WorkCalendar, load_calendar

LEAKS = frozenset(f"V{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 22))
"""Rules whose findings a masked copy answers."""
SECRETS = LEAKS | {"V14", "V15", "V19", "V20", "V21"}
"""Rules that what is public already must not break either: marks of secrecy, and what is hidden in files."""
_SORTS = {Kind.INTERPRETATION: Sort.INTERPRETATION, Kind.PUBLIC_NOTICE: Sort.NOTICE, Kind.NOTICE: Sort.NOTICE}
_FIELDS = ("title", "document_number", "summary", "subject_terms", "attribute_note")
BODY = "正文"


def findings_of(page: DocumentPage, today: dt.date) -> list[Finding]:
    """What blocks, what is to be looked at and what is worth knowing of this version, worst first."""
    context = known.context_of(page.agency, today)
    found = [*_of_the_system(page), *screen_metadata(_metadata(page), today=today, calendar=_calendar(page))]
    found += in_text_and_files(page, context)
    base = links.base_of(page)
    found += screen_links(page.body, field=BODY, base=base, resolve=links.leads_somewhere)
    # What is public beside it changes from day to day, its own text does not.
    key = stored.key_of("beside", known.rules(), today.isoformat(), str(page.pk), page.content_hash)
    found += stored.once(key, lambda: [*copies.copies_in(page, BODY), *_cited(page)])
    return worst_first({finding.fingerprint: finding for finding in found}.values())


def in_text_and_files(page: DocumentPage, context: Context) -> list[Finding]:
    """What is in the text and the files themselves: looked for once, until the text or the rules change."""
    key = stored.key_of("text", known.rules(), known.digest_of(context), page.content_hash)
    found = stored.once(key, lambda: list(_of_the_text(page, context)))
    for one in page.attachments.all():
        found += attached.findings_in(one, page.agency, context)
    return found + _together(page)


def _together(page: DocumentPage) -> list[Finding]:
    """V22: lists in the text and the files that are masked in different ways and undo each other."""
    files = list(page.attachments.all())
    if not files:
        return []
    key = stored.key_of(
        "together",
        known.rules(),
        page.content_hash,
        *(f"{one.name}\x1e{one.digest}" for one in files),
    )
    return stored.once(
        key,
        lambda: screen_together(
            {BODY: [plain_text(page)], **{one.name: attached.texts_in(one) for one in files}}
        ),
    )


def leaks(found: Iterable[Finding]) -> bool:
    """Whether a masked copy would help."""
    return any(finding.rule in LEAKS for finding in found)


def _of_the_system(page: DocumentPage) -> Iterator[Finding]:
    if page.restricted:
        yield Finding(
            "P02",
            Severity.BLOCK,
            Text(
                "这是脱敏前的原件，只留作内部查证，不能送审。请送审脱敏稿。", "The original of a masked copy."
            ),
            (part(BODY),),
        )
    if not plain_text(page).strip() and not page.attachments.count():
        yield Finding(
            "P06",
            Severity.BLOCK,
            Text("还没有正文，也没有附件。请写正文，或者上传文件。", "Neither body nor attachment."),
            (part(BODY),),
        )


def _of_the_text(page: DocumentPage, context: Context) -> Iterator[Finding]:
    labels = {field.name: str(field.verbose_name) for field in page._meta.concrete_fields} | {"title": "标题"}
    for name in _FIELDS:
        if value := getattr(page, name):
            yield from screen_text(value, field=labels[name], context=context)
    for issuer in page.issuers.all():
        yield from screen_text(issuer.name, field="发布机构", context=context)
    for one in page.attachments.all():
        yield from screen_text(one.alt, field=f"附件“{one.name}”的替代文字", context=context)
    yield from screen_page(page.body, field=BODY, context=context)


def _cited(page: DocumentPage) -> Iterator[Finding]:
    """V17: papers that it passes on or goes by, of which no public text is known here."""
    context = Context(is_public=known.is_public)
    for finding in screen_text(plain_text(page), field=BODY, context=context):
        if finding.rule == "V17":
            yield finding


def _calendar(page: DocumentPage) -> WorkCalendar:
    return load_calendar(page.agency.holiday_region or None)


def _origin(page: DocumentPage) -> Origin | None:
    """Where it comes from; what was public before the system is not asked."""
    if page.mark == Mark.BEFORE:
        return Origin.OWN
    return Origin(page.origin) if page.origin else None


def _metadata(page: DocumentPage) -> Metadata:
    notice = page.kind == Kind.PUBLIC_NOTICE
    return Metadata(
        title=page.title,
        sort=Sort.POLICY if page.kind in POLICIES else _SORTS.get(Kind(page.kind), Sort.OTHER),
        number=page.document_number,
        index_number=page.index_number or "",
        issuers=tuple(issuer.name for issuer in page.issuers.all()) or (page.publisher,),
        made_on=page.created_date,
        published_on=page.published_date,
        effective_on=page.effective_date,
        expires_on=page.notice_until if notice else page.expiry_date,
        repealed_on=page.abolished_date,
        genre=page.genre,
        topic=page.topic,
        attribute=Attribute(page.attribute) if page.attribute else None,
        article_20=page.item,
        validity=page.validity,
        summary=page.summary,
        body=plain_text(page),
        interpreted=page.pk is not None and DocumentPage.objects.live().filter(interprets=page).exists(),
        interprets=page.interprets.exists() if page.pk else False,
        needs_interpretation=page.kind == Kind.NORMATIVE,
        names_people=notice,
        origin=_origin(page),
        origin_address=page.origin_url,
    )
