"""Files as offices have them, made on the spot: typed, scanned, rotated, cropped, layered, badly redacted."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pdfplumber
import pikepdf
import pypdf
import pypdfium2
import typst
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw, ImageFont

from kaicheng.redaction.plan import Box, PagePlan, Plan
from kaicheng.redaction.views import find
from kaicheng.typesetting import pdf as typesetting

THIRD_PARTY = "refused_third_party_rights"
PROCESS = "refused_process_information"
SECRET = "refused_state_secret"
FONT = "KaichengSong-Regular.ttf"

REPORT = """
#set page(width: 400pt, height: 300pt, margin: 30pt)
#set text(font: "Kaicheng Song", size: 12pt, lang: "zh")
关于某企业的调查报告

申请人张伟芳，身份证号 513401199001011234。

The complaint was filed by Margaret Whitfield on paper.

#table(columns: 3, [姓名], [电话], [住址], [李淑珍], [13812345678], [三岔口南路])
#pagebreak()
第二页公开的内容，谢谢阅读。
#pagebreak()
第三页的机密：赟翀龘靐齉。
"""


def typeset(source: str = REPORT) -> bytes:
    """A PDF set by typst, with subset CID fonts and tags."""
    made: bytes = typst.compile(source.encode(), font_paths=typesetting._fonts(False))
    return made


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def unpacked(pdf: pikepdf.Pdf) -> bytes:
    """The file with every stream and object in plain sight."""
    return saved(
        pdf,
        qdf=True,
        static_id=True,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )


def turned(data: bytes, turn: int) -> bytes:
    """A PDF of one page that looks the same, its content lying on a page that a viewer turns by ``turn``."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0].obj
        wide, high = float(page.MediaBox[2]), float(page.MediaBox[3])
        matrix = {
            90: f"0 1 -1 0 {high} 0",
            180: f"-1 0 0 -1 {wide} {high}",
            270: f"0 -1 1 0 0 {wide}",
        }.get(turn, "1 0 0 1 0 0")
        page.Contents = Stream(pdf, f"q {matrix} cm\n".encode() + page.Contents.read_bytes() + b"\nQ")
        page.MediaBox = Array([0, 0, high, wide] if turn in (90, 270) else [0, 0, wide, high])
        page.Rotate = turn
        return saved(pdf)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **options: Any) -> bytes:
    """The PDF after ``change``."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        return saved(pdf, **options)


def latin(
    content: str,
    box: tuple[float, ...] = (0, 0, 400, 300),
    resources: Mapping[str, Any] | None = None,
    **page: Any,
) -> bytes:
    """A PDF of one page drawn by these operators; ``/F`` is Helvetica."""
    pdf = pikepdf.new()
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    sheet = Dictionary(
        Type=Name.Page,
        MediaBox=Array(list(box)),
        Resources=Dictionary({"/Font": Dictionary(F=pdf.make_indirect(font)), **(resources or {})}),
        Contents=Stream(pdf, content.encode()),
        **page,
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))
    return saved(pdf)


def typed(text: str, x: float, y: float, size: float = 14, more: str = "") -> str:
    """Operators that type a Latin text."""
    return f"BT {more} /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def scan(text: str, size: tuple[int, int] = (1000, 600), ink: str = "black") -> Image.Image:
    """A picture of a line of text, as a scanner makes it at 200 dpi."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((100, 200), text, fill=ink, font=font(48))
    return picture


def font(size: int) -> ImageFont.FreeTypeFont:
    path = typesetting.files("kaicheng.typesetting").joinpath(f"fonts/{FONT}")
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def boxes_on(data: bytes, *texts: str, ground: str = THIRD_PARTY) -> dict[int, list[Box]]:
    """Boxes by page number on every place where one of the texts stands; each must stand somewhere."""
    boxes: dict[int, list[Box]] = {}
    for text in texts:
        places = find(data, text)
        assert places, text
        for place in places:
            boxes.setdefault(place.page, []).extend(Box.on(area, ground) for area in place.areas)
    return boxes


def plan_on(data: bytes, *texts: str, pages: int = 1, withhold: tuple[int, ...] = ()) -> Plan:
    """A plan that puts boxes on these texts and gives the rest."""
    from kaicheng.redaction.plan import GIVEN, redacted, withheld

    boxes = boxes_on(data, *texts)

    def page(number: int) -> PagePlan:
        if number in withhold:
            return withheld(SECRET)
        return redacted(*boxes[number]) if number in boxes else GIVEN

    return Plan(tuple(page(number) for number in range(1, pages + 1)))


def read_by_all(data: bytes) -> dict[str, str]:
    """The text of a PDF as each of four readers extracts it, without spaces."""
    with pypdfium2.PdfDocument(data) as document:
        pdfium = "".join(page.get_textpage().get_text_range() for page in document)
    with pdfplumber.open(io.BytesIO(data)) as document:
        plumber = "".join(page.extract_text() for page in document.pages)
        characters = "".join(char["text"] for page in document.pages for char in page.chars)
    plain = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    read = {"pdfium": pdfium, "pdfplumber": plumber, "pdfminer": characters, "pypdf": plain}
    return {reader: "".join(text.split()) for reader, text in read.items()}


def drawn(data: bytes, page: int = 0, dpi: float = 72) -> Image.Image:
    """A page as PDFium draws it, annotations included."""
    with pypdfium2.PdfDocument(data) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
        return picture
