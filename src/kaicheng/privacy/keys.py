"""The keys of personal data, in one file outside the database.

::

    index 3fJ…=
    key 2026-11-a 0pQ…=
    key 2027-11-b 9xZ…=

The last ``key`` encrypts; the ones before it still open what they closed, until it is encrypted anew.
``index`` finds equal values without opening any (:func:`kaicheng.privacy.fields.blind`).
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BYTES = 32
_IDENTITY = re.compile(r"[0-9A-Za-z_-]{1,32}")


class KeyringError(Exception):
    """Anything wrong with the keys of personal data; the text says what and what to do."""


class NoKeys(KeyringError):
    """The file is not there."""


class BadKeys(KeyringError):
    """The file is there and cannot be used."""


class UnknownKey(KeyringError):
    """Something was encrypted with a key that the file does not hold."""


@dataclass(frozen=True, repr=False)
class Keyring:
    """Every key, by id, in the order of the file."""

    index: bytes
    keys: dict[str, bytes]

    @property
    def current(self) -> str:
        """The id of the key that encrypts."""
        return next(reversed(self.keys))

    def key(self, identity: str) -> bytes:
        """The key called ``identity``. Raises :class:`UnknownKey`."""
        try:
            return self.keys[identity]
        except KeyError:
            raise UnknownKey(
                f"个人信息密钥“{identity}”不在密钥文件中，请从备份中找回这一行，不要删除仍在使用的密钥。"
                f" The key {identity!r} of personal data is not in the file: put its line back from a backup."
            ) from None


def keyring() -> Keyring:
    """The keys of this installation; read again when the file changes."""
    path = Path(settings.KAICHENG_PERSONAL_KEYS)
    try:
        stamp = path.stat()
    except OSError as error:
        raise NoKeys(
            f"读不到个人信息密钥文件 {path}。请运行 manage.py personal_keys create，或从备份恢复。"
            f" There is no key file for personal data: run manage.py personal_keys create, or restore it."
        ) from error
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Keyring:
    return parse(path.read_text("ascii"))


def parse(text: str) -> Keyring:
    """The keys that a file's text holds. Raises :class:`BadKeys`."""
    index: bytes | None = None
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match line.split():
            case []:
                continue
            case ["index", value] if index is None:
                index = _decoded(value, number)
            case ["key", identity, value] if _IDENTITY.fullmatch(identity) and identity not in keys:
                keys[identity] = _decoded(value, number)
            case _:
                raise BadKeys(
                    f"个人信息密钥文件第 {number} 行无法识别。 Line {number} of the key file is wrong."
                )
    if index is None or not keys:
        raise BadKeys("个人信息密钥文件不完整。 The key file needs one line “index” and at least one “key”.")
    return Keyring(index, keys)


def create(path: Path, identity: str) -> None:
    """A new file with its first key, for its owner only. A file that is there already stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"index {_fresh()}\nkey {identity} {_fresh()}\n")


def add(path: Path, identity: str) -> None:
    """Append a key, which encrypts from now on. Raises ValueError for an id that is taken or unfit."""
    if not _IDENTITY.fullmatch(identity) or identity in parse(path.read_text("ascii")).keys:
        raise ValueError(f"{identity!r}: an id is new, and of letters, digits, - and _")
    _replace(path, path.read_text("ascii").rstrip("\n") + f"\nkey {identity} {_fresh()}\n")


def remove(path: Path, identity: str) -> None:
    """Drop a key that nothing uses any more. Raises ValueError for the current one."""
    ring = parse(path.read_text("ascii"))
    if identity not in ring.keys or identity == ring.current:
        raise ValueError(f"{identity!r} is not an old key")
    lines = path.read_text("ascii").splitlines()
    _replace(path, "\n".join(line for line in lines if line.split()[:2] != ["key", identity]) + "\n")


def _replace(path: Path, text: str) -> None:
    """Write the file anew in one step, so that a crash leaves the old one or the new one."""
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(BYTES)).decode()


def _decoded(value: str, number: int) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != BYTES:
        raise BadKeys(f"个人信息密钥文件第 {number} 行不是 {BYTES} 字节的密钥。 Line {number} holds no key.")
    return key
