"""Readers: a file of whatever kind becomes an annual report.

The kind is found from the content. A container reader takes the file apart into paragraphs and grids,
:mod:`.interpret` finds the report in them. A reader never invents a figure and never corrects one.
"""

from __future__ import annotations

from pathlib import Path

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import limits
from kaicheng.annual_report.readers.containers import take_apart
from kaicheng.annual_report.readers.encoding import decode_text
from kaicheng.annual_report.readers.from_json import read_json
from kaicheng.annual_report.readers.interpret import interpret
from kaicheng.annual_report.readers.limits import check_size, read_file
from kaicheng.annual_report.readers.sniff import Kind, kind_of

__all__ = ["read", "read_path"]


def read(data: bytes, name: str = "", *, isolated: bool = False) -> AnnualReport:
    """The report in the bytes of a file.

    ``name`` is the file's name; it is used only where the content leaves the kind open. ``isolated`` takes
    the file apart in a worker process with limits of time and memory, whatever its kind. Raises only
    :class:`~kaicheng.annual_report.errors.ReadError`, which says what is wrong and what to do next: this is
    where files of all the world come in, and what no reader foresaw is a damaged file, not a crash.
    """
    try:
        check_size(len(data))
        kind = kind_of(data, name)
        if kind is Kind.JSON:
            return read_json(decode_text(data))
        return interpret(take_apart(kind, data, isolated=isolated))
    except ReadError:
        raise
    except Exception as error:
        raise limits.damaged(
            f"内容不合常规（{type(error).__name__}）", f"unforeseen content ({type(error).__name__})"
        ) from error


def read_path(path: Path) -> AnnualReport:
    """The report in a file, which is refused by its size before it is read. Raises only ReadError."""
    return read(read_file(path), path.name)
