"""A spreadsheet between its dry run and its loading: kept for whoever gave it, under its digest."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from kaicheng.agencies.models import User

FOLDER = "loading"
KEPT = dt.timedelta(days=7)


def keep(person: User, data: bytes) -> str:
    """Keep it; gives the digest by which it is asked for."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(person, digest)
    if not storages["private"].exists(path):
        storages["private"].save(path, ContentFile(data))
    return digest


def kept(person: User, digest: str) -> bytes | None:
    """What the person gave; None where nothing is kept under that digest."""
    path = _path(person, digest)
    if not path or not storages["private"].exists(path):
        return None
    with storages["private"].open(path) as file:
        data: bytes = file.read()
    return data


def drop(person: User, digest: str) -> None:
    """It is loaded: forget it."""
    storages["private"].delete(_path(person, digest))


def tidy(now: dt.datetime) -> int:
    """Forget what was looked at and not loaded in :data:`KEPT`; how many files those were."""
    store = storages["private"]
    if not store.exists(FOLDER):
        return 0
    paths = [f"{FOLDER}/{name}" for name in store.listdir(FOLDER)[1]]
    old = [path for path in paths if store.get_modified_time(path) < now - KEPT]
    for path in old:
        store.delete(path)
    return len(old)


def _path(person: User, digest: str) -> str:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        return ""
    return f"{FOLDER}/{person.pk}-{digest}"
