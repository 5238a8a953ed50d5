"""Reading documents of an earlier site: CSV, JSON, JSON lines, RSS/Atom, and a folder of saved pages.

Each source gives records: plain names and texts, as they stand there. Which name means what is said by a
mapping (``mapping.py``).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree, html

MOST_BYTES = 512 * 1024**2
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
PAGES = (".html", ".htm", ".shtml")


class UnreadableSource(ValueError):
    """A source of no known form."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a source says of one document; ``where`` names the line or file for messages."""

    where: str
    values: Mapping[str, str]


def read_source(path: Path) -> Iterator[Record]:
    """The records of a file or folder. Raises :class:`UnreadableSource` or OSError."""
    if path.is_dir():
        return _folder(path)
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableSource(f"“{path.name}”太大，请分成几个文件导入。")
    data = path.read_bytes()
    kind = path.suffix.lower()
    if kind == ".csv":
        return _csv(data)
    if kind in (".json", ".jsonl", ".ndjson"):
        return _json(data)
    if kind in (".xml", ".rss", ".atom"):
        return _feed(data)
    raise UnreadableSource(f"不认识“{path.name}”的格式。可以导入 CSV、JSON、RSS 文件，或者存有网页的文件夹。")


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSource("文字编码不认识，请另存为 UTF-8 再导入。")


def _csv(data: bytes) -> Iterator[Record]:
    csv.field_size_limit(16 * 1024**2)
    rows = csv.DictReader(io.StringIO(_text(data)))
    for number, row in enumerate(rows, start=2):
        yield Record(f"第{number}行", {name.strip(): (value or "") for name, value in row.items() if name})


def _json(data: bytes) -> Iterator[Record]:
    text = _text(data)
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except json.JSONDecodeError as error:
            raise UnreadableSource(f"不是正确的 JSON：第{error.lineno}行。") from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list):
        raise UnreadableSource("JSON 里没有找到列表。")
    for number, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            raise UnreadableSource(f"JSON 列表的第{number}项不是一条记录。")
        yield Record(f"第{number}条", {str(name): _plain(value) for name, value in one.items()})


def _plain(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _feed(data: bytes) -> Iterator[Record]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(f"不是正确的 XML：{error.msg}。") from error
    entries = [*root.iter("item"), *root.iter(f"{_ATOM}entry")]
    for number, entry in enumerate(entries, start=1):
        link = entry.find(f"{_ATOM}link")
        yield Record(
            f"第{number}条",
            {
                "title": _of(entry, "title", f"{_ATOM}title"),
                "url": _of(entry, "link") or (link.get("href", "") if link is not None else ""),
                "date": _of(entry, "pubDate", f"{_ATOM}published", f"{_ATOM}updated", f"{_DC}date"),
                "body": _of(entry, f"{_CONTENT}encoded", f"{_ATOM}content", "description", f"{_ATOM}summary"),
            },
        )


def _of(entry: etree._Element, *names: str) -> str:
    return next((text for name in names if (text := (entry.findtext(name) or "").strip())), "")


def _folder(path: Path) -> Iterator[Record]:
    files = sorted(one for one in path.rglob("*") if one.suffix.lower() in PAGES and one.is_file())
    if not files:
        raise UnreadableSource(f"文件夹“{path.name}”里没有网页文件。")
    for file in files:
        yield Record(str(file.relative_to(path)), _page(file.read_bytes(), file.relative_to(path).as_posix()))


def _page(data: bytes, name: str) -> dict[str, str]:
    """What a saved page says in its head, its metadata table and its largest text."""
    tree = html.document_fromstring(_text(data))
    values = {"url": f"/{name}", "title": (tree.findtext(".//title") or "").strip()}
    for meta in tree.iter("meta"):
        key, content = meta.get("name") or meta.get("property"), meta.get("content")
        if key and content:
            values[key] = content.strip()
    for row in tree.iter("tr", "li", "p", "div"):
        text = "".join(str(part) for part in row.itertext()).strip()
        if found := _LABELLED.fullmatch(text):
            values.setdefault(found[1].replace(" ", ""), found[2].strip())
    values["body"] = _largest(tree)
    return values


_LABELLED = re.compile(
    r"(索\s*引\s*号|发文字号|文\s*号|成文日期|发布日期|公开日期|发布机构|名\s*称)[:：]\s*(.{1,200})"
)


def _largest(tree: html.HtmlElement) -> str:
    """The element that holds most of the text in paragraphs of its own."""
    best, length = None, 0
    for element in tree.iter("div", "article", "td", "section", "body"):
        own = sum(len(paragraph.text_content()) for paragraph in element.findall("p"))
        if own > length:
            best, length = element, own
    return html.tostring(best, encoding="unicode") if best is not None else ""
