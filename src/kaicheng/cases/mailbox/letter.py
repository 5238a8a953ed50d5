"""Reading a letter whatever is wrong with it: broken MIME, hostile names, parts without end."""

from __future__ import annotations

import email
import email.policy
import hashlib
import html
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

import nh3

from kaicheng.cases.filing import LARGEST, MB
from kaicheng.handed_in import clean_name

MOST_PARTS = 200
MOST_TEXT = 20_000
"""Characters that are shown; the original has the rest."""
MOST_ATTACHMENTS = 30


@dataclass
class Letter:
    """What a person reads of a letter. ``problems`` say what could not be read, in words for the page."""

    sender_name: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_letter(raw: bytes) -> Letter:
    """The letter; never fails."""
    letter = Letter()
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        _heads(message, letter)
        _parts(message, letter)
    except (
        Exception
    ):  # the parser of the standard library raises all sorts on hostile input; the original is kept
        letter.problems.append("邮件格式有误，没有完全读出，请看邮件原件。")
    return letter


def fingerprint(raw: bytes, whole: bool = True) -> str:
    """What makes a letter the same letter: its Message-ID with what it says.

    Not the Message-ID alone: whoever knows one could have another person's request taken for a repetition.
    Not the whole head either: servers add to it on the way.
    """
    head, _blank, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    found = re.search(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(\S+)", head)
    if found is None or not whole:
        return hashlib.sha256(raw).hexdigest()
    return hashlib.sha256(found[1] + b"\0" + body).hexdigest()


def _heads(message: EmailMessage, letter: Letter) -> None:
    for name, field_name in (("Subject", "subject"), ("From", "sender")):
        try:
            setattr(letter, field_name, _plain(str(message.get(name, "")))[:500])
        except Exception:  # a head that cannot be decoded says nothing
            letter.problems.append(f"邮件的{name}读不出来。")
    letter.sender_name, address = parseaddr(letter.sender)
    letter.sender = address[:254] if "@" in address else ""


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _parts(message: EmailMessage, letter: Letter) -> None:
    texts: list[str] = []
    pages: list[str] = []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            letter.problems.append("邮件的部分太多，只读了前面的，请看邮件原件。")
            break
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), _name_of(part)
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            _attach(part, name or f"附件{len(letter.attachments) + 1}", letter)
        elif kind == "text/html":
            pages.append(_text_of(part))
        else:
            texts.append(_text_of(part))
    said = "\n\n".join(filter(None, texts)) or "\n\n".join(_without_markup(page) for page in pages)
    if len(said) > MOST_TEXT:
        letter.problems.append("正文太长，只显示前面的，请看邮件原件。")
    letter.text = said[:MOST_TEXT].replace("\0", "").strip()


def _name_of(part: EmailMessage) -> str:
    try:
        name = part.get_filename()
    except Exception:  # as above
        name = "附件"
    return clean_name(name) if name else ""


def _attach(part: EmailMessage, name: str, letter: Letter) -> None:
    if len(letter.attachments) >= MOST_ATTACHMENTS:
        if len(letter.attachments) == MOST_ATTACHMENTS:
            letter.problems.append("附件太多，其余的请看邮件原件。")
        return
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data:
        letter.problems.append(f"附件“{name}”是空的或者读不出来。")
    elif len(data) > LARGEST:
        letter.problems.append(f"附件“{name}”超过{LARGEST // MB}MB，请看邮件原件。")
    else:
        letter.attachments.append((name, data))


def _text_of(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    data = data[: 4 * MOST_TEXT * 8]
    for charset in filter(None, (part.get_content_charset(), "utf-8", "gb18030")):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _without_markup(page: str) -> str:
    broken = re.sub(r"(?i)<(?:br|/p|/div|/tr|/li|/h\d)[^<>]{0,200}>", "\n", page)
    said = html.unescape(nh3.clean(broken, tags=set()))
    return re.sub(r"\n\s*\n+", "\n\n", said).strip()
