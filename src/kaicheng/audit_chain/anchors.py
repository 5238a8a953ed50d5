"""Heads noted outside the database: what proves later that no tail was cut off or written anew.

A heads file is one JSON object; ``signature``, where there is one, is Ed25519 over the canonical form of
everything else in it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from kaicheng.audit_chain.canonical import canonical
from kaicheng.audit_chain.record import moment
from kaicheng.audit_chain.verify import Anchor, Head
from kaicheng.findings import Text

SCHEMA = "kaicheng/audit-heads/1"


class BadAnchors(ValueError):
    """A heads file or key that cannot be used; ``message`` says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(zh, en)


def heads_file(day: dt.date, made_at: dt.datetime, heads: Iterable[tuple[str, Head]]) -> dict[str, Any]:
    """The object of a heads file, not yet signed."""
    return {
        "schema": SCHEMA,
        "day": day.isoformat(),
        "made_at": moment(made_at),
        "heads": [{"chain": chain, "seq": head.seq, "hash": head.hash} for chain, head in heads],
    }


def sign(document: dict[str, Any], key: Path) -> dict[str, Any]:
    """``document`` with its signature by the Ed25519 private key (PEM, no password) in the file ``key``."""
    try:
        private = load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadAnchors(
            f"签名私钥“{key}”无法读取：{error}", f"cannot read the key {key}: {error}"
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise BadAnchors(f"“{key}”不是 Ed25519 私钥。", f"{key} is not an Ed25519 private key.")
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    value = private.sign(canonical(document).encode()).hex()
    return {**document, "signature": {"algorithm": "ed25519", "public_key": public, "value": value}}


def read_anchors(path: Path, public_key: Path | None = None) -> list[Anchor]:
    """The heads in a file.

    With ``public_key`` (PEM) the file must be signed by that key; without, a signature is still checked
    against the key that the file itself names. Raises :class:`BadAnchors`.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        signature = document.pop("signature", None)
        day = dt.date.fromisoformat(document["day"]).isoformat()
        found = [
            Anchor(str(head["chain"]), int(head["seq"]), str(head["hash"]), day) for head in document["heads"]
        ]
        if document["schema"] != SCHEMA:
            raise ValueError(document["schema"])
    except OSError as error:
        raise BadAnchors(
            f"存证文件“{path}”无法打开：{error.strerror}", f"cannot open {path}: {error.strerror}"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadAnchors(f"“{path}”不是存证文件。", f"{path} is not a heads file.") from error
    _check_signature(path, document, signature, public_key)
    return found


def _check_signature(path: Path, document: dict[str, Any], signature: Any, public_key: Path | None) -> None:
    if public_key is not None:
        key = _public_key(public_key)
        if signature is None:
            raise BadAnchors(f"存证文件“{path}”没有签名。", f"{path} is not signed.")
    elif signature is None:
        return
    try:
        if public_key is None:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
        key.verify(bytes.fromhex(signature["value"]), canonical(document).encode())
    except (InvalidSignature, ValueError, KeyError, TypeError) as error:
        raise BadAnchors(
            f"存证文件“{path}”的签名不对：文件被改动，或不是由该密钥签名。",
            f"{path}: wrong signature. The file was altered, or another key signed it.",
        ) from error


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise BadAnchors(f"公钥“{path}”无法读取：{error}", f"cannot read the key {path}: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadAnchors(f"“{path}”不是 Ed25519 公钥。", f"{path} is not an Ed25519 public key.")
    return key
