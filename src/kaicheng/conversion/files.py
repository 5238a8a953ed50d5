"""Bodies of files that an office uploads, read in a worker process with limits of time and memory."""

from __future__ import annotations

import binascii

from kaicheng.annual_report.readers.isolate import SECONDS, ask_isolated
from kaicheng.annual_report.readers.sniff import Kind, kind_of
from kaicheng.conversion.body import CleanBody, from_json
from kaicheng.conversion.errors import NotReadable, typed_errors

_NAMES = {
    Kind.DOCX: "Word（.docx）",
    Kind.PDF: "PDF",
    Kind.XLSX: "Excel（.xlsx）",
    Kind.HTML: "网页（.html）",
    Kind.TEXT: "纯文本",
    Kind.JSON: "JSON",
}


def from_docx(data: bytes, *, seconds: float = SECONDS) -> CleanBody:
    """The body of a Word file (.docx), numbers of lists and chapters written out.

    Comments, deletions and hidden text stay behind and are noted. Raises
    :class:`~kaicheng.conversion.errors.NotReadable`.
    """
    return _read(data, Kind.DOCX, seconds)


def from_pdf(data: bytes, *, seconds: float = SECONDS) -> CleanBody:
    """The body of a PDF with text: paragraphs joined over lines and pages, tables by their lines.

    Page numbers and running headers are left out; so are pictures, which are noted. Raises
    :class:`~kaicheng.conversion.errors.NotReadable`, for a scan with the code ``no_text``.
    """
    return _read(data, Kind.PDF, seconds)


def _read(data: bytes, wanted: Kind, seconds: float) -> CleanBody:
    with typed_errors():
        _check_kind(data, wanted)
        answer = ask_isolated(f"{__name__}:read_{wanted.value}", data, seconds)
    try:
        if "refused" in answer:
            code, zh, en = map(str, answer["refused"])
            raise NotReadable(code, zh, en)
        return from_json(answer)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise NotReadable(
            "damaged",
            "文件已损坏：读取结果不完整。请重新导出后重试。",
            "The file is damaged: what was read from it is incomplete. Export it again and retry.",
        ) from error


def _check_kind(data: bytes, wanted: Kind) -> None:
    """Raise NotReadable when a file is not of the kind that its name promised."""
    found = kind_of(data)
    if found is not wanted:
        raise NotReadable(
            "unknown_kind",
            f"这个文件的内容是{_NAMES[found]}，不是{_NAMES[wanted]}。请按实际类型改正扩展名，或重新选择文件。",
            f"The content of this file is {found.value}, not {wanted.value}. Mend its suffix.",
        )


# --- in the worker --------------------------------------------------------------------------------------


def read_docx(data: bytes) -> dict[str, object]:
    """The body of a Word file as plain lists and texts."""
    from kaicheng.conversion.word import body_of_docx

    try:
        return body_of_docx(data).to_json()
    except NotReadable as refused:
        return _refused(refused)


def read_pdf(data: bytes) -> dict[str, object]:
    """The body of a PDF as plain lists and texts."""
    from kaicheng.conversion.pages import body_of_pdf

    try:
        return body_of_pdf(data).to_json()
    except NotReadable as refused:
        return _refused(refused)


def _refused(refused: NotReadable) -> dict[str, object]:
    return {"refused": [refused.code, refused.message.zh, refused.message.en]}
