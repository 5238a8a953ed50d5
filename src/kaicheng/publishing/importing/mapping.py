"""From the names of an earlier site to ours, with every problem told by the line in which it stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from kaicheng.conversion import NotReadable, clean
from kaicheng.publishing.importing.attached import attachments, with_pictures
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.reading import Record
from kaicheng.publishing.kinds import Kind, Validity

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "标题", "名称", "ArticleTitle", "og:title"),
    "body": ("body", "正文", "内容", "content", "html"),
    "published_date": ("published_date", "发布日期", "公开日期", "date", "pubdate", "PubDate", "发布时间"),
    "created_date": ("created_date", "成文日期", "生成日期"),
    "effective_date": ("effective_date", "实施日期"),
    "expiry_date": ("expiry_date", "失效日期", "有效期至"),
    "amended_date": ("amended_date", "修改日期", "修订日期"),
    "abolished_date": ("abolished_date", "废止日期", "废止时间"),
    "validity": ("validity", "有效性", "效力状态", "时效性"),
    "document_number": ("document_number", "发文字号", "文号"),
    "index_number": ("index_number", "索引号"),
    "summary": ("summary", "内容概述", "摘要", "description", "Description"),
    "source_url": ("url", "source_url", "网址", "链接", "link"),
    "column": ("column", "栏目"),
    "kind": ("kind", "信息类型", "类型"),
    "attachments": ("attachments", "附件", "附件文件"),
}
"""Our names, each with what earlier sites call it; the first that is there counts."""

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_STATES = {
    Validity.AMENDED: re.compile("已?(?:修改|修订|修正)|amended"),
    Validity.ABOLISHED: re.compile("已?(?:被)?废止|abolished|repealed"),
    Validity.LAPSED: re.compile("已?失效|lapsed|expired"),
    Validity.NOT_YET: re.compile("(?:尚未|未)(?:生效|施行|实施)|not_yet"),
    Validity.EFFECTIVE: re.compile("(?:现行)?有效|effective|valid"),
}
"""What earlier sites write in their column of validity."""
_KINDS = {str(kind.label): kind.value for kind in Kind} | {kind.value: kind.value for kind in Kind}


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """How one source is read: extra names, and the column for records that name none."""

    column: str = "zhudong/qita"
    names: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    """Names of columns there → addresses of columns here."""
    known: frozenset[str] | None = None
    """Addresses of the columns that there are; a record for another one is left out. None: not asked."""
    until: dt.date | None = None
    """The day of the import: what was not public before it needs signatures here. None: not asked."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one record."""

    where: str
    message: str


@dataclass(slots=True)
class DryRun:
    """What an import would do."""

    ready: int = 0
    problems: list[Problem] = field(default_factory=list)


def incoming(records: Iterable[Record], mapping: SourceMapping, found: DryRun) -> Iterator[Incoming]:
    """The documents of a source. What cannot be taken is left out and told in ``found``."""
    for record in records:
        try:
            yield _document(record, mapping)
        except (ValueError, NotReadable) as error:
            found.problems.append(Problem(record.where, str(error)))
        else:
            found.ready += 1


def _document(record: Record, mapping: SourceMapping) -> Incoming:
    values = {name: value_of(record, name, mapping) for name in NAMES}
    if not values["title"]:
        raise ValueError("没有标题。")
    published = _day(values["published_date"], "发布日期")
    if published is None:
        raise ValueError("没有发布日期：没有日期的信息，检查时算作没有更新。")
    if mapping.until is not None and published >= mapping.until:
        raise ValueError(f"发布日期是{published}，不早于导入的当天：还没有公开的信息，请在本系统起草、送审。")
    column = mapping.columns.get(values["column"], values["column"]) or mapping.column
    if mapping.known is not None and column.strip("/") not in mapping.known:
        raise ValueError(f"平台上没有“{column}”这个栏目。")
    body, pictures = with_pictures(clean(values["body"])) if values["body"] else ("", ())
    document = Incoming(
        title=values["title"][:255],
        published_date=published,
        column=column.strip("/"),
        body=body,
        kind=_KINDS.get(values["kind"], Kind.OTHER.value),
        document_number=values["document_number"][:60],
        index_number=values["index_number"][:40],
        summary=values["summary"][:500],
        source_url=values["source_url"][:500],
        created_date=_day(values["created_date"], "成文日期"),
        effective_date=_day(values["effective_date"], "实施日期"),
        expiry_date=_day(values["expiry_date"], "失效日期"),
        amended_date=_day(values["amended_date"], "修改日期"),
        abolished_date=_day(values["abolished_date"], "废止日期"),
        files=(*pictures, *attachments(record, values["attachments"])),
        where=record.where,
    )
    _require_dates(document, values["validity"])
    return document


def _require_dates(document: Incoming, said: str) -> None:
    """What it says of its validity must have its day: table 2 counts by years what has ended."""
    state = next((one for one, words in _STATES.items() if words.fullmatch(said)), None)
    if said and state is None:
        raise ValueError(f"有效性“{said[:20]}”看不懂，请写“有效”“已修改”“已废止”或者“已失效”。")
    for wanted, name, day in (
        (Validity.AMENDED, "修改日期", document.amended_date),
        (Validity.ABOLISHED, "废止日期", document.abolished_date),
        (Validity.LAPSED, "失效日期", document.expiry_date),
    ):
        if state is wanted and day is None:
            raise ValueError(f"有效性是“{said[:20]}”，没有{name}：请补上，年报表二按日期统计。")


def value_of(record: Record, name: str, mapping: SourceMapping) -> str:
    """What a record says under one of our names."""
    own = mapping.names.get(name)
    for wanted in (*((own,) if own else ()), *NAMES[name]):
        if value := record.values.get(wanted, "").strip():
            return value
    return ""


def _day(text: str, name: str) -> dt.date | None:
    if not text:
        return None
    if found := _DATE.search(text):
        try:
            return dt.date(*(int(part) for part in found.groups()))
        except ValueError:
            raise ValueError(f"{name}“{text}”不是日期。") from None
    try:
        return parsedate_to_datetime(text).date()
    except (TypeError, ValueError):
        raise ValueError(f"{name}“{text}”不是日期。") from None
