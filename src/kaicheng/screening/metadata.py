"""A document's metadata before it is published: what is missing, wrong or late (M, D, V16, V18, V23)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kaicheng.findings import Finding, Severity, part, worst_first
from kaicheng.screening.catalogue import catalogue, data
from kaicheng.statute import CalendarNotAvailable, WorkCalendar


class Attribute(StrEnum):
    """公开属性, fixed when a document is drafted."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    NOT_PUBLIC = "not_public"


class Origin(StrEnum):
    """Where a text comes from (V16)."""

    OWN = "own"
    SUPERIOR = "superior"
    INTERNET = "internet"


class Sort(StrEnum):
    """What sort of document it is, as far as the checks differ."""

    POLICY = "policy"
    """A document with a number: rules, normative and other official documents."""
    NOTICE = "notice"
    """公示, 公告: something that ends."""
    INTERPRETATION = "interpretation"
    DECISION = "decision"
    """A licence, penalty or coercive measure."""
    OTHER = "other"


@dataclass(frozen=True)
class Metadata:
    """The metadata of a document. ``None`` and empty mean: not given."""

    title: str = ""
    sort: Sort = Sort.OTHER
    number: str = ""
    """发文字号 with the year in 〔〕."""
    index_number: str = ""
    issuers: tuple[str, ...] = ()
    made_on: date | None = None
    published_on: date | None = None
    """The day of publication, if that has been or is planned."""
    effective_on: date | None = None
    expires_on: date | None = None
    repealed_on: date | None = None
    genre: str = ""
    topic: str = ""
    attribute: Attribute | None = None
    article_20: str = ""
    """Which item of Article 20 or 21 it falls under."""
    validity: str = ""
    """effective, amended, abolished, lapsed; empty: not marked."""
    summary: str = ""
    body: str = ""
    """Plain text, for what an interpretation must tell."""
    interpreted: bool = False
    """Whether an interpretation is linked to it."""
    interprets: bool = False
    """Of an interpretation: whether the policy is linked to it."""
    needs_interpretation: bool = False
    names_people: bool = False
    """Whether it is a list of people that comes down when its purpose ends (V23)."""
    origin: Origin | None = Origin.OWN
    origin_address: str = ""
    """Where a superior's paper was published."""
    late_reason: str = ""


_NAMES = {
    "title": ("标题", "title"),
    "issuers": ("发布机构", "publisher"),
    "made_on": ("成文日期", "date of creation"),
    "genre": ("体裁分类", "genre"),
    "topic": ("主题分类", "topic"),
    "attribute": ("公开属性", "disclosure attribute"),
}
_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,14})〔(?P<year>(?:19|20)\d\d)〕(?P<number>[1-9]\d{0,4})号"
)
_ORDER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,20}令)?第?[\d一二三四五六七八九十百]{1,5}号|[\u4e00-\u9fff]{2,20}公告\d{4}年第\d+号"
)
_YEAR_IN = re.compile(r"[\[(【〔(](?P<year>(?:19|20)\d\d)[\])】〕)]")
_INDEX = re.compile(r"[0-9A-Z]{8}-?[0-9A-Z]/\d{4}-\d{5}|[0-9A-Z]{18}/\d{4}(?:\d{2})?-\d{5}")
_ENDED = frozenset(("abolished", "lapsed"))
_OLDEST = date(1949, 10, 1)


def screen_metadata(record: Metadata, *, today: date, calendar: WorkCalendar) -> list[Finding]:
    """Everything wrong, missing or late in a document's metadata, worst first.

    ``calendar`` counts the working days of Article 26; days beyond it are not judged.
    """
    return worst_first(
        (
            *_missing(record),
            *_dates(record, today),
            *_number(record),
            *_attribute(record),
            *_validity(record, today),
            *_late(record, today, calendar),
            *_interpreted(record, today, calendar),
            *_interpretation(record),
            *_origin(record),
            *_ending(record, today),
        )
    )


def screen_attachments(opened: Mapping[str, bool]) -> list[Finding]:
    """A finding for each attachment that a reviewer has not opened (V18), by name."""
    rule = catalogue()["V18"]
    return [
        rule.found(
            f"附件“{name}”还没有打开看过",
            f"The attachment “{name}” has not been opened",
            part(f"attachment:{name}"),
        )
        for name, seen in opened.items()
        if not seen
    ]


def _missing(record: Metadata) -> Iterator[Finding]:
    rule = catalogue()["M18"]
    for field, (zh, en) in _NAMES.items():
        value = getattr(record, field)
        if not (value.strip() if isinstance(value, str) else value):
            yield rule.found(f"没有填写{zh}", f"The {en} is missing", part(field))
    if record.sort is Sort.POLICY and not record.number.strip():
        yield rule.found(
            "没有填写发文字号", "The document number is missing", part("number"), severity=Severity.WARN
        )
    if record.attribute is Attribute.PROACTIVE and not record.article_20:
        yield rule.found(
            "没有选择属于条例第二十条、第二十一条的哪一项",
            "The item of Article 20 or 21 is missing",
            part("article_20"),
        )
    for place, issuer in enumerate(record.issuers):
        if len(issuer.strip()) < 4 or issuer.strip().endswith(("市局", "县局", "区局")):
            yield rule.found(
                f"发布机构“{issuer}”不是全称",
                f"“{issuer}” is not the publisher's full name",
                part(f"issuers.{place}"),
                actual=issuer,
                severity=Severity.WARN,
            )


def _dates(record: Metadata, today: date) -> Iterator[Finding]:
    rule = catalogue()["D01"]
    made, published = record.made_on, record.published_on
    if made and (made > today or made < _OLDEST):
        yield rule.found(
            f"成文日期 {made} 不合理", f"The date of creation {made} cannot be", part("made_on"), actual=made
        )
    if made and published and published < made:
        yield rule.found(
            f"发布日期 {published} 早于成文日期 {made}",
            f"Published {published}, before it was made {made}",
            part("published_on"),
            part("made_on"),
            actual=published,
        )
    if made and record.effective_on and record.effective_on < made:
        yield rule.found(
            f"施行日期 {record.effective_on} 早于成文日期 {made}",
            f"Effective {record.effective_on}, before it was made {made}",
            part("effective_on"),
            part("made_on"),
            actual=record.effective_on,
            severity=Severity.WARN,
        )
    start = record.effective_on or made
    for field, zh, en in (("expires_on", "失效日期", "expiry"), ("repealed_on", "废止日期", "repeal")):
        end = getattr(record, field)
        if end and start and end < start:
            yield rule.found(
                f"{zh} {end} 早于施行或成文日期 {start}",
                f"The date of {en} {end} is before {start}",
                part(field),
                actual=end,
            )


def _number(record: Metadata) -> Iterator[Finding]:
    rule = catalogue()["D02"]
    number = re.sub(r"\s", "", record.number)
    if number and not _NUMBER.fullmatch(number) and not _ORDER.fullmatch(number):
        year = _YEAR_IN.search(number)
        fault = (
            "年份应当用六角括号〔〕，不用方括号、圆括号"
            if year and "〔" not in number
            else "应为“机关代字〔年份〕序号号”，例如“西府发〔2024〕3号”"
        )
        yield rule.found(
            f"发文字号“{record.number}”不规范：{fault}",
            f"The document number “{record.number}” has the wrong form",
            part("number"),
            actual=record.number,
        )
    year = _YEAR_IN.search(number)
    if year and record.made_on and int(year["year"]) != record.made_on.year:
        # A document signed in the first days of a year may carry the number of the old one.
        near = record.made_on.year - int(year["year"]) == 1 and record.made_on.month == 1
        yield rule.found(
            f"发文字号的年份是 {year['year']}，成文日期在 {record.made_on.year} 年",
            f"The number is of {year['year']}, the document of {record.made_on.year}",
            part("number"),
            part("made_on"),
            expected=record.made_on.year,
            actual=year["year"],
            severity=Severity.WARN if near else None,
        )
    if record.index_number and not _INDEX.fullmatch(record.index_number):
        yield catalogue()["D03"].found(
            f"索引号“{record.index_number}”格式不对",
            f"The index number “{record.index_number}” has the wrong form",
            part("index_number"),
            actual=record.index_number,
        )


def _attribute(record: Metadata) -> Iterator[Finding]:
    said = {
        Attribute.ON_REQUEST: ("依申请公开", "on request only"),
        Attribute.NOT_PUBLIC: ("不予公开", "not public"),
    }
    if record.attribute in said:
        zh, en = said[record.attribute]
        yield catalogue()["D04"].found(
            f"公开属性是“{zh}”", f"The attribute is “{en}”", part("attribute"), actual=record.attribute
        )


def _validity(record: Metadata, today: date) -> Iterator[Finding]:
    rule = catalogue()["M14"]
    if record.sort is not Sort.POLICY:
        return
    ended = record.repealed_on or record.expires_on
    if not record.validity:
        yield rule.found("没有标注有效性", "Validity is not marked", part("validity"))
    elif record.validity not in _ENDED and ended and ended < today:
        yield rule.found(
            f"{ended} 已经废止或者失效，却标为有效",
            f"Marked as in force, though it ended on {ended}",
            part("validity"),
        )
    elif record.validity == "abolished" and not record.repealed_on:
        yield rule.found(
            "标为废止，没有填写废止日期", "Marked as repealed without the date", part("repealed_on")
        )


def _late(record: Metadata, today: date, calendar: WorkCalendar) -> Iterator[Finding]:
    rule = catalogue()["M19"]
    if (
        record.made_on is None
        or record.attribute not in (Attribute.PROACTIVE, None)
        or record.made_on > today
    ):
        return
    days, soon = int(rule.threshold("days")), int(rule.threshold("soon"))
    day = record.published_on or today
    try:
        due = calendar.workday_after(record.made_on, days)
        left = calendar.workdays_between(day, due) if day <= due else -calendar.workdays_between(due, day)
    except CalendarNotAvailable:
        return
    if day > due:
        why = f"，已写明原因：{record.late_reason}" if record.late_reason else ""
        yield rule.found(
            f"应当在 {due} 前公开，已晚 {max(1, -left)} 个工作日{why}",
            f"Due on {due}, {max(1, -left)} working days late",
            part("published_on"),
            expected=due,
            actual=record.published_on,  # not today: a verdict would be asked for again every day
            severity=Severity.INFO if record.late_reason else None,
        )
    elif record.published_on is None and left <= soon:
        yield rule.found(
            f"应当在 {due} 前公开，还有 {left} 个工作日",
            f"Due on {due}, {left} working days left",
            part("published_on"),
            expected=due,
            severity=Severity.INFO,
            remedy=False,
        )


def _interpreted(record: Metadata, today: date, calendar: WorkCalendar) -> Iterator[Finding]:
    rule = catalogue()["M12"]
    if record.sort is Sort.INTERPRETATION and not record.interprets:
        yield rule.found(
            "解读没有链接到所解读的文件", "The interpretation links to no policy", part("interprets")
        )
    if record.sort is not Sort.POLICY or not record.needs_interpretation or record.interpreted:
        return
    if record.published_on is None:
        yield rule.found(
            "还没有配发解读", "There is no interpretation yet", part("interpreted"), severity=Severity.INFO
        )
        return
    try:
        due = calendar.workday_after(record.published_on, int(rule.threshold("days")))
    except CalendarNotAvailable:
        due = record.published_on + timedelta(days=5)
    late = today > due
    yield rule.found(
        f"没有解读，应当在 {due} 前发布",
        f"There is no interpretation; it is due on {due}",
        part("interpreted"),
        expected=due,
        severity=None if late else Severity.INFO,
    )


def _interpretation(record: Metadata) -> Iterator[Finding]:
    if record.sort is not Sort.INTERPRETATION:
        return
    rule = catalogue()["M13"]
    sections = data("words/interpretation")["sections"]
    missing = [
        entry for entry in sections.values() if not any(word in record.body for word in entry["words"])
    ]
    if missing:
        zh, en = "、".join(entry["zh"] for entry in missing), ", ".join(entry["en"] for entry in missing)
        yield rule.found(
            f"解读没有写到：{zh}", f"The interpretation does not tell: {en}", part("body"), actual=zh
        )
    length = len(re.sub(r"\s", "", record.body))
    if length < rule.threshold("characters"):
        yield rule.found(
            f"解读只有 {length} 字，过于简单",
            f"The interpretation has {length} characters only",
            part("body"),
            expected=f"≥{rule.threshold('characters')}",
            actual=length,
        )


def _origin(record: Metadata) -> Iterator[Finding]:
    rule = catalogue()["V16"]
    if record.origin is None:
        yield rule.found(
            "没有写明文件来源：本机关制发、上级文件还是网上", "Its origin is not stated", part("origin")
        )
    elif record.origin is not Origin.OWN and not re.match(r"https?://\S+\.\S+", record.origin_address):
        said = "上级文件" if record.origin is Origin.SUPERIOR else "网上取得的文件"
        yield rule.found(
            f"{said}没有填写公开发布的网址",
            "The address where it was published is missing",
            part("origin_address"),
        )


def _ending(record: Metadata, today: date) -> Iterator[Finding]:
    rule = catalogue()["V23"]
    if not record.names_people:
        return
    if record.expires_on is None:
        yield rule.found(
            "涉及个人的公示没有填写截止日期",
            "A notice about people has no day on which it ends",
            part("expires_on"),
        )
    elif record.expires_on < today:
        yield rule.found(
            f"公示已于 {record.expires_on} 到期",
            f"The notice ended on {record.expires_on}",
            part("expires_on"),
            actual=record.expires_on,
            severity=Severity.BLOCK,
        )
