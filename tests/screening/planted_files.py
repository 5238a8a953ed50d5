"""Leaks that are no words: pictures, what is hidden or covered, names, addresses, what is noted beside.

``CANNOT`` says of every pattern and kind of file that are not planted together why there is nothing to plant.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import docx
import openpyxl
import pikepdf
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor
from openpyxl.drawing.image import Image as SheetPicture
from openpyxl.styles import Font, PatternFill
from PIL import Image

from kaicheng.screening import Metadata, screen_attachments, screen_metadata
from kaicheng.statute import load_calendar

from .planted import (
    IDENTITY,
    INTRODUCTION,
    WRITERS,
    Planted,
    as_docx,
    as_docx_comment,
    as_docx_deleted,
    as_docx_hidden,
    as_html,
    as_pdf,
    as_pdf_boxed,
    as_pdf_white,
    as_pptx,
    as_xlsx_columns,
    as_xlsx_comment,
    as_xlsx_hidden,
    as_xlsx_very_hidden,
    in_file,
    saved,
    slide,
    typeset,
    words_in_files,
    zipped,
)

HARMLESS = "各乡镇人民政府请于本月底前报送总结。"
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
LINK = f"https://www.example.gov.cn/cx?sfz={IDENTITY}"


# --- pictures ---------------------------------------------------------------------------------------------


def picture(width: int, height: int, form: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    """An empty picture of so many pixels."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def located() -> bytes:
    """A photograph that records where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (27.0, 53.0, 0.0), 3: "E", 4: (102.0, 15.0, 0.0)}
    return picture(800, 600, exif=exif)


def docx_with(content: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph(INTRODUCTION).add_run().add_picture(io.BytesIO(content))
    return saved(document)


def docx_header_with(content: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph(INTRODUCTION)
    document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(content))
    return saved(document)


def xlsx_with(content: bytes) -> bytes:
    book = openpyxl.Workbook()
    book.active.append([INTRODUCTION])
    book.active.add_image(SheetPicture(io.BytesIO(content)), "B2")
    return saved(book)


def pptx_with(content: bytes) -> bytes:
    return as_pptx(INTRODUCTION, **{"ppt/media/image1.jpeg": content})


def pdf_with(content: bytes) -> bytes:
    """The picture as a part of a page with text."""
    width, height = Image.open(io.BytesIO(content)).size
    with pikepdf.open(io.BytesIO(as_pdf(INTRODUCTION))) as pdf:
        drawn = pikepdf.Stream(
            pdf,
            content,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        name = pdf.pages[0].add_resource(pdf.make_indirect(drawn), pikepdf.Name.XObject)
        pdf.pages[0].contents_add(f"q 200 0 0 120 100 300 cm {name} Do Q".encode())
        return saved(pdf)


def html_with(content: bytes) -> bytes:
    source = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(content).decode()}">'
    return as_html(INTRODUCTION).replace(b"</body>", source.encode() + b"</body>")


HOLDERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "jpeg": ("附图.jpg", lambda content: content),
    "png": ("附图.png", lambda content: converted(content, "PNG")),
    "tiff": ("附图.tif", lambda content: converted(content, "TIFF")),
    "docx": ("公示.docx", docx_with),
    "docx, header": ("公示.docx", docx_header_with),
    "xlsx": ("公示.xlsx", xlsx_with),
    "pptx": ("公示.pptx", pptx_with),
    "pdf": ("公示.pdf", pdf_with),
    "html": ("公示.html", html_with),
    "zip": ("公示.zip", lambda content: zipped({"说明.txt": INTRODUCTION, "附图.jpg": content})),
    "zip in zip": ("公示.zip", lambda content: zipped({"附件.zip": zipped({"附图.jpg": content})})),
    "zip, docx": ("公示.zip", lambda content: zipped({"公示.docx": docx_with(content)})),
}
"""Each kind of file that can hold a picture, with a name for it and what puts the picture in."""


def converted(content: bytes, form: str) -> bytes:
    image = Image.open(io.BytesIO(content))
    out = io.BytesIO()
    image.save(out, form, exif=image.getexif())
    return out.getvalue()


PICTURES = (
    ("V11", "card", picture(856, 540)),
    ("V11", "card on end", picture(540, 856)),
    ("V11", "portrait", picture(413, 579)),
    ("V12", "scanned page", picture(1240, 1754)),
    ("V19", "place of a photograph", located()),
)


def _pictures() -> Iterator[Planted]:
    for rule, leak, content in PICTURES:
        for kind, (name, put) in HOLDERS.items():
            if not (rule == "V19" and kind == "png"):  # nobody's camera writes PNG
                yield in_file(rule, leak, kind, name, put(content))
    for kind, name, data in (
        ("jpeg", "张三身份证正面.jpg", picture(800, 600)),
        ("png", "李四驾驶证.png", picture(800, 600, "PNG")),
        ("zip", "附件.zip", zipped({"王五银行卡.jpg": picture(800, 600)})),
    ):
        yield in_file("V11", "by its name", kind, name, data)
    yield in_file("V12", "scan", "pdf", "批文.pdf", scanned())
    yield in_file("V12", "scan", "zip, pdf", "附件.zip", zipped({"批文.pdf": scanned()}))


def scanned() -> bytes:
    """A PDF of one page that is a picture."""
    return picture(1240, 1754, "PDF")


# --- hidden -----------------------------------------------------------------------------------------------


def docx_by(author: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(HARMLESS)
    document.core_properties.author = author
    return saved(document)


def xlsx_rows(_: str) -> bytes:
    book = openpyxl.Workbook()
    for row in (("单位", "金额"), ("甲公司", 1), ("乙公司", 2)):
        book.active.append(row)
    book.active.auto_filter.ref = "A1:B3"
    book.active.row_dimensions[2].hidden = True
    return saved(book)


def xlsx_format(text: str) -> bytes:
    """The format ;;; shows nothing of what a cell holds."""
    book = openpyxl.Workbook()
    book.active.append([INTRODUCTION])
    book.active.append([text])
    book.active["A2"].number_format = ";;;"
    return saved(book)


def pptx_notes(text: str) -> bytes:
    return as_pptx(INTRODUCTION, **{"ppt/notesSlides/notesSlide1.xml": slide(text)})


def pptx_comment(text: str) -> bytes:
    comment = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        f"<p:cm><p:text>{text}</p:text></p:cm></p:cmLst>"
    )
    return as_pptx(INTRODUCTION, **{"ppt/comments/comment1.xml": comment})


def pdf_comment(text: str) -> bytes:
    with pikepdf.open(io.BytesIO(as_pdf(INTRODUCTION))) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Text,
            Rect=[0, 0, 20, 20],
            Contents=pikepdf.String(text),
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))
        return saved(pdf)


def pdf_carrying(text: str) -> bytes:
    with pikepdf.open(io.BytesIO(as_pdf(INTRODUCTION))) as pdf:
        pdf.attachments["底稿.txt"] = pikepdf.AttachedFileSpec(pdf, text.encode(), filename="底稿.txt")
        return saved(pdf)


def pdf_layer(_: str) -> bytes:
    with pikepdf.open(io.BytesIO(as_pdf(INTRODUCTION))) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("底稿")))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        )
        return saved(pdf)


def html_styled(style: str, text: str) -> bytes:
    return as_html(INTRODUCTION).replace(b"</body>", f'<p style="{style}">{text}</p></body>'.encode())


def html_comment(text: str) -> bytes:
    return as_html(INTRODUCTION).replace(b"</body>", f"<!-- {text} --></body>".encode())


def photograph_by(author: str) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = author
    return picture(800, 600, exif=exif)


def archived(name: str, write: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The same in an archive."""
    return lambda text: zipped({"说明.txt": INTRODUCTION, name: write(text)})


HIDDEN: tuple[tuple[str, str, str, Callable[[str], bytes]], ...] = (
    ("comment", "docx", "通知.docx", as_docx_comment),
    ("hidden text", "docx", "通知.docx", as_docx_hidden),
    ("tracked changes", "docx", "通知.docx", as_docx_deleted),
    ("author", "docx", "通知.docx", lambda _: docx_by("张三")),
    ("hidden sheet", "xlsx", "通知.xlsx", as_xlsx_hidden),
    ("very hidden sheet", "xlsx", "通知.xlsx", as_xlsx_very_hidden),
    ("hidden columns", "xlsx", "通知.xlsx", as_xlsx_columns),
    ("filtered rows", "xlsx", "通知.xlsx", xlsx_rows),
    ("format that shows nothing", "xlsx", "通知.xlsx", xlsx_format),
    ("comment", "xlsx", "通知.xlsx", as_xlsx_comment),
    ("hidden slide", "pptx", "通知.pptx", lambda text: as_pptx(text, show="0")),
    ("speaker's notes", "pptx", "通知.pptx", pptx_notes),
    ("comment", "pptx", "通知.pptx", pptx_comment),
    ("comment", "pdf", "通知.pdf", pdf_comment),
    ("file inside", "pdf", "通知.pdf", pdf_carrying),
    ("layer switched off", "pdf", "通知.pdf", pdf_layer),
    ("not displayed", "html", "通知.html", partial(html_styled, "display:none")),
    ("comment", "html", "通知.html", html_comment),
    ("author", "jpeg", "现场.jpg", photograph_by),
    ("comment", "zip, docx", "附件.zip", archived("通知.docx", as_docx_comment)),
    ("hidden sheet", "zip, xlsx", "附件.zip", archived("通知.xlsx", as_xlsx_hidden)),
)


# --- covered or unreadable --------------------------------------------------------------------------------


def docx_written(change: Callable[[object], None], text: str) -> bytes:
    document = docx.Document()
    change(document.add_paragraph(INTRODUCTION).add_run(text))
    return saved(document)


def white(run: object) -> None:
    run.font.color.rgb = RGBColor(255, 255, 255)


def tiny(run: object) -> None:
    run.font.size = Pt(1)


def black_marker(run: object) -> None:
    run.font.highlight_color = WD_COLOR_INDEX.BLACK


def black_ground(run: object) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), "000000")
    run._r.get_or_add_rPr().append(shading)
    run.font.color.rgb = RGBColor(0, 0, 0)


def xlsx_styled(text: str, **style: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.append([INTRODUCTION])
    book.active.append([text])
    for name, value in style.items():
        setattr(book.active["A2"], name, value)
    return saved(book)


BLACK = PatternFill("solid", fgColor="FF000000")


def pdf_boxed_by_a_comment(text: str) -> bytes:
    """A black rectangle that a reader's pen has drawn."""
    with pikepdf.open(io.BytesIO(as_pdf(text))) as pdf:
        box = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Square,
            Rect=[0, 400, 600, 842],
            IC=[0, 0, 0],
            C=[0, 0, 0],
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([box]))
        return saved(pdf)


def pdf_tiny(text: str) -> bytes:
    return typeset(f"{INTRODUCTION}\n\n#text(size: 1pt)[{text}]")


COVERED: tuple[tuple[str, str, str, Callable[[str], bytes]], ...] = (
    ("white letters", "docx", "通知.docx", partial(docx_written, white)),
    ("tiny letters", "docx", "通知.docx", partial(docx_written, tiny)),
    ("black marker", "docx", "通知.docx", partial(docx_written, black_marker)),
    ("black ground", "docx", "通知.docx", partial(docx_written, black_ground)),
    ("white letters", "xlsx", "通知.xlsx", partial(xlsx_styled, font=Font(color="FFFFFFFF"))),
    ("black ground", "xlsx", "通知.xlsx", partial(xlsx_styled, fill=BLACK)),
    ("black on black", "xlsx", "通知.xlsx", partial(xlsx_styled, fill=BLACK, font=Font(color="FF000000"))),
    ("black box", "pdf", "通知.pdf", as_pdf_boxed),
    ("white letters", "pdf", "通知.pdf", as_pdf_white),
    ("tiny letters", "pdf", "通知.pdf", pdf_tiny),
    ("black box of a comment", "pdf", "通知.pdf", pdf_boxed_by_a_comment),
    ("white letters", "html", "通知.html", partial(html_styled, "color:#fff")),
    ("white letters by name", "html", "通知.html", partial(html_styled, "color: White; margin:0")),
    ("black ground", "html", "通知.html", partial(html_styled, "background:#000;color:#000")),
    ("black box", "zip, pdf", "附件.zip", archived("通知.pdf", as_pdf_boxed)),
    ("black marker", "zip, docx", "附件.zip", archived("通知.docx", partial(docx_written, black_marker))),
)


# --- names and addresses ----------------------------------------------------------------------------------


def docx_linked(address: str = LINK) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph(INTRODUCTION)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(paragraph.add_run("查询")._r)
    paragraph._p.append(link)
    return saved(document)


def xlsx_linked() -> bytes:
    book = openpyxl.Workbook()
    book.active.append([INTRODUCTION, "查询"])
    book.active["B1"].hyperlink = LINK
    book.active["B1"].value = "查询"
    return saved(book)


def pptx_linked() -> bytes:
    kind = RELATIONSHIP_TYPE.HYPERLINK
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="{LINK}" TargetMode="External"/>'
    return as_pptx(INTRODUCTION, **{"ppt/slides/_rels/slide1.xml.rels": RELATION.format(relation)})


def html_linked() -> bytes:
    return as_html(INTRODUCTION).replace(b"</body>", f'<a href="{LINK}">查询</a></body>'.encode())


NAMES = (("identity number", IDENTITY), ("mobile", "李四_13800000123"), ("paper", "张三身份证复印件"))


def _named() -> Iterator[Planted]:
    files = {kind: (name, write(HARMLESS)) for kind, (name, write) in WRITERS.items() if ", " not in kind}
    files["jpeg"] = ("现场.jpg", picture(800, 600))
    for leak, words in NAMES:
        for kind, (name, data) in files.items():
            yield in_file("V21", f"{leak} in its name", kind, f"{words}.{name.rpartition('.')[2]}", data)
        for kind, data in (
            ("zip", zipped({f"{words}.txt": HARMLESS})),
            ("zip in zip", zipped({"附件.zip": zipped({f"名单/{words}.docx": as_docx(HARMLESS)})})),
            ("zip, folder", zipped({f"{words}/说明.txt": HARMLESS})),
        ):
            yield in_file("V21", f"{leak} in a name inside", kind, "附件.zip", data)
    for kind, name, data in (
        ("docx", "通知.docx", docx_linked()),
        ("xlsx", "通知.xlsx", xlsx_linked()),
        ("pptx", "通知.pptx", pptx_linked()),
        ("html", "通知.html", html_linked()),
        ("pdf", "通知.pdf", typeset(f'{INTRODUCTION} #link("{LINK}")[查询]')),
        ("zip, docx", "附件.zip", zipped({"通知.docx": docx_linked()})),
    ):
        yield in_file("V21", "number in an address", kind, name, data)


# --- written down beside ----------------------------------------------------------------------------------

TODAY = date(2026, 3, 2)
LIST = Metadata(title="示例市2025年第三批补贴发放名单公示", names_people=True)


def _beside() -> Iterator[Planted]:
    for leak, record in (
        ("no end", LIST),
        ("ended", replace(LIST, expires_on=date(2026, 3, 1))),
        ("ended long ago", replace(LIST, expires_on=date(2019, 12, 31))),
    ):
        yield Planted(
            "V23", leak, "metadata", partial(screen_metadata, record, today=TODAY, calendar=load_calendar())
        )
    for kind, (name, _) in WRITERS.items():
        if ", " not in kind:
            yield Planted(
                "V18",
                f"{kind} not opened",
                "review",
                partial(screen_attachments, {name: False, "另一件.txt": True}),
            )


def planted_otherwise() -> Iterator[Planted]:
    """Every leak that is no words in every kind of file that can hold it."""
    yield from _pictures()
    for rule, ways in (("V19", HIDDEN), ("V20", COVERED)):
        for leak, kind, name, write in ways:
            yield in_file(rule, leak, kind, name, write(HARMLESS))
    yield from _named()
    yield from _beside()


def planted(*, every: int = 1) -> Iterator[Planted]:
    """Every leak in every kind of file that can hold it; of those of words each ``every``-th."""
    yield from words_in_files(every=every)
    yield from planted_otherwise()


KINDS = (
    "text",
    "csv",
    "html",
    "docx",
    "xlsx",
    "pptx",
    "pdf",
    "zip",
    "jpeg",
    "png",
    "tiff",
    "metadata",
    "review",
)
_WORDS = frozenset(
    f"V{number:02}" for number in (*range(1, 11), *range(13, 18), 22, 24)
)  # told by what is written
_PLAIN = ("text", "csv")
_PIXELS = ("jpeg", "png", "tiff")
_BESIDE = ("metadata", "review")

CANNOT: dict[tuple[str, str], str] = {
    **{
        (rule, kind): "这种图片的说明文字与 JPEG 存在同样的标签里，由同一段程序读，只用 JPEG 种"
        for rule in _WORDS
        for kind in ("png", "tiff")
    },
    **{
        (rule, kind): "文字写在文件和各字段里；字段与正文用同一个检查，由 test_text 证明"
        for rule in _WORDS
        for kind in _BESIDE
    },
    **{(rule, kind): "纯文字里放不进图片" for rule in ("V11", "V12") for kind in _PLAIN},
    **{("V19", kind): "纯文字里没有看不见的部分" for kind in _PLAIN},
    **{("V20", kind): "纯文字没有颜色和图形，遮不住字" for kind in _PLAIN},
    **{("V20", kind): "图片里只有像素，盖住的已经不在；附带的文字由 V19 管" for kind in _PIXELS},
    (
        "V20",
        "pptx",
    ): "白字在深色底版上是常例，底色从一页里看不出来；盖在字上的形状没有检查，见 docs/measurements.md",
    ("V19", "png"): "相机、手机不用 PNG 存照片；同样的标签由 JPEG 证明",
    **{("V21", kind): "改名与 JPEG 走同一段程序，不另种" for kind in ("png", "tiff")},
    **{
        (rule, kind): "是文件的性质，不是登记和签署的性质"
        for rule in ("V11", "V12", "V19", "V20", "V21")
        for kind in _BESIDE
    },
    **{("V18", kind): "没有打开是审核人的事，与文件里有什么无关" for kind in KINDS if kind != "review"},
    **{
        ("V23", kind): "到期没有撤下是登记的日期说的，与文件里有什么无关"
        for kind in KINDS
        if kind != "metadata"
    },
}
"""Why a pattern is not planted in a kind."""


def kind_of(planted_in: str) -> str:
    """The kind of the file: of ``docx, header`` docx, of ``zip in zip`` zip."""
    return planted_in.partition(",")[0].partition(" in ")[0]
