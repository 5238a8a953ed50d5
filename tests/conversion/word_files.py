"""Word files for tests: what python-docx makes, and the XML that it does not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
SHAPES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def append(document: Any, xml: str) -> Any:
    """An element of its own before the section properties of a document."""
    name, _, rest = xml.partition(">")
    closing = "/" if name.endswith("/") else ""
    element = parse_xml(
        f"{name.removesuffix('/')} {nsdecls('w', 'r', 'a', 'wp')} {MATH} {SHAPES}{closing}>{rest}"
    )
    document.element.body[-1].addprevious(element)
    return element


def numbered_list(document: Any, *levels: tuple[str, str]) -> str:
    """A list whose levels have a number format and a text each; its id, to be given to paragraphs."""
    root = document.part.numbering_part.element
    name = str(900 + len(root))
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (style, text) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{inner}</w:abstractNum>')
    first = root.find(qn("w:num"))
    if first is None:
        root.append(abstract)
    else:
        first.addprevious(abstract)
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>')
    )
    return name


def item(document: Any, text: str, number: str, level: int = 0) -> Any:
    """A paragraph that its list numbers."""
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A file with a part exchanged or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, content)
    return out.getvalue()


def empty() -> Any:
    """A document without a paragraph."""
    return docx.Document()
