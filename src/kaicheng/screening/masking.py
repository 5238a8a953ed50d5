"""De-identification by a table of conventions (``data/conventions.yaml``): of text, HTML and DOCX.

What is hidden is what :func:`~kaicheng.screening.text.screen_text` finds of V01–V05, V10 and V13, the names
in rolls of people, and masks that show too much. Health, family and ages stay: beside a masked name they are
nobody's.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from kaicheng.annual_report.readers.limits import open_zip, parse_xml
from kaicheng.annual_report.readers.xlsx_package import local
from kaicheng.screening.catalogue import data
from kaicheng.screening.context import Context
from kaicheng.screening.places import to_township
from kaicheng.screening.standard import standard
from kaicheng.screening.text import hits_in
from kaicheng.screening.words import surnames

Convention = Mapping[str, Any]
"""``front`` and ``back``: characters that stay; ``all``, ``cut``, ``name``, ``email``: the other ways."""
Conventions = Mapping[str, Convention]
"""A convention for each kind of ``data/kinds.yaml``; a kind without one is left as it is."""

_STAR = "*"
_NAMED_IN_SENTENCE = ("birth", "age", "health", "minor", "family")
_COMPOUND = frozenset(data("words/names")["compound"])
_FEWEST_STARS = 2
_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml")


@dataclass(frozen=True, slots=True)
class Replacement:
    """One place that was masked. ``original`` is personal: show it to the editor, keep it nowhere."""

    kind: str
    rule: str
    start: int
    end: int
    original: str
    masked: str


@dataclass(frozen=True, slots=True)
class Masked:
    """Text or HTML with everything masked, and what was."""

    text: str
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class MaskedFile:
    """A file with everything masked, and what was; places count within the paragraph or row."""

    data: bytes
    replacements: tuple[Replacement, ...]


def conventions(name: str = "platform") -> Conventions:
    """A table of conventions by its name: ``platform`` or ``strict``. Raises KeyError for another."""
    found: Conventions = data("conventions")[name]
    return found


def mask(text: str, table: Conventions | None = None, *, context: Context | None = None) -> Masked:
    """A copy of a text with personal data masked by a table of conventions.

    >>> mask("电话13800001234。").text
    '电话138****1234。'
    """
    replacements = _replacements(text, table or conventions(), context)
    return Masked(_replaced(text, replacements), tuple(replacements))


def mask_html(source: str, table: Conventions | None = None, *, context: Context | None = None) -> Masked:
    """A copy of a piece of HTML with personal data masked in its text, its tags left as they are.

    A number that tags cut in two is found all the same; the places of replacements count in the text alone.
    """
    if not source.strip():
        return Masked(source, ())
    root = html.fragment_fromstring(source, create_parent="div")
    pieces = list(_html_pieces(root))
    replacements = mask_pieces(pieces, table or conventions(), context)
    written = html.tostring(root, encoding="unicode")
    return Masked(written.removeprefix("<div>").removesuffix("</div>"), tuple(replacements))


def mask_docx(data: bytes, table: Conventions | None = None, *, context: Context | None = None) -> MaskedFile:
    """A copy of a DOCX file with personal data masked in body, headers, notes and comments.

    Pictures, embedded files and properties stay as they are: what screening says of them still holds.
    Raises ReadError for a file that is none.
    """
    out = io.BytesIO()
    replacements: list[Replacement] = []
    with open_zip(data) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            content = archive.read(info)
            if _PARTS.fullmatch(info.filename):
                root = parse_xml(content)
                replacements += mask_pieces(list(_word_pieces(root)), table or conventions(), context)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(info, content)
    return MaskedFile(out.getvalue(), tuple(replacements))


# --- what is masked, and how ------------------------------------------------------------------------------


def _replacements(text: str, table: Conventions, context: Context | None) -> list[Replacement]:
    """The places to be masked, in order and without overlaps."""
    known = context or Context()
    plain = standard(text)
    hits, named = hits_in(text, known)
    spans: list[tuple[int, int, str, str]] = []
    for hit in hits:
        if hit.roll:
            continue
        if hit.kind in _NAMED_IN_SENTENCE:
            name = re.compile(surnames()).match(plain, hit.start)
            if name:
                spans.append((name.start(), name.end(), "name", hit.rule))
        else:
            spans.append((hit.start, hit.end, hit.kind, hit.rule))
    spans += [(start, end, "name", "V09") for start, end in named if not known.knows(text[start:end])]
    # Whoever is named in a roll is not named in full elsewhere either.
    persons = {text[start:end] for start, end, kind, _ in spans if kind in ("name", "complainant")}
    for person in persons:
        if len(person) > 2:
            spans += [(f.start(), f.end(), "name", "V09") for f in re.finditer(re.escape(person), text)]
    spans.sort(key=lambda span: (span[0], -span[1]))
    result: list[Replacement] = []
    reached = 0
    for start, end, kind, rule in spans:
        convention = table.get(kind)
        if start < reached or convention is None:
            continue
        masked = apply(convention, text[start:end])
        if masked != text[start:end]:
            result.append(Replacement(kind, rule, start, end, text[start:end], masked))
            reached = end
    return result


def _replaced(text: str, replacements: Sequence[Replacement]) -> str:
    parts: list[str] = []
    place = 0
    for replacement in replacements:
        parts += (text[place : replacement.start], replacement.masked)
        place = replacement.end
    return "".join((*parts, text[place:]))


def apply(convention: Convention, value: str) -> str:
    """A value masked by one convention; spaces within it go.

    >>> apply({"front": 6, "back": 4}, "330102199003071234")
    '330102********1234'
    """
    bare = re.sub(r"[\s\u200b]", "", value)
    if convention.get("all"):
        return _STAR * 4
    if "cut" in convention:
        return to_township(bare) + _STAR * int(convention.get("stars", _FEWEST_STARS))
    if "name" in convention:
        family = 2 if bare[:2] in _COMPOUND and len(bare) > 2 else 1
        return bare[:family] + _STAR * max(1, len(bare) - family)
    if "email" in convention:
        local_part, _, host = bare.rpartition("@")
        return f"{local_part[:1]}{_STAR * 3}@{host}"
    bare = re.sub(r"(?<=\d)[\-_.·/](?=\d)", "", bare)
    front, back = int(convention.get("front", 0)), int(convention.get("back", 0))
    if len(bare) < front + back + _FEWEST_STARS:
        return bare[:1] + _STAR * max(1, len(bare) - 1)
    return bare[:front] + _STAR * (len(bare) - front - back) + bare[len(bare) - back :]


# --- text in pieces ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Piece:
    """A text node, or with no element a mark between two that stands for a cell or line."""

    text: str
    element: etree._Element | None = None
    tail: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is no mark."""
        return self.element is not None

    def set(self, text: str) -> None:
        if self.element is None:
            return
        if self.tail:
            self.element.tail = text
        else:
            self.element.text = text
            if _is_word(self.element):
                self.element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _is_word(element: etree._Element) -> bool:
    return "wordprocessingml" in str(element.tag)


_LINES = frozenset(
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
        "blockquote",
        "dt",
        "dd",
        "caption",
        "br",
    ]
)


def _html_pieces(root: html.HtmlElement) -> Iterator[Piece]:
    within_cell = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            within_cell += tag in ("td", "th")
            if tag in _LINES and not within_cell:
                yield Piece("\n")
            if tag and tag not in ("script", "style") and (element.text or "").strip():
                yield Piece(element.text or "", element)
        else:
            if tag in ("td", "th"):
                within_cell -= 1
                yield Piece("\t")
            elif tag in _LINES and not within_cell:
                yield Piece("\n")
            if element is not root and (element.tail or "").strip():
                yield Piece(element.tail or "", element, tail=True)


def _word_pieces(root: etree._Element) -> Iterator[Piece]:
    within_cell = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element) if isinstance(element.tag, str) else ""
        if event == "start":
            within_cell += name == "tc"
            if name in ("t", "delText") and element.text:
                yield Piece(element.text, element)
            elif (
                name in ("tab", "br", "cr")
                and element.getparent() is not None
                and local(element.getparent()) == "r"
            ):
                yield Piece("\t" if name == "tab" else "\n")
        elif name == "tc":
            within_cell -= 1
            yield Piece("\t")
        elif name == "tr" or (name == "p" and not within_cell):
            yield Piece("\n")


def mask_pieces(pieces: Sequence[Piece], table: Conventions, context: Context | None) -> list[Replacement]:
    """Mask what the pieces say together; what runs over several is written into the first of them."""
    # Line ends within a text node are white space only, and would take a table apart.
    text = "".join(re.sub(r"[\r\n\t]", " ", piece.text) if piece.is_text else piece.text for piece in pieces)
    replacements = _replacements(text, table, context)
    place = 0
    waiting = list(reversed(replacements))
    for piece in pieces:
        start, end = place, place + len(piece.text)
        place = end
        kept: list[str] = []
        at = start
        while waiting and waiting[-1].start < end:
            replacement = waiting[-1]
            if replacement.start >= start:
                kept += (piece.text[at - start : replacement.start - start], replacement.masked)
            at = min(end, replacement.end)
            if replacement.end > end:
                break
            waiting.pop()
        if at > start or kept:
            piece.set("".join((*kept, piece.text[at - start :])))
    return replacements
