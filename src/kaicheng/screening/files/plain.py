"""Text, CSV and HTML as text with tabs between cells."""

from __future__ import annotations

import csv
import io
import re

from lxml import etree, html

from kaicheng.annual_report.readers.encoding import decode_text
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


def text(data: bytes, where: str, parts: Parts) -> None:
    """A text file. Raises ReadError when its encoding is unknown."""
    parts.add(where, decode_text(data))


def comma_separated(data: bytes, where: str, parts: Parts) -> None:
    """A CSV file as lines with tabs; what is no CSV stays as it is."""
    plain = decode_text(data)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(plain, newline="")))
    except csv.Error:
        parts.add(where, plain)
        return
    parts.add(where, "\n".join("\t".join(_SPACE.sub(" ", cell) for cell in row) for row in rows))


def page(data: bytes, where: str, parts: Parts) -> None:
    """A page of HTML: what is seen, and apart from it what is not."""
    seen, hidden = html_text(decode_text(data))
    parts.add(where, seen)
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
    if not source.strip():
        return "", ""
    try:
        root = html.document_fromstring(
            f"<html><body>{source}".encode("utf-8", "replace"),
            parser=html.HTMLParser(encoding="utf-8", huge_tree=False),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", ""
    seen: list[str] = []
    hidden: list[str] = []
    _walk(root, seen, hidden)
    return _tidy(seen), _tidy(hidden)


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
