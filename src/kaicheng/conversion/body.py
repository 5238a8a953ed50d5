"""A body as it comes out of every conversion."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kaicheng.findings import Finding, Kind, Place, Severity, Text


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a body. In the HTML it stands as ``<img src="image:1">``, with its number.

    ``data`` are its bytes, which begin as ``media_type`` says; they have not been decoded. ``alt`` is
    empty where nobody described it.
    """

    number: int
    data: bytes
    media_type: str
    alt: str = ""

    @property
    def source(self) -> str:
        """What stands for it in the HTML, to be replaced by the address under which it is stored."""
        return f"image:{self.number}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a body says of itself, for an author to accept. Empty or ``None`` where it does not say."""

    title: str = ""
    document_number: str = ""
    """As it is written properly: 甲人社发〔2024〕12号."""
    made_on: date | None = None
    issuer: str = ""
    """Several issuers of a joint document are separated by “、”."""


@dataclass(frozen=True, slots=True)
class CleanBody:
    """The HTML of a body, its pictures, what did not come along, and what it says of itself."""

    html: str
    images: tuple[Image, ...] = ()
    notes: tuple[Finding, ...] = ()
    proposed: Proposed = field(default_factory=Proposed)

    def to_json(self) -> dict[str, Any]:
        """As lists, dicts and texts, to cross the border of a process."""
        return {
            "html": self.html,
            "images": [
                [image.number, base64.b64encode(image.data).decode(), image.media_type, image.alt]
                for image in self.images
            ],
            "notes": [_note_to_json(note) for note in self.notes],
            "proposed": [
                self.proposed.title,
                self.proposed.document_number,
                self.proposed.made_on and self.proposed.made_on.isoformat(),
                self.proposed.issuer,
            ],
        }


def from_json(data: Any) -> CleanBody:
    """The body that :meth:`CleanBody.to_json` wrote. Raises KeyError, TypeError, ValueError."""
    title, document_number, made_on, issuer = data["proposed"]
    return CleanBody(
        html=str(data["html"]),
        images=tuple(
            Image(int(number), base64.b64decode(content), str(media_type), str(alt))
            for number, content, media_type, alt in data["images"]
        ),
        notes=tuple(_note_from_json(note) for note in data["notes"]),
        proposed=Proposed(
            str(title), str(document_number), date.fromisoformat(made_on) if made_on else None, str(issuer)
        ),
    )


def _note_to_json(note: Finding) -> list[Any]:
    places = [[place.kind.value, place.ref, place.quote] for place in note.where]
    return [note.rule, note.severity.value, note.message.zh, note.message.en, places]


def _note_from_json(data: Any) -> Finding:
    rule, severity, zh, en, places = data
    return Finding(
        str(rule),
        Severity(severity),
        Text(str(zh), str(en)),
        tuple(Place(Kind(kind), str(ref), str(quote)) for kind, ref, quote in places),
    )
