"""Small pictures for tests."""

from __future__ import annotations

import io

from PIL import Image


def png(colour: str = "red", size: int = 40) -> bytes:
    """A square in one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(stream, "PNG")
    return stream.getvalue()
