"""The tree of an HTML text as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kaicheng.conversion import notes
from kaicheng.conversion.blocks import (
    Align,
    Block,
    Inline,
    Level,
    Mark,
    Paragraph,
    Run,
    plain,
    with_breaks,
)
from kaicheng.conversion.images import Album
from kaicheng.conversion.markup import BLOCK_TAGS, Node
from kaicheng.conversion.spaces import HARD, leading, prepared, tidy
from kaicheng.conversion.styling import (
    align_of,
    indent_of,
    is_comment,
    is_hidden,
    is_list_marker,
    is_struck,
    is_tracked_deletion,
    list_level,
    marks_of,
    says_align,
    style_of,
)
from kaicheng.conversion.tables import is_layout, read_table
from kaicheng.findings import Finding

MAX_LIST_DEPTH = 6
_MAX_NOTES = 20
"""Of one kind: a hundred deletions are as clear from twenty."""
_NEW_PARAGRAPH = 2.0  # characters that a line after a break is set in by, to be a paragraph of its own
_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/))[^\s]*", re.IGNORECASE)
_BACK_TO_NOTE = "#footnote-ref-", "#endnote-ref-"
_NUMBER_SIGN = re.compile("[\\d\u2460-\u24ff\u3220-\u33ff\u4e00-\u9fff]")  # digits, ①, ㈠, 一
_HEADINGS = re.compile(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of text stands: what surrounds it says so."""

    tag: str = "p"
    marks: frozenset[Mark] = frozenset()
    href: str = ""
    align: Align | None = None
    indent: float = 0.0
    lists: tuple[Level, ...] = ()
    item: int = 0
    """Which list item it belongs to, by a number of its own; 0 for none."""
    quote: bool = False
    preformatted: bool = False
    word_level: int = 0
    in_cell: bool = False


@dataclass(slots=True)
class Draft:
    """A block as it was read, and what :mod:`.recognition` needs to know of how it stood."""

    block: Block
    indent: float = 0.0
    """How far style or spaces set it in, in characters."""
    marker: str = ""
    """The number or bullet of an item of one of Word's lists."""
    level: int = 0
    """The level of that list, from 1."""
    more: list[tuple[Inline, ...]] = field(default_factory=list)
    """Further paragraphs of a list item, while it is being read."""


@dataclass(slots=True)
class Reader:
    """Walks a tree in reading order. ``drafts`` and ``findings`` are what it found."""

    album: Album
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _line: list[Inline] = field(default_factory=list)
    _place: Place | None = None
    _marker: str = ""
    _items: int = 0
    _last_item: int = 0
    _near: str = ""
    _comments: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def read(self, root: Node) -> None:
        """Read the whole tree."""
        self._children(root, Place())
        self._flush()
        self._complete()
        if self._comments:
            self.findings.append(notes.comments(self._comments))

    def _children(self, node: Node, place: Place) -> None:
        for child in node.children:
            if isinstance(child, str):
                self._text(prepared(child, preformatted=place.preformatted), place)
            else:
                self._element(child, place)

    def _element(self, node: Node, place: Place) -> None:
        if self._leave_out(node):
            return
        tag = node.tag
        if tag == "br":
            self._text(HARD, place)
        elif tag == "hr":
            self._flush()
        elif tag == "img":
            self._image(node, place)
        elif tag == "table":
            self._table(node, place)
        elif tag in BLOCK_TAGS or tag in ("caption", "td", "th", "tr"):
            self._flush()
            self._block(node, place)
            self._flush()
        elif is_list_marker(node) and place.word_level:
            self._marker += " ".join(prepared(node.text()).split())
        elif tag == "a":
            self._link(node, place)
        else:
            self._children(node, replace(place, marks=marks_of(node, place.marks)))

    def _leave_out(self, node: Node) -> bool:
        """Whether a node is not for the public, or not there any more; notes say so."""
        if is_comment(node):
            self._comments += "mso-element" not in style_of(node) or not self._comments
            return True
        if is_tracked_deletion(node):
            self._note(notes.deletion(node.text()), node)
            return True
        if is_hidden(node):
            self._note(notes.hidden(node.text()), node)
            return True
        if is_struck(node):
            self._note(notes.struck(node.text()), node)
        return False

    def _note(self, finding: Finding, node: Node) -> None:
        self._counts[finding.rule] = self._counts.get(finding.rule, 0) + 1
        if node.text().strip() and self._counts[finding.rule] <= _MAX_NOTES:
            self.findings.append(finding)

    def _complete(self) -> None:
        """Put the paragraphs of the last list item together, now that no more come."""
        draft = self.drafts[-1] if self.drafts else None
        if draft is not None and draft.more and isinstance(draft.block, Paragraph):
            draft.block = replace(draft.block, inlines=with_breaks([draft.block.inlines, *draft.more]))
            draft.more = []

    def _block(self, node: Node, place: Place) -> None:
        tag = node.tag
        align = align_of(node)
        inner = replace(
            place,
            tag=tag if _HEADINGS.fullmatch(tag) else "p",
            marks=marks_of(node, place.marks),
            align=align if align or says_align(node) else place.align,
            indent=max(indent_of(node), place.indent if tag != "li" else 0.0),
            quote=place.quote or tag == "blockquote",
            preformatted=place.preformatted or tag == "pre",
            word_level=list_level(node),
        )
        if tag in ("ul", "ol", "menu", "dir"):
            self._list(node, inner)
        elif tag == "li":  # outside any list
            self._item(node, inner, Level("ul"))
        else:
            self._children(node, inner)

    def _list(self, node: Node, place: Place) -> None:
        number = _number(node.attributes.get("start", ""), 1) - 1
        kind = "ol" if node.tag == "ol" else "ul"
        for child in node.children:
            if isinstance(child, str):
                self._text(prepared(child), place)
            elif child.tag == "li" and not is_hidden(child) and not is_tracked_deletion(child):
                self._flush()
                number = _number(child.attributes.get("value", ""), number + 1)
                inner = replace(place, marks=marks_of(child, place.marks))
                self._item(child, inner, Level(kind, number if kind == "ol" else 0))
                self._flush()
            else:
                self._element(child, place)

    def _item(self, node: Node, place: Place, level: Level) -> None:
        self._items += 1
        lists = (*place.lists, level) if len(place.lists) < MAX_LIST_DEPTH else place.lists
        align = align_of(node) or place.align
        self._children(node, replace(place, lists=lists, item=self._items, align=align, tag="p"))

    def _link(self, node: Node, place: Place) -> None:
        href = node.attributes.get("href", "").strip()
        inner = replace(place, marks=marks_of(node, place.marks))
        if href.startswith(_BACK_TO_NOTE) and node.text().strip() == "↑":
            return
        if _LINK.fullmatch(href):
            inner = replace(inner, href=href)
        elif href and not href.startswith("#"):
            self._note(notes.local_link(node.text()), node)
        self._children(node, inner)

    def _image(self, node: Node, place: Place) -> None:
        picture = self.album.picture(
            node.attributes.get("src", ""), node.attributes.get("alt", ""), self._near + plain(self._line)
        )
        if picture is not None:
            self._begin(place)
            self._line.append(picture)

    def _table(self, node: Node, place: Place) -> None:
        self._flush()
        if place.in_cell or is_layout(node):
            for part in _cells(node):
                self._flush()
                self._children(part, place)
        else:
            table = read_table(node, self._cell)
            filled = [cell for row in table.rows for cell in row if cell.inlines]
            self._last_item = 0
            self._complete()
            if filled and sum(map(len, table.rows)) > 1:
                self.drafts.append(Draft(table))
            else:
                contents = (table.caption, *(cell.inlines for cell in filled))
                self.drafts += [Draft(Paragraph(inlines)) for inlines in contents if inlines]

    def _cell(self, node: Node) -> tuple[tuple[Inline, ...], Align | None]:
        """The content of a table cell, and how it stands."""
        inner = Reader(self.album, _near=self._near, _counts=self._counts)
        align = align_of(node)
        inner._children(node, Place(marks=marks_of(node, frozenset()), align=align, in_cell=True))
        inner._flush()
        inner._complete()
        self.findings += inner.findings
        self._comments += inner._comments
        paragraphs = [draft.block for draft in inner.drafts if isinstance(draft.block, Paragraph)]
        markers = [draft.marker for draft in inner.drafts if isinstance(draft.block, Paragraph)]
        self._near = inner._near
        right = bool(paragraphs) and all(paragraph.align is Align.RIGHT for paragraph in paragraphs)
        return (
            with_breaks(_with_marker(*pair) for pair in zip(paragraphs, markers, strict=True)),
            Align.RIGHT if right else None,
        )

    def _text(self, text: str, place: Place) -> None:
        if self._place is None and not text.strip(" \n\r\t\f"):
            return
        if text:
            self._begin(place)
            self._line.append(Run(text, place.marks, place.href))

    def _begin(self, place: Place) -> None:
        if self._place is None:
            self._place = place

    def _flush(self) -> None:
        """End the paragraph that is being gathered."""
        place, line, marker = self._place, self._line, self._marker
        self._place, self._line, self._marker = None, [], ""
        if place is None:
            return
        for indent, inlines in _paragraphs(line, whole=bool(place.item) or place.in_cell):
            self._finish(inlines, place, max(indent, place.indent), marker)
            marker = ""

    def _finish(self, inlines: tuple[Inline, ...], place: Place, indent: float, marker: str) -> None:
        last = self.drafts[-1].block if self.drafts else None
        self._near = plain(inlines)[-60:] or self._near
        if place.item and place.item == self._last_item and isinstance(last, Paragraph):
            self.drafts[-1].more.append(inlines)
            return
        self._complete()
        self._last_item = place.item
        paragraph = Paragraph(inlines, place.tag, place.align, place.lists, place.quote)
        self.drafts.append(Draft(paragraph, indent, marker, place.word_level))


def _paragraphs(line: Sequence[Inline], *, whole: bool) -> Iterator[tuple[float, tuple[Inline, ...]]]:
    """The paragraphs of what stands between two blocks, each with how far spaces set it in.

    Web pages part paragraphs by an empty line, or by a break and spaces; ``whole`` keeps them together.
    """
    gathered: list[tuple[Inline, ...]] = []
    indent = 0.0
    for raw in _hard_lines(line):
        width, tidied = leading(raw), tidy(raw)
        if gathered and not whole and (not tidied or width >= _NEW_PARAGRAPH):
            yield indent, with_breaks(gathered)
            gathered = []
        if tidied:
            indent = indent if gathered else width
            gathered.append(tidied)
    if gathered:
        yield indent, with_breaks(gathered)


def _hard_lines(inlines: Sequence[Inline]) -> Iterator[list[Inline]]:
    line: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Run) or HARD not in inline.text:
            line.append(inline)
            continue
        for number, piece in enumerate(inline.text.split(HARD)):
            if number:
                yield line
                line = []
            if piece:
                line.append(Run(piece, inline.marks, inline.href))
    yield line


def _cells(table: Node) -> Iterator[Node]:
    """The captions and cells of a table itself, in order."""
    for child in table.children:
        if isinstance(child, Node):
            if child.tag in ("td", "th", "caption"):
                yield child
            elif child.tag in ("thead", "tbody", "tfoot", "tr"):
                yield from _cells(child)


def _with_marker(paragraph: Paragraph, marker: str) -> tuple[Inline, ...]:
    """A paragraph in a cell, the number of its list item written out."""
    number = paragraph.lists[-1].number if paragraph.lists else 0
    before = f"{number}. " if number else numbered(marker)
    return (Run(before), *paragraph.inlines) if before else paragraph.inlines


def numbered(marker: str) -> str:
    """What stands before the text of an item whose number is written out; nothing for a bullet."""
    if not marker or is_bullet(marker):
        return ""
    return f"{marker} " if marker[-1].isascii() else marker


def is_bullet(marker: str) -> bool:
    """Whether a marker of one of Word's lists is a sign and no number."""
    return len(marker) == 1 and not _NUMBER_SIGN.match(marker)


def _number(text: str, default: int) -> int:
    text = text.strip()
    return min(int(text), 99_999) if text.isascii() and text.isdigit() and len(text) < 8 else default
