"""Where files go that are never served from a public folder."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Seals and other files that only permitted people open."""
    return storages["private"]
