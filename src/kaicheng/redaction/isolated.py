"""The package's front door: each piece of work in a process of its own, with limits of time and memory.

Files to redact come from anywhere, and PDFium is not safe to call from two threads at once; whatever a file
does to the libraries, it does not do it to the caller. Nothing that comes back is unpickled.

Protocol, both ways: a line of JSON, whose ``sizes`` are those of the pieces of bytes after it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from kaicheng.findings import Finding
from kaicheng.redaction import errors, limits
from kaicheng.redaction.errors import FileError, NotProved, RedactionError, TookTooLong, damaged, too_large
from kaicheng.redaction.faults import fault
from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.plan import Plan, plan_from_json, plan_to_json
from kaicheng.redaction.released import Released
from kaicheng.redaction.views import PREVIEW_DPI, Found, PageView, Word

Pieces = Sequence[bytes]
Answer = tuple[dict[str, Any], list[bytes]]


def release(data: bytes, plan: Plan, *, made_on: date, seconds: float | None = None) -> Released:
    """Carry out ``plan`` on a PDF, JPEG, PNG or TIFF, and prove the result, which is always a PDF.

    ``made_on`` is printed on the sheets of pages withheld. The same arguments give the same bytes.

    Raises:
        FileError: the file cannot be worked on.
        PlanError: the plan does not fit it.
        NotProved: something redacted was found in the result, which is thrown away.
    """
    plan.check()
    order = {"plan": plan_to_json(plan), "made_on": made_on.isoformat()}
    answer, pieces = _ask("release", order, [data], seconds or _allowed(len(plan.pages)))
    return Released(pieces[0], tuple(map(int, answer["redrawn"])))


def prove(released: bytes, original: bytes, plan: Plan, *, seconds: float | None = None) -> list[Finding]:
    """What remains in ``released`` of what ``plan`` takes out of ``original``; nothing when all is gone.

    Raises:
        FileError: the original cannot be read.
        PlanError: the plan does not fit it.
    """
    plan.check()
    order = {"plan": plan_to_json(plan)}
    answer, _ = _ask("prove", order, [released, original], seconds or _allowed(len(plan.pages)))
    return _findings_from(answer["findings"])


def pages_of(
    data: bytes,
    *,
    dpi: float = PREVIEW_DPI,
    numbers: Sequence[int] | None = None,
    previews: bool = True,
    seconds: float | None = None,
) -> list[PageView]:
    """The pages of a PDF, JPEG, PNG or TIFF; only those with these numbers (from one) where given.

    Raises:
        FileError: the file cannot be worked on.
    """
    order = {"dpi": dpi, "numbers": None if numbers is None else list(numbers), "previews": previews}
    answer, pieces = _ask("pages_of", order, [data], seconds or 2 * limits.SECONDS)
    return [_view_from(page, png) for page, png in zip(answer["pages"], pieces, strict=True)]


def find(data: bytes, text: str) -> list[Found]:
    """Every place in a file where ``text`` stands, whatever its spaces, line breaks, width and case.

    Raises:
        FileError: the file cannot be worked on.
    """
    return [found for page in pages_of(data, previews=False) for found in page.find(text)]


def _allowed(pages: int) -> float:
    return limits.SECONDS + limits.SECONDS_PER_PAGE * pages


def _ask(function: str, order: Mapping[str, Any], pieces: Pieces, seconds: float) -> Answer:
    for piece in pieces:
        if len(piece) > limits.FILE:
            raise too_large(
                f"文件有 {len(piece) / limits.MB:.0f} MB（上限 {limits.FILE // limits.MB} MB）",
                f"The file has {len(piece) / limits.MB:.0f} MB (limit {limits.FILE // limits.MB} MB)",
            )
    start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
    asked = _packed({"function": function, "order": order, "seconds": seconds}, pieces)
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", start],
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            start_new_session=os.name == "posix",
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(seconds) from None
    if not done.stdout:
        raise damaged("处理程序因这个文件意外中止", "the program that worked on it was brought down by it")
    try:
        answer, received = _unpacked(done.stdout)
        if "error" not in answer:
            return answer, received
        error = _error_from(answer)
    except (KeyError, TypeError, ValueError) as cause:
        raise damaged("处理结果不完整", "what was made of it is incomplete") from cause
    raise error


def _too_slow(seconds: float) -> TookTooLong:
    return TookTooLong(
        f"处理超过 {seconds:g} 秒，已停止。文件可能已损坏或者过于复杂，请拆成几个文件，或者打印后扫描再试。",
        f"It took more than {seconds:g} seconds and was given up. Split the file, or print and scan it.",
    )


def _error_from(answer: Mapping[str, Any]) -> RedactionError:
    if answer["error"] == NotProved.__name__:
        return NotProved(_findings_from(answer["findings"]))
    kind = getattr(errors, str(answer["error"]), FileError)
    known = kind if isinstance(kind, type) and issubclass(kind, RedactionError) else FileError
    return known(str(answer["zh"]), str(answer["en"]))


# --- in the other process -------------------------------------------------------------------------------


def serve() -> None:
    """Do the one piece of work that standard input asks for."""
    asked = sys.stdin.buffer.read()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get among the answers
    order, pieces = _unpacked(asked)
    _limit(order["seconds"])
    answers.write(_packed(*_done(order["function"], order["order"], pieces)))
    answers.close()


def _done(function: str, order: Mapping[str, Any], pieces: Pieces) -> Answer:
    work: dict[str, Callable[[Mapping[str, Any], Pieces], Answer]] = {
        "release": _do_release,
        "prove": _do_prove,
        "pages_of": _do_pages_of,
    }
    try:
        return work[function](order, pieces)
    except NotProved as error:
        return {"error": NotProved.__name__, "findings": _findings_to(error.findings)}, []
    except RedactionError as error:
        return _error_to(error)
    except MemoryError:
        return _error_to(too_large("处理文件所需的内存太多", "Working on it takes too much memory"))
    except RecursionError:
        return _error_to(damaged("内部层次过深", "it is nested too deeply"))
    except Exception as error:
        # Whatever else a library does on a broken file says no more than that the file is broken.
        name = type(error).__name__
        return _error_to(damaged(f"无法处理（{name}）", f"it cannot be worked on ({name})"))


def _error_to(error: RedactionError) -> Answer:
    return {"error": type(error).__name__, "zh": error.message.zh, "en": error.message.en}, []


# Each piece of work loads its own libraries: they take longer to load than a preview takes to draw.


def _do_release(order: Mapping[str, Any], pieces: Pieces) -> Answer:
    from kaicheng.redaction.releasing import release as work

    made_on = date.fromisoformat(order["made_on"])
    made = work(pieces[0], plan_from_json(order["plan"]), made_on=made_on)
    return {"redrawn": list(made.redrawn)}, [made.data]


def _do_prove(order: Mapping[str, Any], pieces: Pieces) -> Answer:
    from kaicheng.redaction.proof import prove as work

    return {"findings": _findings_to(work(pieces[0], pieces[1], plan_from_json(order["plan"])))}, []


def _do_pages_of(order: Mapping[str, Any], pieces: Pieces) -> Answer:
    from kaicheng.redaction.views import pages_of as work

    views = work(pieces[0], dpi=order["dpi"], numbers=order["numbers"], previews=order["previews"])
    return {"pages": [_view_to(view) for view in views]}, [view.png for view in views]


def _limit(seconds: float) -> None:
    try:
        import resource  # not everywhere
    except ImportError:
        return
    # The processor's clock is a second net under the caller's: should the caller die, this does not run on.
    for kind, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, int(seconds) + 2),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


# --- between the two ------------------------------------------------------------------------------------


def _packed(head: Mapping[str, Any], pieces: Pieces) -> bytes:
    line = json.dumps({**head, "sizes": [len(piece) for piece in pieces]}, ensure_ascii=False)
    return b"".join((line.encode("utf-8", "surrogatepass"), b"\n", *pieces))


def _unpacked(message: bytes) -> Answer:
    line, _, rest = message.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    pieces, at = [], 0
    for size in head["sizes"]:
        pieces.append(rest[at : at + size])
        at += size
    if at != len(rest):
        raise ValueError("cut short")
    return head, pieces


def _findings_to(findings: Sequence[Finding]) -> list[list[str]]:
    return [
        [found.rule, found.message.zh, found.message.en, found.where[0].ref, found.where[0].quote]
        for found in findings
    ]


def _findings_from(raw: Any) -> list[Finding]:
    found = []
    for rule, zh, en, ref, quote in raw:
        page = int(str(ref).removeprefix("page:")) if ref else None
        found.append(fault(str(rule), str(zh), str(en), page, str(quote)))
    return found


def _view_to(view: PageView) -> dict[str, Any]:
    return {
        "number": view.number,
        "size": [view.width, view.height],
        "text": view.text,
        "cells": [None if cell is None else _rect_to(cell) for cell in view.cells],
        "words": [[word.text, _rect_to(word.area)] for word in view.words],
    }


def _view_from(raw: Any, png: bytes) -> PageView:
    width, height = map(float, raw["size"])
    return PageView(
        int(raw["number"]),
        width,
        height,
        png,
        str(raw["text"]),
        tuple(None if cell is None else _rect_from(cell) for cell in raw["cells"]),
        tuple(Word(str(text), _rect_from(area)) for text, area in raw["words"]),
    )


def _rect_to(rect: Rect) -> list[float]:
    return [round(value, 6) for value in (rect.left, rect.top, rect.right, rect.bottom)]


def _rect_from(raw: Any) -> Rect:
    left, top, right, bottom = map(float, raw)
    return Rect(left, top, right, bottom)
