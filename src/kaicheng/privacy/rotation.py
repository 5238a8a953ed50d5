"""Encrypting everything anew with the current key, in batches, as often as it takes.

What is done is told by the key's id in front of each value, so a run that was killed goes on where it
stopped, and a value written meanwhile is never overwritten: each is replaced only if it is what was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, FileField, Model, QuerySet, TextField
from django.db.models.functions import Cast

from kaicheng.privacy import cipher
from kaicheng.privacy.fields import Ciphertext, EncryptedTextField, encrypted_fields
from kaicheng.privacy.keys import Keyring
from kaicheng.privacy.storage import EncryptedFileStorage

Progress = Callable[[str, int], None]
BATCH = 200


def columns() -> Iterator[EncryptedTextField]:
    """Every encrypted column of the installation."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            yield from encrypted_fields(model)


def file_columns() -> Iterator[FileField]:
    """Every column of files in encrypted storage."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, FileField) and isinstance(field.storage, EncryptedFileStorage):
                    yield field


def usage() -> Counter[str]:
    """How many values and files each key has closed."""
    count: Counter[str] = Counter()
    for field in columns():
        for stored in _raw(field).exclude(raw="").values_list("raw", flat=True).iterator():
            count[cipher.take_apart(stored, field.place).key] += 1
    for files in file_columns():
        for name in files.model._base_manager.exclude(**{files.name: ""}).values_list(files.name, flat=True):
            count[_storage(files).key_of(name)] += 1
    return count


def rotate(ring: Keyring, progress: Progress = lambda place, count: None) -> int:
    """Bring every value and file to the current key; gives how many were brought."""
    return sum(_rotate_column(field, ring, progress) for field in columns()) + sum(
        _rotate_files(field, ring, progress) for field in file_columns()
    )


def _rotate_column(field: EncryptedTextField, ring: Keyring, progress: Progress) -> int:
    last: Any = None
    total = 0
    old = (
        _raw(field).exclude(raw="").exclude(raw__startswith=f"{cipher.PREFIX}{ring.current}:").order_by("pk")
    )
    while rows := list((old if last is None else old.filter(pk__gt=last)).values_list("pk", "raw")[:BATCH]):
        last = rows[-1][0]
        with transaction.atomic():
            for pk, stored in rows:
                text = cipher.open_(ring, stored, field.place)
                fresh = Ciphertext(cipher.close(ring, text, field.place))
                total += _raw(field).filter(pk=pk, raw=stored).update(**{field.name: fresh})
        progress(field.place, total)
    return total


def _raw(field: EncryptedTextField) -> QuerySet[Any]:
    """Rows of the column's model with what the database holds as ``raw``."""
    model: type[Model] = field.model
    return model._base_manager.annotate(raw=Cast(F(field.attname), TextField()))


def _rotate_files(field: FileField, ring: Keyring, progress: Progress) -> int:
    storage, model, total = _storage(field), field.model, 0
    rows = model._base_manager.exclude(**{field.name: ""}).order_by("pk").values_list("pk", field.name)
    for pk, name in rows.iterator():
        if storage.key_of(name) == ring.current:
            continue
        # The fresh copy first, then the row, then the old file: a kill leaves one too many, not one too few.
        with storage.open(name) as file:
            fresh = storage.save(name, file)
        moved = model._base_manager.filter(pk=pk, **{field.name: name}).update(**{field.name: fresh})
        storage.delete(name if moved else fresh)
        total += moved
        progress(str(field), total)
    return total


def _storage(field: FileField) -> EncryptedFileStorage:
    assert isinstance(field.storage, EncryptedFileStorage)  # noqa: S101  # chosen so
    return field.storage
