"""A client of ClamAV's daemon (clamd) for its command INSTREAM: the file travels, its path does not.

Protocol: ``zINSTREAM\\0``, then pieces each headed by its length in four bytes, an empty piece at the end;
the answer is ``stream: OK``, ``stream: NAME FOUND`` or a line with ERROR.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 60.0
_PIECE = 64 * 1024
_LONGEST = 4096


class NotScanned(Exception):
    """The scanner could not be asked or did not say."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said: the name of what it found, empty for a clean file."""

    virus: str

    @property
    def clean(self) -> bool:
        return not self.virus


def scan(data: Iterable[bytes], address: str, *, seconds: float = SECONDS) -> Verdict:
    """Ask the scanner at ``address``: ``unix:/run/clamav/clamd.ctl`` or ``tcp://127.0.0.1:3310``.

    Raises :class:`NotScanned` when it is away, takes too long, refuses the size, or answers anything else.
    """
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(b"zINSTREAM\0")
            for block in data:
                for start in range(0, len(block), _PIECE):
                    piece = block[start : start + _PIECE]
                    connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        raise NotScanned(str(error)) from error
    if answer == "stream: OK":
        return Verdict("")
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise NotScanned(answer or "no answer")


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    parts = urlsplit(address)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        raise ValueError(f"{address!r} is no address of a scanner: unix:/path or tcp://host:port")
    return socket.create_connection((parts.hostname, parts.port), timeout=seconds)


def _answer(connection: socket.socket) -> str:
    received = b""
    while b"\0" not in received and len(received) < _LONGEST:
        more = connection.recv(_LONGEST)
        if not more:
            break
        received += more
    return received.partition(b"\0")[0].decode("utf-8", "replace").strip()
