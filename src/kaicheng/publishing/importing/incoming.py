"""One document of an earlier site, whatever file it came from."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from pathlib import Path

from kaicheng.audit_chain.canonical import canonical


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of it. ``picture`` says that it stands in the text, not below it."""

    name: str
    source: Path | bytes
    """Where it lies, or what is in it: many files are not held in memory at once."""
    picture: bool = False

    @property
    def data(self) -> bytes:
        """What is in it. Raises OSError."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()

    @property
    def size(self) -> int:
        """In bytes. Raises OSError."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size

    @property
    def digest(self) -> str:
        """The SHA-256 of what is in it."""
        return hashlib.sha256(self.data).hexdigest()


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
    amended_date: dt.date | None = None
    abolished_date: dt.date | None = None
    topic: str = ""
    genre: str = ""
    item: str = ""
    summary: str = ""
    source_url: str = ""
    files: tuple[Brought, ...] = ()
    where: str = ""
    """The line or file in which it stands, for messages."""

    @property
    def digest(self) -> str:
        """By which the same document is known again: its address, else its title, day and text."""
        known = self.source_url or f"{self.title}\n{self.published_date.isoformat()}\n{self.body}"
        return hashlib.sha256(known.encode()).hexdigest()

    @property
    def content_digest(self) -> str:
        """A digest of all that becomes public of it, files included."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        said: dict[str, str] = {
            name: str(value) for name, value in values.items() if name not in ("files", "where")
        }
        said["files"] = canonical([[one.name, one.digest, one.picture] for one in self.files])
        return hashlib.sha256(canonical(said).encode()).hexdigest()
