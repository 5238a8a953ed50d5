"""Files screened: everything in them that is text, seen or hidden, and what their shape gives away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from kaicheng.annual_report.errors import ReadError, TookTooLong, TooLarge
from kaicheng.annual_report.readers.isolate import ask_isolated
from kaicheng.findings import Finding, Kind, Place, Severity, blocks, worst_first
from kaicheng.screening.catalogue import catalogue
from kaicheng.screening.context import Context
from kaicheng.screening.files.pieces import LIMITS, MB, Note, Parts, parts_from_json
from kaicheng.screening.files.sniff import media_type
from kaicheng.screening.text import screen_name, screen_text
from kaicheng.screening.together import screen_together

__all__ = ["LIMITS", "FileScreening", "Read", "media_type", "screen_file", "texts_of_file"]

_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Read:
    """A part of a file that was looked into: where, how many characters, whether a reader sees it."""

    where: str
    characters: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class FileScreening:
    """What screening a file came to."""

    name: str
    media_type: str
    """By content, not by suffix."""
    findings: tuple[Finding, ...]
    read: tuple[Read, ...]
    unseen: tuple[str, ...]
    """What could not be looked into, in Chinese; empty when everything was."""

    @property
    def complete(self) -> bool:
        """Whether everything in the file was looked into."""
        return not self.unseen and not any(finding.rule == "S02" for finding in self.findings)

    @property
    def blocks(self) -> bool:
        """Whether the file must not be published as it is."""
        return blocks(self.findings)


def screen_file(
    data: bytes,
    name: str,
    *,
    context: Context | None = None,
    seconds: float = LIMITS.seconds,
    tell: Callable[[float], None] = lambda _share: None,
) -> FileScreening:
    """Everything found in a file and its name, worst first. Never raises for what the file holds.

    The file is taken apart in a worker process, which is given up after ``seconds``. ``tell`` hears the share
    of it that has been looked through, from 0 to 1, part by part.
    """
    known = context or Context()
    tell(0)
    parts = _parts(data, name, seconds)
    whole = sum(len(piece.text) for piece in parts.pieces) or 1
    done = 0
    findings = screen_name(name, field=f"{name}·文件名", context=known)
    for inner in dict.fromkeys(parts.names):
        findings += screen_name(inner, field=f"{name}·{inner}", context=known)
    for link in dict.fromkeys(parts.links):
        findings += screen_name(unquote(link), field=f"{name}·链接", context=known)
    for note in parts.notes:
        findings.append(_finding(note, name))
    for piece in parts.pieces:
        place = f"{name}·{piece.where}" if piece.where else name
        found = screen_text(piece.text, field=place, context=known)
        # Slips of writing matter where they are read; a page's end tears no pair apart.
        findings += [
            finding
            for finding in found
            if finding.rule.startswith("V") or not (piece.hidden or (piece.torn and finding.rule == "F16"))
        ]
        done += len(piece.text)
        tell(done / whole)
    by_place: dict[str, list[str]] = {}
    for piece in parts.pieces:
        by_place.setdefault(f"{name}·{piece.where}", []).append(piece.text)
    findings += screen_together(by_place)
    told = _once(findings)
    return FileScreening(
        name,
        parts.media_type,
        tuple(worst_first(told)),
        tuple(Read(piece.where, len(piece.text), piece.hidden) for piece in parts.pieces),
        tuple(parts.unseen),
    )


def texts_of_file(data: bytes, name: str, *, seconds: float = LIMITS.seconds) -> list[str]:
    """The texts of all parts of a file, seen or hidden, as far as they can be read."""
    return [piece.text for piece in _parts(data, name, seconds).pieces]


def _parts(data: bytes, name: str, seconds: float) -> Parts:
    parts = Parts(media_type(data[: 4 * MB], name) if len(data) > LIMITS.file else "application/octet-stream")
    if len(data) > LIMITS.file:
        parts.note(
            "S02",
            f"文件有 {len(data) // MB} MB，超过 {LIMITS.file // MB} MB",
            "The file is too large to be looked into",
        )
        parts.unseen.append("文件过大，没有检查")
        return parts
    safe_name = name.replace("\n", " ").encode("utf-8", "replace")
    try:
        return parts_from_json(
            ask_isolated("kaicheng.screening.files.apart:take_apart", safe_name + b"\n" + data, seconds)
        )
    except TookTooLong:
        parts.note(
            "S02", f"检查超过 {seconds:g} 秒，已停止", f"Looking into it took more than {seconds:g} seconds"
        )
    except TooLarge:
        parts.note("S02", "解开文件所需的内存太多", "Unpacking the file takes too much memory")
    except (ReadError, KeyError, TypeError, ValueError):
        parts.note(
            "S02", "文件已损坏，检查程序读不下去", "The file is damaged and could not be read to its end"
        )
    parts.unseen.append("没有检查完")
    parts.media_type = media_type(data, name)
    return parts


def _finding(note: Note, name: str) -> Finding:
    place = f"{name}·{note.where}" if note.where else name
    where = f"“{note.where}”" if note.where else "文件"
    return catalogue()[note.rule].found(
        f"{where}{note.zh}" if note.where else note.zh,
        f"{note.where}: {note.en}" if note.where else note.en,
        Place(Kind.FILE, place),
        actual=note.zh,  # a verdict on one thing found there is none on another
        severity=Severity(note.severity) if note.severity else None,
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """Each finding once, and no more than anybody would read."""
    told = list({finding.fingerprint: finding for finding in findings}.values())
    if len(told) <= _MOST_TOLD:
        return told
    return worst_first(told)[:_MOST_TOLD]
