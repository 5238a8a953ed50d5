"""HTML in and out: hostile markup becomes a small tree, and nothing active leaves.

A browser's own parser (html5ever, in nh3) is the first and the last to see a text. What it hands on is well
formed, so the tree in between is built by the standard library without guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from kaicheng.conversion.blocks import Align
from kaicheng.conversion.errors import NotReadable, too_large

MAX_CHARACTERS = 40_000_000
"""Of HTML as it is pasted, pictures in it included."""
MAX_TAGS = 600_000
MAX_DEPTH = 2_000
"""Elements inside each other before a text is refused: html5ever's time grows with its square."""

KEPT_DEPTH = 100
"""Elements inside each other that are told apart; deeper ones count as part of their parent."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCK_TAGS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "legend", "li", "main", "menu"}
    | {"nav", "ol", "option", "p", "pre", "section", "summary", "ul"}
    | _HEADINGS
)
_TABLE_TAGS = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_INLINE_TAGS = {"a", "b", "br", "del", "em", "font", "i", "img", "ins", "s", "span", "strike", "strong"}
_INLINE_TAGS |= {"sub", "sup"}
# What never shows as text of the page, or runs.
_DROPPED = {"applet", "audio", "button", "canvas", "embed", "frameset", "head", "iframe", "math", "noembed"}
_DROPPED |= {"noframes", "noscript", "object", "rp", "script", "style", "svg", "template", "title", "video"}
_DROPPED |= {"xml"}
_READ_ATTRIBUTES = {
    "*": {"align", "class", "hidden", "style"},
    "a": {"href"},
    "del": {"cite", "datetime"},
    "img": {"alt", "src"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}
_READ_SCHEMES = _LINK_SCHEMES | {"blob", "cid", "data", "file", "image"}

TAGS = frozenset(
    {"a", "blockquote", "br", "caption", "em", "figure", "h2", "h3", "h4", "img", "li", "ol", "p", "strong"}
    | {"sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
"""Every element that a body may hold."""
CHANGE_TAGS = TAGS | {"del", "ins"}
"""The same for what a reviewer reads."""
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"alt", "src"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_CLASSES = {tag: {align.value for align in Align} for tag in ("p", "h2", "h3", "h4", "td", "th", "figure")}
_SCOPES = {"th": {"scope": {"col", "row"}}}

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# Elements that close by themselves: they do not pile up.
_NOT_NESTING = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p"}
    | {"param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"}
)
# As en spaces, which are as wide: the time that html5ever takes to write &nbsp; grows with its square.
_HARD_SPACES = re.compile(r"\xa0|&(?:nbsp|#0{0,4}160|#[xX]0{0,4}[aA]0)\b;?")
_SURROGATES = re.compile("[\ud800-\udfff]")


def gate(html: str, *, changes: bool = False) -> str:
    """Only what is on the list, whatever comes in. The last thing that happens to every result."""
    return nh3.clean(
        html,
        tags=set(CHANGE_TAGS if changes else TAGS),
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        tag_attribute_values=_SCOPES,
        url_schemes=_LINK_SCHEMES | {"image"},
        link_rel=None,
    )


@dataclass(slots=True)
class Node:
    """An element. ``children`` are elements and texts in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def elements(self) -> Iterator[Node]:
        """Every element under it, itself first, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def text(self) -> str:
        """All text under it."""
        parts: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                parts.append(item)
            else:
                waiting.extend(reversed(item.children))
        return "".join(parts)


def parse(html: str) -> Node:
    """The tree of an HTML text, scripts and the like left out. Raises NotReadable for what is too large."""
    _check(html)
    well_formed = nh3.clean(
        _HARD_SPACES.sub("\u2002", _SURROGATES.sub("\ufffd", html)),
        tags=BLOCK_TAGS | _TABLE_TAGS | _INLINE_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_READ_ATTRIBUTES,
        url_schemes=_READ_SCHEMES,
        link_rel=None,
    )
    builder = _Builder()
    builder.feed(well_formed)
    builder.close()
    return builder.root


def embedded(html: str) -> list[str]:
    """Which embedded media a text holds that cannot be kept, in the words of a note."""
    found = {name.lower() for name in _EMBEDDED.findall(html)}
    return sorted({_EMBEDDED_NAMES[name] for name in found})


_EMBEDDED_NAMES = {
    "iframe": "嵌入网页",
    "object": "插件内容",
    "embed": "插件内容",
    "video": "视频",
    "audio": "音频",
    "svg": "矢量图",
    "canvas": "画布",
    "math": "公式",
}
_EMBEDDED = re.compile(r"<(" + "|".join(_EMBEDDED_NAMES) + r")\b", re.IGNORECASE)


def _check(html: str) -> None:
    if len(html) > MAX_CHARACTERS:
        raise too_large(
            f"内容超过 {MAX_CHARACTERS // 1_000_000} 百万个字符（含图片）",
            f"The text has more than {MAX_CHARACTERS:,} characters, pictures included",
        )
    depth = tags = 0
    for match in _TAG.finditer(html):
        tags += 1
        if match[2].lower() in _NOT_NESTING:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            raise NotReadable(
                "damaged",
                "网页内容的层次过深，可能已损坏。请先粘贴到 Word 或 WPS，再从那里复制。",
                "The text is nested too deeply and may be damaged. Paste it into Word and copy it there.",
            )
    if tags > MAX_TAGS:
        raise too_large(f"内容的标记超过 {MAX_TAGS} 个", f"The text has more than {MAX_TAGS:,} tags")


class _Builder(HTMLParser):
    """Builds nodes of well-formed HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self._open = [self.root]
        self._ignored = 0  # open elements beyond the depth that is kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        empty = tag in ("br", "hr", "img")
        if len(self._open) > KEPT_DEPTH and not empty:
            self._ignored += 1
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if not empty:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self._ignored:
            self._ignored -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
