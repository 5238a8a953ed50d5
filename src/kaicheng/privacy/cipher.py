"""Closing and opening values: AES-256-GCM under a key named beside the value.

What is stored reads ``k1:<id of the key>:<nonce and ciphertext>``. The place a value belongs to (its column,
or the file's name) is authenticated with it, so that a ciphertext moved elsewhere does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaicheng.privacy.keys import Keyring

PREFIX = "k1:"
FILE_MAGIC = b"kaicheng-personal-1\n"
_NONCE = 12


class Damaged(ValueError):
    """A value that does not open: altered, moved to another place, or closed by other keys."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place}：加密内容无法解开，可能被改动、移动过，或密钥不符。"
            f" The encrypted value does not open: it was altered or moved, or the keys are wrong."
        )
        self.place = place


class Sealed(NamedTuple):
    """A stored value taken apart."""

    key: str
    body: bytes


def close(ring: Keyring, text: str, place: str) -> str:
    """``text`` encrypted, different each time."""
    identity = ring.current
    body = _encrypt(ring.key(identity), text.encode("utf-8", "surrogatepass"), place)
    return f"{PREFIX}{identity}:{base64.b64encode(body).decode()}"


def open_(ring: Keyring, stored: str, place: str) -> str:
    """What :func:`close` was given. Raises :class:`Damaged` and UnknownKey."""
    key, body = take_apart(stored, place)
    return _decrypt(ring.key(key), body, place).decode("utf-8", "surrogatepass")


def take_apart(stored: str, place: str) -> Sealed:
    """The key's id and the ciphertext."""
    identity, separator, encoded = stored.removeprefix(PREFIX).partition(":")
    if not stored.startswith(PREFIX) or not separator:
        raise Damaged(place)
    try:
        return Sealed(identity, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        raise Damaged(place) from None


def close_bytes(ring: Keyring, content: bytes, place: str) -> bytes:
    """A file's content encrypted, with a first line that says so and a second that names the key."""
    identity = ring.current
    return FILE_MAGIC + identity.encode() + b"\n" + _encrypt(ring.key(identity), content, place)


def open_bytes(ring: Keyring, stored: bytes, place: str) -> bytes:
    """What :func:`close_bytes` was given. Raises :class:`Damaged` and UnknownKey."""
    identity = key_of_bytes(stored, place)
    body = stored[len(FILE_MAGIC) + len(identity) + 1 :]
    return _decrypt(ring.key(identity), body, place)


def key_of_bytes(stored: bytes, place: str) -> str:
    """The id of the key of a stored file; its first hundred bytes are enough."""
    identity, separator, _ = stored.removeprefix(FILE_MAGIC)[:64].partition(b"\n")
    if not stored.startswith(FILE_MAGIC) or not separator or not identity.isascii():
        raise Damaged(place)
    return identity.decode("ascii")


def fingerprint(ring: Keyring, text: str, place: str) -> str:
    """The same for equal texts of one place, and of no use without the index key."""
    message = f"{place}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(ring.index, message, hashlib.sha256).hexdigest()


def _encrypt(key: bytes, content: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def _decrypt(key: bytes, body: bytes, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise Damaged(place) from None
