"""The text of attached files, worked out once for each content and kept beside the search index."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.isolate import ask_isolated
from kaicheng.publishing.models import Attachment
from kaicheng.screening.files.pieces import parts_from_json

logger = logging.getLogger(__name__)

SECONDS = 20.0
"""How long one file may take; what takes longer is found by its document alone."""
MOST = 2_000_000
"""Characters kept of one file."""
MB = 1024 * 1024
LARGEST = 50 * MB


def text_of_file(attachment: Attachment) -> str:
    """What a reader of the file sees, without what is hidden in it. Empty where nothing can be read."""
    if attachment.role == Attachment.Role.PICTURE:
        return ""
    kept = _kept(attachment.digest)
    try:
        return kept.read_text("utf-8")
    except OSError:
        text = _taken_apart(attachment)
        _keep(kept, text)
        return text


def _taken_apart(attachment: Attachment) -> str:
    try:
        if attachment.size > LARGEST:
            return ""
        with attachment.file.open("rb") as file:
            data = file.read()
        answer = ask_isolated(
            "kaicheng.screening.files.apart:take_apart", attachment.name.encode() + b"\n" + data, SECONDS
        )
        pieces = parts_from_json(answer).pieces
    except (OSError, ReadError, KeyError, TypeError, ValueError) as error:
        logger.warning("No text of file %s for the search: %s", attachment.digest, type(error).__name__)
        return ""
    return "\n".join(piece.text for piece in pieces if not piece.hidden)[:MOST]


def _kept(digest: str) -> Path:
    return Path(settings.KAICHENG_SEARCH) / "texts" / digest[:2] / f"{digest}.txt"


def _keep(path: Path, text: str) -> None:
    """In one step, so that nobody reads half a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name, path)
