"""Writers: a report in each of the kinds of file that offices use, all drawn from one layout.

>>> from kaicheng.annual_report.writers import write
>>> write(report, "docx")                                       # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from types import MappingProxyType

from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "html": "text/html; charset=utf-8",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json": "application/json",
    }
)
"""The kinds of file that can be written, with their media types."""


def write(report: AnnualReport, kind: str, *, findings: Iterable[Finding] = ()) -> bytes:
    """The report as a file of ``kind``, one of :data:`KINDS`; the same report gives the same bytes.

    HTML marks the cells that ``findings`` name; the other kinds are for filing and show no marks.
    Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no writer for {kind!r}; there are {', '.join(KINDS)}")
    # Imported where used: HTML needs neither the spreadsheet library nor the PDF engine.
    writer = import_module(f"{__name__}.{kind}")
    written: bytes = writer.write(report, findings) if kind == "html" else writer.write(report)
    return written
