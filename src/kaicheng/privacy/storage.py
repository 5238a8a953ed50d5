"""Files that hold personal data: encrypted before any other storage gets them, and named by chance."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.utils.deconstruct import deconstructible
from django.utils.functional import cached_property

from kaicheng.privacy import cipher
from kaicheng.privacy.keys import keyring


class TooLarge(ValueError):
    """A file larger than is encrypted in one piece."""


@deconstructible
class EncryptedFileStorage(Storage):
    """Closes what is saved into the storage called ``inside`` and opens what is read from it.

    A file is called by chance (names of papers name people) and bound to that name, so that files put in each
    other's place do not open. It is encrypted in memory in one piece: nothing lies open on a disk meanwhile.
    """

    def __init__(
        self, inside: str = "private", folder: str = "personal", max_bytes: int = 64 * 2**20
    ) -> None:
        self.inside, self.folder, self.max_bytes = inside, folder, max_bytes

    @cached_property
    def storage(self) -> Storage:
        """Where the closed files lie."""
        return storages[self.inside]

    def _save(self, name: str, content: File[Any]) -> str:
        data = b"".join(content.chunks()) if (content.size or 0) <= self.max_bytes else None
        if data is None:
            raise TooLarge(f"文件超过 {self.max_bytes // 2**20} MB。 The file is too large to be encrypted.")
        self.storage.save(name, ContentFile(cipher.close_bytes(keyring(), data, name)))
        return name

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError(f"{name}: an encrypted file is opened for reading only")
        with self.storage.open(name) as file:
            return ContentFile(cipher.open_bytes(keyring(), file.read(), name), name)

    def key_of(self, name: str) -> str:
        """The id of the key that closed the file."""
        with self.storage.open(name) as file:
            return cipher.key_of_bytes(file.read(128), name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        chance = secrets.token_hex(16)
        return f"{self.folder}/{chance[:2]}/{chance}"

    def exists(self, name: str) -> bool:
        return self.storage.exists(name)

    def delete(self, name: str) -> None:
        self.storage.delete(name)

    def size(self, name: str) -> int:
        with self._open(name) as file:
            return file.size
