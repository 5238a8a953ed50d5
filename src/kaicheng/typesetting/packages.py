"""Office files are zip archives; this makes them the same bytes whenever they are written."""

from __future__ import annotations

import io
import re
import zipfile

_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMPS = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def steady(data: bytes) -> bytes:
    """The archive ``data`` without the moment of its making, which says nothing about a document."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMPS.sub(b"", content)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def printable(text: str) -> str:
    """``text`` without the control characters, lone surrogates and non-characters that XML cannot hold."""
    return _UNPRINTABLE.sub("", text)
