"""One document of an earlier site, whatever file it came from."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is known of it. ``body`` is clean HTML; ``column`` is its column's address below the platform."""

    title: str
    published_date: dt.date
    column: str = "zhudong/qita"
    body: str = ""
    kind: str = "other"
    document_number: str = ""
    index_number: str = ""
    created_date: dt.date | None = None
    effective_date: dt.date | None = None
    expiry_date: dt.date | None = None
    topic: str = ""
    genre: str = ""
    item: str = ""
    summary: str = ""
    source_url: str = ""

    @property
    def digest(self) -> str:
        """By which the same document is known again: its address, else its title, day and text."""
        known = self.source_url or f"{self.title}\n{self.published_date.isoformat()}\n{self.body}"
        return hashlib.sha256(known.encode()).hexdigest()
