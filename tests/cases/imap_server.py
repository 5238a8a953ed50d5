"""A small IMAP server on a socket: enough of RFC 9051 for reading, and able to misbehave on demand."""

from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class Server:
    """One mailbox for one account. ``letters`` are (uid, content); ``fault`` is what goes wrong."""

    letters: list[tuple[int, bytes]] = field(default_factory=list)
    uid_validity: int = 1
    fault: str = ""
    claimed_size: int | None = None
    date: str = "23-Nov-2025 23:30:00 +0800"
    fetched: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Server:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def deliver(self, content: bytes) -> int:
        """Another letter; gives its uid."""
        uid = max((uid for uid, _content in self.letters), default=0) + 1
        self.letters.append((uid, content))
        return uid

    @property
    def address(self) -> str:
        return f"imap://sqgk%40example.org:p%40ss@127.0.0.1:{self.port}/INBOX?security=none&agency="

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines:
                try:
                    self._talk(client, lines)
                except _Hangup as broken:
                    client.sendall(broken.args[0] if broken.args else b"")
                except OSError:
                    continue

    def _talk(self, client: socket.socket, lines: object) -> None:
        client.sendall(b"* OK ready\r\n" if self.fault != "nonsense" else b"\xff" * 2_000_000)
        for line in lines:  # type: ignore[attr-defined]
            tag, _blank, command = line.decode().strip().partition(" ")
            self.commands.append(command)
            answer = self._answer(command)
            client.sendall(
                answer + f"{tag} OK done\r\n".encode()
                if not answer.startswith(b"NO")
                else f"{tag} NO no\r\n".encode()
            )
            if command.upper() == "LOGOUT":
                return

    def _answer(self, command: str) -> bytes:
        name = command.upper()
        if name == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if name.startswith("LOGIN"):
            return b"" if self.fault != "password" and "p@ss" in command else b"NO"
        if name.startswith("EXAMINE"):
            following = max((uid for uid, _content in self.letters), default=0) + 1
            said = f"[UIDVALIDITY {self.uid_validity}] fine\r\n* OK [UIDNEXT {following}] next\r\n"
            return f"* {len(self.letters)} EXISTS\r\n* OK {said}".encode()
        if name.startswith("UID SEARCH"):
            if ":" not in command:
                asked = int(command.split()[-1])
                return f"* SEARCH {asked if asked in dict(self.letters) else ''}\r\n".encode()
            first = int(re.findall(r"UID (\d+):\*", command)[0])
            found = [uid for uid, _content in self.letters if uid >= first] or [
                uid for uid, _c in self.letters
            ][-1:]
            return f"* SEARCH {' '.join(map(str, found))}\r\n".encode()
        if name.startswith("UID FETCH"):
            return self._fetch(command)
        if name == "LOGOUT":
            return b"* BYE\r\n"
        return b"NO"

    def _fetch(self, command: str) -> bytes:
        uid = int(command.split()[2])
        if self.fault == f"vanishes {uid}":
            self.letters = [one for one in self.letters if one[0] != uid]
            return b""
        place, content = next((n, text) for n, (one, text) in enumerate(self.letters, start=1) if one == uid)
        if self.fault == f"says nothing of {uid}":
            return f"* {place} FETCH (UID {uid}0 FLAGS (\\Seen))\r\n".encode()
        if "RFC822.SIZE" in command:
            size = self.claimed_size or len(content)
            return f'* {place} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "{self.date}")\r\n'.encode()
        if self.fault == f"cannot give {uid}":
            return b"NO"
        if self.fault == f"hang up at {uid}":
            raise _Hangup
        if self.fault == f"gives nothing of {uid}":
            return f"* {place} FETCH (UID {uid} BODY[] NIL)\r\n".encode()
        if self.fault == f"cut in {uid}":
            head = f"* {place} FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode()
            raise _Hangup(head + content[: len(content) // 2])
        if "HEADER" in command:
            content = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        else:
            self.fetched.append(uid)
        return f"* {place} FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n"


class _Hangup(Exception):
    """The connection breaks in the middle."""
