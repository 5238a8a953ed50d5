"""The HTML of a body: pictures without words, links that lead nowhere (A01, A02, M08)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

from kaicheng.findings import Finding, Severity, part, sentence, worst_first
from kaicheng.screening.catalogue import catalogue
from kaicheng.screening.context import Context
from kaicheng.screening.files.plain import html_text
from kaicheng.screening.text import screen_name, screen_text

_MOST = 20
_MEANINGLESS = frozenset(
    (
        "图片",
        "image",
        "img",
        "picture",
        "photo",
        "照片",
        "插图",
        "无",
        "1",
        "image1",
        "图1",
        "微信图片",
        "截图",
    )
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands: its address, its words, and where it leads seen from the page."""

    address: str
    words: str
    target: str
    """The address made absolute; empty for ``mailto:``, ``tel:`` and places within the page."""
    internal: bool
    attachment: bool
    tag: str


def links_of(source: str, *, base: str = "") -> list[Link]:
    """Every link of a piece of HTML, pictures included. ``base`` is the page's own address."""
    root = _root(source)
    found: list[Link] = []
    host = urlsplit(base).netloc
    for element in root.iter() if root is not None else ():
        attribute = _ADDRESSES.get(element.tag) if isinstance(element.tag, str) else None
        if attribute is None or (attribute not in element.attrib and element.tag != "a"):
            continue
        if (
            element.tag == "a"
            and "href" not in element.attrib
            and ("id" in element.attrib or "name" in element.attrib)
        ):
            continue  # an anchor
        address = (element.get(attribute) or "").strip()
        words = (
            " ".join("".join(map(str, element.itertext())).split()) or (element.get("title") or "").strip()
        )
        words = words or next(
            (image.get("alt") or "" for image in element.iter("img") if image.get("alt")), ""
        )
        target = _target(address, base)
        parts = urlsplit(target)
        found.append(
            Link(
                address,
                words,
                target,
                bool(target) and (not parts.netloc or parts.netloc == host),
                element.tag == "a" and parts.path.lower().endswith(_FILES),
                element.tag,
            )
        )
    return found


_ADDRESSES = {"a": "href", "img": "src", "source": "src", "video": "src", "audio": "src", "iframe": "src"}
_NOWHERE = ("", "#", "javascript:;", "javascript:void(0)", "javascript:void(0);", "about:blank")
_FILES = (
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".zip",
    ".rar",
    ".wps",
    ".et",
    ".ofd",
    ".txt",
    ".csv",
)


def _target(address: str, base: str) -> str:
    try:
        if not address or address.startswith("#") or urlsplit(address).scheme not in ("", "http", "https"):
            return ""
        return urljoin(base, address)
    except ValueError:
        return ""


def _root(source: str) -> html.HtmlElement | None:
    if not source.strip():
        return None
    try:
        return html.document_fromstring(
            source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def screen_page(
    source: str,
    *,
    field: str,
    context: Context | None = None,
    base: str = "",
    resolve: Callable[[str], bool] | None = None,
) -> list[Finding]:
    """Everything found in a body of HTML: its text, its pictures and its links, worst first.

    ``resolve`` tells whether an address within the site leads somewhere; without it links are not followed.
    """
    seen, hidden = html_text(source)
    findings = screen_text(seen, field=field, context=context)
    if hidden:
        findings.append(
            catalogue()["V19"].found(
                "正文里有不显示的文字或注释",
                "The body holds text that does not show",
                part(field),
                severity=Severity.WARN,
            )
        )
        findings += [
            finding
            for finding in screen_text(hidden, field=f"{field}·不显示", context=context)
            if finding.rule.startswith("V")
        ]
    findings += _pictures(source, field)
    findings += _links(source, field, base, context)
    if resolve is not None:
        findings += screen_links(source, field=field, base=base, resolve=resolve)
    return worst_first({finding.fingerprint: finding for finding in findings}.values())


def _pictures(source: str, field: str) -> Iterator[Finding]:
    rule = catalogue()["A01"]
    root = _root(source)
    if root is None:
        return
    for number, image in enumerate(root.iter("img"), 1):
        alt = image.get("alt")
        name = unquote(urlsplit(image.get("src") or "").path.rpartition("/")[2])[:80]
        decoration = image.get("role") in ("presentation", "none") or image.get("aria-hidden") == "true"
        bare = (alt or "").strip().lower()
        if alt is None and not decoration:
            yield rule.found(
                f"第 {number} 张图片（{name}）没有替代文字",
                f"Picture {number} ({name}) has no alternative text",
                part(f"{field}.img{number}"),
                actual=name,
            )
        elif bare and (
            bare in _MEANINGLESS or bare == name.lower() or bare.endswith((".jpg", ".png", ".jpeg", ".gif"))
        ):
            yield rule.found(
                f"第 {number} 张图片的替代文字“{alt}”说明不了内容",
                f"The alternative text “{alt}” of picture {number} says nothing",
                part(f"{field}.img{number}"),
                actual=alt,
            )


def screen_links(
    source: str, *, field: str, resolve: Callable[[str], bool], base: str = ""
) -> Iterator[Finding]:
    """Links within the site that lead nowhere (M08): the part that another page's fate changes."""
    rule = catalogue()["M08"]
    asked: dict[str, bool] = {}
    for number, link in enumerate(links_of(source, base=base), 1):
        if not link.internal or len(asked) >= _MOST * 100:
            continue
        if link.target not in asked:
            asked[link.target] = resolve(link.target)
        if not asked[link.target]:
            yield rule.found(
                f"链接“{link.words or link.address}”打不开",
                f"The link “{link.words or link.address}” is dead",
                part(f"{field}.a{number}"),
                sentence(link.words, field),
                actual=link.address[:120],
            )


def _links(source: str, field: str, base: str, context: Context | None) -> Iterator[Finding]:
    rules = catalogue()
    for number, link in enumerate(links_of(source, base=base), 1):
        place = part(f"{field}.a{number}")
        lower = link.address.lower()
        if lower in _NOWHERE:
            yield rules["A02"].found(
                f"链接“{link.words or '（无文字）'}”没有地址",
                f"The link “{link.words}” has no address",
                place,
                sentence(link.words, field),
            )
        elif (
            lower.startswith(("javascript:", "file:", "data:text"))
            or "localhost" in lower
            or "127.0.0.1" in lower
        ):
            yield rules["A02"].found(
                f"链接“{link.words}”指向公众打不开的地址",
                f"The link “{link.words}” leads where nobody can go",
                place,
                sentence(link.words, field),
                severity=Severity.BLOCK,
                actual=link.address[:80],
            )
        elif not link.words and not lower.startswith("#") and link.tag == "a":
            yield rules["A02"].found("链接没有文字", "A link has no words", place, actual=link.address[:80])
        if link.target:
            yield from screen_name(unquote(link.target), field=f"{field}.a{number}", context=context)
