"""What taking a file apart yields: pieces of text, and what the taking apart itself found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked into; sizes in bytes. What lies beyond is told as not looked into."""

    file: int = 200 * MB
    depth: int = 4
    """Archives and embedded files inside one another."""
    entries: int = 2_000
    """Files inside an archive, and in all archives of a file."""
    unpacked: int = 400 * MB
    """All entries of archives, unpacked."""
    ratio: int = 200
    """How many times its packed size an entry may grow, above ``ratio_from`` unpacked."""
    ratio_from: int = 8 * MB
    text: int = 10_000_000
    """Characters in all."""
    pages: int = 1_000
    page_objects: int = 100_000
    page_pictures: int = 200
    """Pictures that are looked at in all pages of a PDF."""
    links: int = 2_000
    pixels: int = 200_000_000
    notes: int = 500
    seconds: float = 60.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Piece:
    """Text from one part of a file; ``where`` says which in Chinese, ``hidden`` whether a reader sees it."""

    where: str
    text: str
    hidden: bool = False
    torn: bool = False
    """Whether lines end where the page does, so that marks in pairs may be torn apart."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that taking apart found: a rule, what and where, and a severity other than the rule's."""

    rule: str
    zh: str
    en: str
    where: str = ""
    severity: str = ""


class OutOfRoom(Exception):
    """A limit of the whole file is reached; what was read until then stays."""


@dataclass(slots=True)
class Parts:
    """What is gathered while a file is taken apart, and how much room is left."""

    media_type: str = "application/octet-stream"
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Names of files inside."""
    links: list[str] = field(default_factory=list)
    """Addresses of the web that the file leads to."""
    characters: int = 0
    entries: int = 0
    unpacked: int = 0

    def add(self, where: str, text: str, *, hidden: bool = False, torn: bool = False) -> None:
        """Keep a piece of text, cut where the room ends. Raises OutOfRoom."""
        if not text.strip():
            return
        room = LIMITS.text - self.characters
        clean = text[:room].encode("utf-8", "replace").decode()
        self.pieces.append(Piece(where, clean, hidden, torn))
        self.characters += len(clean)
        if len(text) > room:
            self.note(
                "S02",
                f"文字超过 {LIMITS.text // 10_000} 万字，只检查了前面的",
                "More text than is looked into; only the first part was",
            )
            raise OutOfRoom

    def note(self, rule: str, zh: str, en: str, where: str = "", severity: str = "") -> None:
        """Keep something found. Raises OutOfRoom when there is no end of it."""
        found = Note(rule, zh, en, where, severity)
        if found not in self.notes:
            self.notes.append(found)
        if len(self.notes) > LIMITS.notes:
            raise OutOfRoom

    def link(self, address: str) -> None:
        """Keep where a link leads, if that is into the web."""
        if address.lower().startswith(("http://", "https://", "ftp://")) and len(self.links) < LIMITS.links:
            self.links.append(address[:2_000])

    def not_seen(self, zh: str, en: str, where: str = "", severity: str = "") -> None:
        """Keep that something was not looked into (S01)."""
        said = f"{where}：{zh}" if where else zh
        if said not in self.unseen:
            self.unseen.append(said)
            self.note("S01", zh, en, where, severity)

    def to_json(self) -> dict[str, Any]:
        return {
            "media_type": self.media_type,
            "pieces": [[piece.where, piece.text, piece.hidden, piece.torn] for piece in self.pieces],
            "notes": [[note.rule, note.zh, note.en, note.where, note.severity] for note in self.notes],
            "unseen": self.unseen,
            "names": self.names,
            "links": self.links,
        }


def parts_from_json(data: Any) -> Parts:
    """What :meth:`Parts.to_json` wrote. Raises KeyError, TypeError, ValueError for any other shape."""
    return Parts(
        str(data["media_type"]),
        [
            Piece(str(where), str(text), bool(hidden), bool(torn))
            for where, text, hidden, torn in data["pieces"]
        ],
        [Note(*map(str, note)) for note in data["notes"]],
        [str(entry) for entry in data["unseen"]],
        [str(name) for name in data["names"]],
        [str(link) for link in data["links"]],
    )
