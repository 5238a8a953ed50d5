"""One way into every container reader: the bytes of a file in, a document out.

The libraries are imported where used: a text file needs neither the PDF nor the spreadsheet library.
"""

from __future__ import annotations

from kaicheng.annual_report.readers.document import Document
from kaicheng.annual_report.readers.encoding import decode_text
from kaicheng.annual_report.readers.isolate import run_isolated
from kaicheng.annual_report.readers.sniff import Kind


def take_apart(kind: Kind, data: bytes, *, isolated: bool = False) -> Document:
    """The document in a file of a known kind. Raises ReadError.

    PDF files are always read in a worker process, for their libraries can be made to hang; ``isolated``
    does the same for every kind, as a server must that takes files from anybody.
    """
    if isolated or kind is Kind.PDF:
        return run_isolated(f"{__name__}:{kind.value}", data)
    return _READERS[kind](data)


def text(data: bytes) -> Document:
    from kaicheng.annual_report.readers.text import read_text

    return read_text(decode_text(data))


def html(data: bytes) -> Document:
    from kaicheng.annual_report.readers.html import read_html

    return read_html(decode_text(data))


def docx(data: bytes) -> Document:
    from kaicheng.annual_report.readers.docx import read_docx

    return read_docx(data)


def xlsx(data: bytes) -> Document:
    from kaicheng.annual_report.readers.xlsx import read_xlsx

    return read_xlsx(data)


def pdf(data: bytes) -> Document:
    from kaicheng.annual_report.readers.pdf import read_pdf

    return read_pdf(data)


_READERS = {Kind.TEXT: text, Kind.HTML: html, Kind.DOCX: docx, Kind.XLSX: xlsx, Kind.PDF: pdf}
