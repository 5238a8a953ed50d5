"""Reading a mailbox without changing anything in it: nothing is marked as read, moved or deleted."""

from __future__ import annotations

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kaicheng.cases.mailbox.address import Mailbox

SECONDS = 30
"""To wait for any answer of the server."""
LARGEST = 40 * 1024 * 1024
"""A larger letter is not fetched; its head is, so that somebody looks into the mailbox."""
LARGEST_HEAD = 256 * 1024
_NUMBER = re.compile(rb"\b(UID|RFC822\.SIZE) (\d+)")


class MailboxError(Exception):
    """The mailbox cannot be read; the message says why and goes to the staff's page."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One letter as the server has it; ``raw`` is only its head, or nothing, where ``whole`` is false.

    ``arrived_at`` is None where the server does not say when it arrived.
    """

    uid: int
    arrived_at: dt.datetime | None
    size: int
    raw: bytes
    whole: bool


class Session:
    """An open mailbox, its folder selected for reading."""

    def __init__(self, server: imaplib.IMAP4, folder: str) -> None:
        self._server = server
        self.uid_validity = self._select(folder)

    def _select(self, folder: str) -> int:
        status, _count = self._server.select(imaplib.IMAP4._quote(self._server, folder), readonly=True)  # type: ignore[attr-defined]
        if status != "OK":
            raise MailboxError(f"邮箱里没有文件夹“{folder}”，请核对设置。")
        _code, answer = self._server.response("UIDVALIDITY")
        number = answer[0] if answer else None
        if not isinstance(number, bytes) or not number.isdigit():
            raise MailboxError("邮件服务器没有给出UIDVALIDITY，不能保证不重不漏，没有收取。")
        _code, following = self._server.response("UIDNEXT")
        self._next = int(following[0]) if following and following[0] and following[0].isdigit() else None
        return int(number)

    def counts_on_from(self, last: int) -> bool:
        """Whether the numbers go on after ``last``: those of a mailbox set back to an earlier day begin again
        below it, although the server should have said so by another UIDVALIDITY."""
        return self._next is None or self._next > last

    def uids_after(self, last: int) -> list[int]:
        """The letters that came after ``last``, in their order."""
        found = self._asked("SEARCH", f"UID {last + 1}:*")
        numbers = sorted(
            {
                int(word)
                for line in found
                if isinstance(line, bytes)
                for word in line.split()
                if word.isdigit()
            }
        )
        # “n:*” names the last letter even where its number is smaller than n.
        return [number for number in numbers if number > last]

    def fetch(self, uid: int) -> Fetched | None:
        """One letter; None only where it is gone meanwhile. One that the server has and does not give comes
        without content, so that somebody looks into the mailbox."""
        known = self._asked("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)")
        line = next((one for one in known if isinstance(one, bytes) and _facts_of(one, uid)), None)
        if line is None:
            return Fetched(uid, None, 0, b"", whole=False) if self._has(uid) else None
        size, arrived = _facts_of(line, uid)[b"RFC822.SIZE"], _arrived(line)
        whole = size <= LARGEST
        part = "BODY.PEEK[]" if whole else f"BODY.PEEK[HEADER]<0.{LARGEST_HEAD}>"
        status, answer = self._server.uid("FETCH", str(uid), f"({part})")
        raw = next((one[1] for one in answer if isinstance(one, tuple) and b"BODY[" in one[0].upper()), None)
        if status != "OK" or raw is None:
            return Fetched(uid, arrived, size, b"", whole=False) if self._has(uid) else None
        return Fetched(uid, arrived, size, bytes(raw), whole)

    def _has(self, uid: int) -> bool:
        found = self._asked("SEARCH", f"UID {uid}")
        return any(isinstance(line, bytes) and str(uid).encode() in line.split() for line in found)

    def _asked(self, command: str, *arguments: str) -> list[object]:
        status, answer = self._server.uid(command, *arguments)
        if status != "OK":
            raise MailboxError("邮件服务器拒绝了请求，下次再试。")
        return list(answer)


def _facts_of(line: bytes, uid: int) -> dict[bytes, int]:
    """What a line of the server's answer says of a letter; nothing where it speaks of another one."""
    numbers = {name: int(value) for name, value in _NUMBER.findall(line)}
    return numbers if numbers.get(b"UID") == uid and b"RFC822.SIZE" in numbers else {}


def _arrived(line: bytes) -> dt.datetime | None:
    try:
        when = imaplib.Internaldate2tuple(line)
        return dt.datetime(*when[:6]).astimezone() if when else None
    except (ValueError, OverflowError, OSError):  # a day that no calendar has
        return None


@contextmanager
def opened(mailbox: Mailbox, seconds: float = SECONDS) -> Iterator[Session]:
    """The mailbox, signed in. Raises :class:`MailboxError` for whatever goes wrong with the server."""
    try:
        server = _connected(mailbox, seconds)
    except ssl.SSLError as error:
        raise MailboxError("与邮件服务器的加密连接没有建立，请核对证书和端口。") from error
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise MailboxError("连不上邮件服务器，请核对地址、端口和网络。") from error
    try:
        try:
            server.login(mailbox.user, mailbox.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise MailboxError("邮件服务器不接受账号或者密码，请核对设置（有的邮箱要用授权码）。") from error
        yield Session(server, mailbox.folder)
    except (OSError, imaplib.IMAP4.error, ValueError, MemoryError) as error:
        raise MailboxError("收取时连接中断或者服务器答复有误，已经收到的不会丢，下次接着收。") from error
    finally:
        _close(server)


def _connected(mailbox: Mailbox, seconds: float) -> imaplib.IMAP4:
    if mailbox.security == "tls":
        return imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=seconds
        )
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=seconds)
    if mailbox.security == "starttls":
        server.starttls(ssl_context=ssl.create_default_context())
    return server


def _close(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (OSError, imaplib.IMAP4.error, ValueError):
        server.shutdown()
