"""Reading documents of an earlier site: CSV, JSON, JSON lines, RSS/Atom, and a folder of saved pages.

Each source gives records: plain names and texts, as they stand there. Which name means what is said by a
mapping (``mapping.py``). Files that lie beside a source come along: those that a table names in its column
of attachments, and those that a saved page links to or shows.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

MOST_BYTES = 512 * 1024**2
MOST_PICTURE = 10 * 1024**2
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
PAGES = (".html", ".htm", ".shtml")
TABLES = (".csv", ".json", ".jsonl", ".ndjson")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}


class UnreadableSource(ValueError):
    """A source of no known form."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a source says of one document; ``where`` names the line or file for messages."""

    where: str
    values: Mapping[str, str]
    beside: Path | None = None
    """The folder in which the files that it names lie."""
    files: tuple[tuple[str, Path], ...] = ()
    """Files that it links to, each with the words of the link."""


def read_source(path: Path) -> Iterator[Record]:
    """The records of a file or folder. Raises :class:`UnreadableSource` or OSError.

    A folder holds one table with the files that it names beside it, or saved pages.
    """
    if path.is_dir():
        tables = [one for one in sorted(path.iterdir()) if one.suffix.lower() in TABLES and one.is_file()]
        if len(tables) > 1:
            names = "、".join(one.name for one in tables[:3])
            raise UnreadableSource(f"文件夹里有{len(tables)}个表格（{names}），请每次只放一个。")
        return read_source(tables[0]) if tables else _folder(path)
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableSource(f"“{path.name}”太大，请分成几个文件导入。")
    data = path.read_bytes()
    kind = path.suffix.lower()
    if kind == ".csv":
        return _csv(data, path.parent)
    if kind in TABLES:
        return _json(data, path.parent)
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


def _csv(data: bytes, beside: Path) -> Iterator[Record]:
    csv.field_size_limit(16 * 1024**2)
    rows = csv.DictReader(io.StringIO(_text(data)))
    for number, row in enumerate(rows, start=2):
        values = {name.strip(): (value or "") for name, value in row.items() if name}
        yield Record(f"第{number}行", values, beside)


def _json(data: bytes, beside: Path) -> Iterator[Record]:
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
        yield Record(f"第{number}条", {str(name): _plain(value) for name, value in one.items()}, beside)


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
        yield _page(file, path)


def _page(file: Path, folder: Path) -> Record:
    """What a saved page says in its head, its metadata table and its largest text, and its files."""
    name = file.relative_to(folder)
    tree = html.document_fromstring(_text(file.read_bytes()))
    values = {"url": f"/{name.as_posix()}", "title": (tree.findtext(".//title") or "").strip()}
    for meta in tree.iter("meta"):
        key, content = meta.get("name") or meta.get("property"), meta.get("content")
        if key and content:
            values[key] = content.strip()
    for row in tree.iter("tr", "li", "p", "div"):
        text = "".join(str(part) for part in row.itertext()).strip()
        if found := _LABELLED.fullmatch(text):
            values.setdefault(found[1].replace(" ", ""), found[2].strip())
    files = _linked(tree, file, folder)
    values["body"] = _largest(tree)
    return Record(str(name), values, folder, files)


def _linked(tree: html.HtmlElement, page: Path, folder: Path) -> tuple[tuple[str, Path], ...]:
    """The files that a page links to, out of its text; pictures that it shows are put into the text."""
    found: dict[Path, str] = {}
    for link in list(tree.iter("a")):
        file = local_file(link.get("href") or "", page.parent, folder)
        if file is not None and file.suffix.lower() not in PAGES:
            words = " ".join(link.text_content().split()) or (link.get("title") or "").strip()
            found.setdefault(file, words or file.name)
            link.drop_tag()  # it stands among the attachments; its old address leads nowhere
    for image in tree.iter("img"):
        file = local_file(image.get("src") or "", page.parent, folder)
        kind = _PICTURES.get(file.suffix.lower()) if file else None
        if file is not None and kind is not None and file.stat().st_size <= MOST_PICTURE:
            image.set("src", f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}")
    return tuple((words, file) for file, words in found.items())


def local_file(address: str, here: Path, folder: Path) -> Path | None:
    """The file in ``folder`` at an address as it stands in a page in ``here``; None where none lies there.

    An address of the old site is looked for by its path, and by its name beside the page.
    """
    try:
        path = unquote(urlsplit(address.strip()).path).replace("\\", "/")
    except ValueError:
        return None
    if not path or path.endswith("/"):
        return None
    tried = [folder / path.lstrip("/"), here / path.lstrip("/"), here / path.rpartition("/")[2]]
    if not path.startswith("/"):
        tried.insert(0, here / path)
    for one in tried:
        try:
            if one.is_file() and one.resolve().is_relative_to(folder.resolve()):
                return one.resolve()
        except (OSError, ValueError):
            continue
    return None


_LABELLED = re.compile(
    r"(索\s*引\s*号|发文字号|文\s*号|成文日期|发布日期|公开日期|实施日期|失效日期|废止日期|有\s*效\s*性|发布机构|名\s*称)[:：]\s*(.{1,200})"
)


def _largest(tree: html.HtmlElement) -> str:
    """The element that holds most of the text in paragraphs of its own."""
    best, length = None, 0
    for element in tree.iter("div", "article", "td", "section", "body"):
        own = sum(len(paragraph.text_content()) for paragraph in element.findall("p"))
        if own > length:
            best, length = element, own
    return html.tostring(best, encoding="unicode") if best is not None else ""
