"""Hash algorithms by the name that is stored with each event.

A name is never given another meaning; a new algorithm is a new name, and old events keep theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

START = "0" * 64
"""What the first event of a chain gives as the hash of the one before it."""


class UnknownAlgorithm(ValueError):
    """A name that is not in :data:`ALGORITHMS`."""


def _sm3(data: bytes) -> str:
    # Not hashlib.new("sm3"): whether that exists depends on how the system's OpenSSL was built.
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


ALGORITHMS: dict[str, Callable[[bytes], str]] = {"sm3": _sm3, "sha256": _sha256}


def digest(algorithm: str, text: str) -> str:
    """The hash of ``text`` in UTF-8, as 64 lower-case hexadecimal digits. Raises UnknownAlgorithm."""
    try:
        function = ALGORITHMS[algorithm]
    except KeyError:
        raise UnknownAlgorithm(
            f"no hash algorithm {algorithm!r}; there are {', '.join(ALGORITHMS)}"
        ) from None
    return function(text.encode("utf-8", "surrogatepass"))
