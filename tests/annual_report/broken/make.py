"""Makes the broken files beside it, one for each way of being wrong.

Run as ``python -m tests.annual_report.broken.make``.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pypdf
from PIL import Image

from tests.annual_report.readers.tiny_pdf import Page, pdf

HERE = Path(__file__).parent
MB = 1024 * 1024
LONG_AGO = (2024, 1, 1, 0, 0, 0)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>',
}


def archive(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def word(document: bytes | str) -> bytes:
    return archive({**PACKAGE, "word/document.xml": document})


def bomb() -> bytes:
    """Two hundred entries of the directory that all point at the same ten megabytes."""
    data = word(bytes(10 * MB))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    last = data.rindex(b"PK\x01\x02")
    directory = data[start:end] + data[last:end] * 200
    return (
        data[:start]
        + directory
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 203, 203, len(directory), start, 0)
    )


def lying_bomb() -> bytes:
    """A part of seventy megabytes that declares a hundred bytes."""
    data = word(bytes(70 * MB))
    entry = data.rindex(b"PK\x01\x02")
    return data[: entry + 24] + struct.pack("<L", 100) + data[entry + 28 :]


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return word(
        f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{entities}]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>"
    )


def nested() -> bytes:
    """Tables in tables, sixty deep, each with a text so that none can be skipped."""
    inner = "<w:p><w:r><w:t>底</w:t></w:r></w:p>"
    for _ in range(60):
        inner = (
            f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        )
    return word(f"<w:document {W}><w:body>{inner}</w:body></w:document>")


def compound(stream: str) -> bytes:
    """The beginning of a compound file with the name of a stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le").ljust(512, b"\0")


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (120, 160), 255).save(out, kind)
    return out.getvalue()


def locked() -> bytes:
    page = Page()
    page.text(74, 100, "政府信息公开工作年度报告，共有六个部分，详见下文。", 16)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(page)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def files() -> dict[str, bytes]:
    return {
        "bomb.docx": bomb(),
        "lying-bomb.docx": lying_bomb(),
        "laughs.docx": laughs(),
        "nested.docx": nested(),
        "old.doc": compound("WordDocument"),
        "encrypted.docx": compound("EncryptedPackage"),
        "report.ofd": archive({"OFD.xml": "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>"}),
        "archive.zip": archive({"年报.txt": "一、总体情况"}),
        "photo.jpg": picture("JPEG"),
        "photo.pdf": picture("PDF"),
        "locked.pdf": locked(),
        "empty.txt": b"",
        "news.html": "<html><h1>市政府召开会议</h1><p>会议要求抓好落实。</p></html>".encode(),
        "novel.txt": "却说那日天色已晚，二人投店歇息，次日早行。\n".encode() * 40,
    }


if __name__ == "__main__":
    for name, content in files().items():
        (HERE / name).write_bytes(content)
