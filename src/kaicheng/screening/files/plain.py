"""Text, CSV and HTML as text with tabs between cells."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
from collections.abc import Callable

from lxml import etree, html

from kaicheng.annual_report.readers.encoding import decode_text
from kaicheng.screening.files.colours import Colour, colour, is_lost
from kaicheng.screening.files.pieces import Parts

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "dt",
        "dd",
        "figcaption",
        "caption",
    ]
)
_SILENT = frozenset(("script", "style", "template", "noscript"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 200
_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_INK = re.compile(r"(?<![-\w])color\s*:\s*([^;]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![-\w])background(-color)?\s*:\s*([^;]+)", re.IGNORECASE)


def text(data: bytes, where: str, parts: Parts) -> None:
    """A text file. Raises ReadError when its encoding is unknown."""
    parts.add(where, decode_text(data))


def comma_separated(data: bytes, where: str, parts: Parts) -> None:
    """A CSV file as lines with tabs; what is no CSV stays as it is."""
    plain = decode_text(data)
    csv.field_size_limit(max(csv.field_size_limit(), 1_000_000))  # of the whole process: never lowered
    try:
        rows = list(csv.reader(io.StringIO(plain, newline="")))
    except csv.Error:
        parts.add(where, plain)
        return
    parts.add(where, "\n".join("\t".join(_SPACE.sub(" ", cell) for cell in row) for row in rows))


def page(data: bytes, where: str, parts: Parts, look: Callable[[bytes, str, str], None]) -> None:
    """A page of HTML: what is seen, apart from it what is not, the pictures in it and where it leads."""
    source = decode_text(data)
    seen, hidden = html_text(source)
    parts.add(where, seen)
    root = _parsed(source)
    if root is not None:
        _addresses(root, where, parts, look)
        if any(_shows_nothing(element) for element in root.iter() if isinstance(element.tag, str)):
            parts.note(
                "V20",
                "有白底白字或者黑底黑字，看不见而能复制",
                "Some text has the colour of its ground",
                where,
                "warn",
            )
    if hidden.strip():
        parts.note(
            "V19",
            "网页里有不显示的文字或注释",
            "The page holds text or comments that do not show",
            where,
            "warn",
        )
        parts.add(f"{where}（不显示的内容）" if where else "不显示的内容", hidden, hidden=True)


def html_text(source: str) -> tuple[str, str]:
    """The text that a page shows, tables as lines with tabs, and the text that it holds without showing."""
    root = _parsed(source)
    if root is None:
        return "", ""
    seen: list[str] = []
    hidden: list[str] = []
    _walk(root, seen, hidden)
    return _tidy(seen), _tidy(hidden)


def _parsed(source: str) -> html.HtmlElement | None:
    if not source.strip():
        return None
    try:
        return html.document_fromstring(
            f"<html><body>{source}".encode("utf-8", "replace"),
            parser=html.HTMLParser(encoding="utf-8", huge_tree=False),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _addresses(
    root: html.HtmlElement, where: str, parts: Parts, look: Callable[[bytes, str, str], None]
) -> None:
    for number, (_, _, address, _) in enumerate(root.iterlinks(), 1):
        written = _PICTURE.match(address)
        if written is None:
            parts.link(address.strip())
            continue
        try:
            content = base64.b64decode(address[written.end() :])
        except binascii.Error:
            continue
        look(content, "图片", f"{where}·第{number}个链接的图片")


def _shows_nothing(element: html.HtmlElement) -> bool:
    """Whether an element's own words have the colour of the ground, as far as style attributes tell."""
    ink = _ink(element)
    if ink is None or not (element.text or "").strip():
        return False
    for around in (element, *element.iterancestors()):
        style = around.get("style") or ""
        ground = _GROUND.search(style)
        if ground is not None:
            found = colour(ground[2])
            return found is not None and is_lost(ink, found)
        if around.get("bgcolor") or around.get("background"):
            found = colour(around.get("bgcolor") or "")
            return found is not None and is_lost(ink, found)
        if around.get("class"):
            return False  # a style sheet may say more
    return is_lost(ink, None)


def _ink(element: html.HtmlElement) -> Colour | None:
    written = _INK.search(element.get("style") or "")
    return colour(written[1] if written else element.get("color") or "")


def _tidy(parts: list[str]) -> str:
    text = re.sub(r"[ \u3000]*\n\s*", "\n", "".join(parts))
    return text.strip("\n ")


def _walk(root: html.HtmlElement, seen: list[str], hidden: list[str]) -> None:
    """Without recursion: pages may be nested as deeply as they like."""
    # Each entry: element, whether it is done, whether it is within something hidden.
    stack: list[tuple[etree._Element, bool, bool]] = [(root, False, False)]
    while stack:
        element, done, within = stack.pop()
        if done:
            tag = element.tag if isinstance(element.tag, str) else ""
            out = hidden if within else seen
            if tag in _BLOCKS:
                out.append("\n")
            elif tag in ("td", "th"):
                out.append("\t")
            if element.tail and element is not root:
                (hidden if _parent_hidden(stack) else seen).append(_SPACE.sub(" ", element.tail))
            continue
        if not isinstance(element.tag, str):
            if isinstance(element, etree._Comment) and element.text and len(element.text.strip()) > 1:
                hidden.append(f"{element.text}\n")
            if element.tail:
                (hidden if within else seen).append(_SPACE.sub(" ", element.tail))
            continue
        unseen = (
            within or element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
        )
        stack.append((element, True, unseen))
        if element.tag in _SILENT:
            continue
        out = hidden if unseen else seen
        if element.tag in _BLOCKS or element.tag == "br":
            out.append("\n")
        elif element.tag == "img" and element.get("alt"):
            out.append(f" {element.get('alt')} ")
        elif element.tag == "input" and element.get("value"):
            out.append(f" {element.get('value')} ")
        if element.text:
            out.append(_SPACE.sub(" ", element.text))
        stack.extend((child, False, unseen) for child in reversed(element))


def _parent_hidden(stack: list[tuple[etree._Element, bool, bool]]) -> bool:
    return next((within for _, done, within in reversed(stack) if done), False)
