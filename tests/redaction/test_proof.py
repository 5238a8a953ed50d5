"""Redactions as they go wrong in offices. Each looks right on a screen, and each is found."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from kaicheng.findings import Finding
from kaicheng.redaction.plan import GIVEN, Plan, redacted, withheld
from kaicheng.redaction.proof import prove
from kaicheng.redaction.releasing import release

from .papers import (
    SECRET,
    THIRD_PARTY,
    boxes_on,
    changed,
    encoded,
    latin,
    plan_on,
    read_by_all,
    saved,
    scan,
    typed,
    typeset,
    unpacked,
)
from .test_releasing import DAY

WORDS = typed("The owner is Margaret Whitfield of Hill Street", 40, 200)
ORIGINAL = latin(WORDS)
BOXES = boxes_on(ORIGINAL, "Margaret Whitfield")[1]
PLAN = Plan((redacted(*BOXES),))
BAR = (
    f"0 g {BOXES[0].left * 400 - 1} {300 - BOXES[0].bottom * 300 - 1} "
    f"{(BOXES[0].right - BOXES[0].left) * 400 + 2} {(BOXES[0].bottom - BOXES[0].top) * 300 + 2} re f\n"
)
ELSEWHERE = typed("The owner is", 40, 200) + typed("of Hill Street", 260, 200)


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


@pytest.fixture(scope="module")
def right() -> bytes:
    return release(ORIGINAL, PLAN, made_on=DAY).data


def test_what_is_released_is_proved(right: bytes) -> None:
    assert prove(right, ORIGINAL, PLAN) == []


def test_nothing_done_at_all() -> None:
    assert {"RD01", "RD02", "RD14"} <= rules(prove(ORIGINAL, ORIGINAL, PLAN))


def test_a_black_rectangle_drawn_over_the_text() -> None:
    assert {"RD01", "RD02"} <= rules(prove(latin(WORDS + BAR), ORIGINAL, PLAN))


def test_a_black_annotation_over_the_text() -> None:
    def cover(pdf: pikepdf.Pdf) -> None:
        square = Dictionary(
            Type=Name.Annot, Subtype=Name.Square, Rect=Array([20, 180, 380, 230]), IC=Array([0, 0, 0]), F=4
        )
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(square)])

    assert {"RD01", "RD07"} <= rules(prove(changed(ORIGINAL, cover), ORIGINAL, PLAN))


def test_a_page_cropped_so_that_the_words_fall_outside() -> None:
    cropped = changed(ORIGINAL, lambda pdf: pdf.pages[0].obj.update({"/CropBox": Array([0, 0, 400, 150])}))
    assert {"RD01", "RD11"} <= rules(prove(cropped, ORIGINAL, PLAN))


def test_words_in_white() -> None:
    assert {"RD01"} <= rules(prove(latin("1 g\n" + WORDS), ORIGINAL, PLAN))


def test_words_made_invisible() -> None:
    hidden = latin(ELSEWHERE + BAR + typed("Margaret Whitfield", 120, 200, more="3 Tr"))
    assert {"RD01"} <= rules(prove(hidden, ORIGINAL, PLAN))


def test_words_in_a_layer_that_is_switched_off() -> None:
    def layered(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=b"x"))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(Order=Array([layer]), OFF=Array([layer]))
        )
        pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)

    content = ELSEWHERE + BAR + "/OC /L BDC\n" + typed("Margaret Whitfield", 120, 200) + "EMC\n"
    assert {"RD01", "RD09"} <= rules(prove(changed(latin(content), layered), ORIGINAL, PLAN))


def test_the_original_left_as_an_attachment(right: bytes) -> None:
    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["original.pdf"] = ORIGINAL

    assert {"RD06"} <= rules(prove(changed(right, attach), ORIGINAL, PLAN))


def test_an_old_revision_left_in_the_file() -> None:
    # What "save" does in most programs: the changed objects are written after the old ones.
    with pikepdf.open(io.BytesIO(ORIGINAL)) as pdf:
        old = unpacked(pdf)
    with pikepdf.open(io.BytesIO(old)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
        size, root = int(pdf.trailer.Size), pdf.Root.objgen[0]
    content = (ELSEWHERE + BAR).encode()
    update = (
        f"{number} 0 obj\n<< /Length {len(content)} >>\nstream\n".encode()
        + content
        + b"\nendstream\nendobj\n"
    )
    start = int(old.rsplit(b"startxref\n", 1)[1].split()[0])
    table = (
        f"xref\n{number} 1\n{len(old):010} 00000 n \n"
        f"trailer\n<< /Size {size} /Root {root} 0 R /Prev {start} >>\n"
        f"startxref\n{len(old) + len(update)}\n%%EOF\n"
    )
    updated = old + update + table.encode()
    assert "Whitfield" not in read_by_all(updated)["pypdf"]
    assert {"RD04", "RD10"} <= rules(prove(updated, ORIGINAL, PLAN))


def test_an_object_that_nothing_uses(right: bytes) -> None:
    with pikepdf.open(io.BytesIO(right)) as pdf:
        text = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True, static_id=True)
    assert text.rstrip().endswith(b"%%EOF")
    at = text.rindex(b"xref\n", 0, text.rindex(b"startxref"))
    smuggled = text[:at] + b"9999 0 obj\n(Margaret Whitfield)\nendobj\n" + text[at:]
    assert {"RD04"} <= rules(prove(smuggled, ORIGINAL, PLAN))


def test_words_in_the_document_properties(right: bytes) -> None:
    def name(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Subject"] = "Complaint of Margaret Whitfield"

    assert {"RD04", "RD05"} <= rules(prove(changed(right, name), ORIGINAL, PLAN))


def test_metadata_without_any_telling_word(right: bytes) -> None:
    def stamp(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, b"<x/>", Type=Name.Metadata, Subtype=Name.XML))

    assert {"RD05"} <= rules(prove(changed(right, stamp), ORIGINAL, PLAN))


def test_words_as_alternative_text(right: bytes) -> None:
    def tell(pdf: pikepdf.Pdf) -> None:
        content = pdf.pages[0].obj.Contents.read_bytes()
        pdf.pages[0].obj.Contents = Stream(
            pdf, b"/Span <</ActualText (Margaret Whitfield)>> BDC\n" + content + b"EMC\n"
        )

    assert {"RD04", "RD09"} <= rules(prove(changed(right, tell), ORIGINAL, PLAN))


def test_a_script_and_a_form_field(right: bytes) -> None:
    def live(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=b"app.alert(1)")
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([pdf.make_indirect(Dictionary(T=b"x", V=b"Margaret Whitfield"))])
        )

    assert {"RD04", "RD07", "RD08"} <= rules(prove(changed(right, live), ORIGINAL, PLAN))


def test_a_bar_drawn_over_a_scan_that_still_holds_the_pixels() -> None:
    picture = encoded(scan("Margaret Whitfield"), "PNG", dpi=(200, 200))
    whole = redacted(*[box.on(box.area, THIRD_PARTY) for box in [_box(0.05, 0.3, 0.9, 0.6)]])

    pdf = pikepdf.new()
    image = Stream(pdf, scan("Margaret Whitfield").convert("L").tobytes())
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 1000, 600
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 360, 216]),
        Resources=Dictionary(XObject=Dictionary(I=pdf.make_indirect(image))),
        Contents=Stream(pdf, b"q 360 0 0 216 0 0 cm /I Do Q 0 g 10 60 340 100 re f"),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    assert {"RD03"} <= rules(prove(saved(pdf), picture, Plan((whole,))))


def test_a_blur_instead_of_a_bar() -> None:
    picture = scan("Margaret Whitfield")
    blurred = picture.resize((60, 36), Image.Resampling.BOX).resize(picture.size)
    plan = Plan((redacted(_box(0.05, 0.3, 0.9, 0.6)),))
    found = prove(
        release(encoded(blurred, "PNG", dpi=(200, 200)), Plan((GIVEN,)), made_on=DAY).data,
        encoded(picture, "PNG", dpi=(200, 200)),
        plan,
    )
    assert {"RD03", "RD14"} <= rules(found)


def test_a_page_withheld_that_is_only_painted_white() -> None:
    white = latin(WORDS + "1 g 0 0 400 300 re f\n")
    found = prove(white, ORIGINAL, Plan((withheld(SECRET),)))
    assert {"RD01", "RD02", "RD14"} <= rules(found)


def test_a_page_withheld_given_as_a_picture() -> None:
    original = encoded(scan("机密"), "PNG", dpi=(200, 200))
    given = release(original, Plan((GIVEN,)), made_on=DAY).data
    assert {"RD15", "RD14"} <= rules(prove(given, original, Plan((withheld(SECRET),))))


def test_a_page_left_out() -> None:
    data = typeset()
    plan = plan_on(data, "张伟芳", pages=3, withhold=(3,))
    made = release(data, plan, made_on=DAY).data

    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]

    assert {"RD11"} <= rules(prove(changed(made, drop), data, plan))


def test_a_font_that_lists_the_characters_of_a_page_withheld() -> None:
    data = typeset()
    plan = plan_on(data, "张伟芳", pages=3, withhold=(3,))
    made = release(data, plan, made_on=DAY).data
    assert prove(made, data, plan) == []

    def untrimmed(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(data)) as source:
            # The second page as the original has it, with the fonts that the third page shares.
            page = pdf.copy_foreign(source.pages[1].obj)
            page_keys = {"/Type", "/MediaBox", "/Resources", "/Contents", "/Parent"}
            for key in set(page.keys()) - page_keys:
                del page[key]
            pdf.pages[1] = pikepdf.Page(page)

    assert {"RD12"} <= rules(prove(changed(made, untrimmed), data, plan))


def test_what_is_not_a_pdf_at_all() -> None:
    assert rules(prove(b"nothing", ORIGINAL, PLAN)) == {"RD00"}


def _box(left: float, top: float, right: float, bottom: float) -> object:
    from kaicheng.redaction.plan import Box

    return Box(left, top, right, bottom, THIRD_PARTY)
