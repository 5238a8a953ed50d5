"""Pictures of a body: which can be kept, and the numbers under which they are."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Container, Mapping
from urllib.parse import unquote_to_bytes

from kaicheng.conversion import notes
from kaicheng.conversion.blocks import Picture
from kaicheng.conversion.body import Image
from kaicheng.conversion.errors import too_large
from kaicheng.conversion.spaces import prepared
from kaicheng.findings import Finding

MAX_IMAGES = 500
PLACEHOLDER = re.compile(r"image:([1-9]\d{0,4})")

_DATA = re.compile(r"data:([^,;]*)((?:;[^,;]*)*),(.*)", re.DOTALL)
_KINDS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)
_MAX_ALT = 500
# Names of files and what Word writes of itself are no description.
_NO_DESCRIPTION = re.compile(
    r"(?:图片|图像|picture|image|img|wps图片|untitled)?[\s_\-]*[\da-f_\-]*"
    r"(?:\.(?:png|jpe?g|gif|bmp|webp|emf|wmf))?|.*\.(?:png|jpe?g|gif|bmp|webp|emf|wmf)|IMG_\d+",
    re.IGNORECASE,
)


def media_type_of(data: bytes) -> str:
    """The media type of a picture that browsers show, by its first bytes; empty for any other."""
    return next((name for pattern, name in _KINDS if pattern.match(data)), "")


class Album:
    """The pictures of one body, numbered as they come; the same picture twice has one number.

    ``kept`` are sources that the caller has stored and that stay as they are; ``taken`` is the highest
    number that placeholders of the text already have; ``parts`` are pictures by their sources, of a file.
    """

    def __init__(
        self, kept: Container[str] = (), taken: int = 0, parts: Mapping[str, bytes] | None = None
    ) -> None:
        self._kept = kept
        self._taken = taken
        self._parts = parts or {}
        self._numbers: dict[bytes, int] = {}
        self._images: list[Image] = []
        self.notes: list[Finding] = []

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(self._images)

    def picture(self, source: str, alt: str, near: str) -> Picture | None:
        """The picture of an ``img``; ``None``, with a note, when it did not come along.

        ``near`` is text before it, by which an author finds the place.
        """
        source = source.strip()
        alt = described(alt)
        if source in self._kept or PLACEHOLDER.fullmatch(source):
            return Picture(source, alt)
        data = self._parts.get(source) or _decoded(source)
        if data is None:
            self.notes.append(notes.missing_image(near))
            return None
        return self.add(data, alt, near)

    def add(self, data: bytes, alt: str, near: str) -> Picture | None:
        """The picture with these bytes; ``None``, with a note, when browsers cannot show it."""
        media_type = media_type_of(data)
        if not media_type:
            self.notes.append(notes.unusable_image(near))
            return None
        number = self._numbers.get(data)
        if number is None:
            number = self._numbers[data] = self._taken + len(self._images) + 1
            if len(self._images) >= MAX_IMAGES:
                raise too_large(f"图片超过 {MAX_IMAGES} 张", f"There are more than {MAX_IMAGES} pictures")
            self._images.append(Image(number, data, media_type, described(alt)))
        return Picture(f"image:{number}", described(alt))


def described(alt: str) -> str:
    """An alternative text, empty where it only names a file."""
    text = " ".join(prepared(alt).split())[:_MAX_ALT].strip()
    return "" if _NO_DESCRIPTION.fullmatch(text) else text


def _decoded(source: str) -> bytes | None:
    """The bytes of a data address; ``None`` for any other, and for one that is broken."""
    found = _DATA.match(source)
    if found is None:
        return None
    if "base64" not in found[2].lower():
        return unquote_to_bytes(found[3])
    try:
        return base64.b64decode(re.sub(r"\s|%0A|%0D|%20", "", found[3]) + "==", validate=False)
    except (binascii.Error, ValueError):
        return None
