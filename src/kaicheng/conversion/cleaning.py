"""Pasted HTML as a clean body."""

from __future__ import annotations

from collections.abc import Container, Iterable

from kaicheng.conversion import notes
from kaicheng.conversion.body import CleanBody
from kaicheng.conversion.images import PLACEHOLDER, Album
from kaicheng.conversion.markup import Node, embedded, gate, parse
from kaicheng.conversion.proposals import proposed
from kaicheng.conversion.reading import Reader
from kaicheng.conversion.recognition import recognised
from kaicheng.conversion.writing import to_html
from kaicheng.findings import Finding


def clean(html: str, *, kept: Container[str] = ()) -> CleanBody:
    """The body of what somebody pasted from Word, WPS, a sheet or a web page.

    Text stays, in its order; what shows how it looked goes. Pictures that came along are taken out and leave
    placeholders; ``kept`` are addresses of pictures that the caller has stored and that stay as they are.
    Cleaning a clean body changes nothing. Raises :class:`~kaicheng.conversion.errors.NotReadable` for what is
    too large or nested beyond reason.
    """
    root = parse(html)
    return body_of(root, Album(kept, _highest_placeholder(root)), map(notes.embedded, embedded(html)))


def body_of(root: Node, album: Album, before: Iterable[Finding] = ()) -> CleanBody:
    """The body of a parsed text. ``before`` are findings that stand first."""
    reader = Reader(album)
    reader.read(root)
    blocks = recognised(reader.drafts)
    return CleanBody(
        html=gate(to_html(blocks)),
        images=album.images,
        notes=(*before, *reader.findings, *album.notes),
        proposed=proposed(blocks),
    )


def _highest_placeholder(root: Node) -> int:
    numbers = (PLACEHOLDER.fullmatch(node.attributes.get("src", "")) for node in root.elements())
    return max((int(found[1]) for found in numbers if found), default=0)
