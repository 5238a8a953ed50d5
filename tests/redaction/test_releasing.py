"""Files as they come, and what is released of them."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.plan import GIVEN, Box, Plan, redacted, withheld
from kaicheng.redaction.releasing import release
from kaicheng.redaction.views import find, pages_of
from kaicheng.typesetting import pdf as typesetting
from tests.conftest import REPORTS

from .papers import (
    PROCESS,
    SECRET,
    THIRD_PARTY,
    changed,
    drawn,
    encoded,
    font,
    latin,
    plan_on,
    read_by_all,
    saved,
    scan,
    turned,
    typed,
    typeset,
    unpacked,
)

DAY = date(2026, 11, 23)


def test_names_go_and_the_rest_stays() -> None:
    data = typeset()
    plan = plan_on(
        data, "张伟芳", "513401199001011234", "Margaret Whitfield", "13812345678", pages=3, withhold=(3,)
    )
    made = release(data, plan, made_on=DAY)
    assert made.redrawn == (1,)
    for reader, text in read_by_all(made.data).items():
        for gone in ("张伟芳", "伟芳", "5134", "1234", "Margaret", "Whitfield", "138", "机密", "赟", "龘"):
            assert gone not in text, (reader, gone)
        for stays in (
            "关于某企业的调查报告",
            "申请人",
            "Thecomplaintwasfiledby",
            "李淑珍",
            "三岔口南路",
            "谢谢阅读",
        ):
            assert stays in text, (reader, stays)


def test_the_same_arguments_give_the_same_bytes() -> None:
    data = typeset()
    plan = plan_on(data, "张伟芳", pages=3, withhold=(3,))
    assert release(data, plan, made_on=DAY) == release(data, plan, made_on=DAY)


def test_grounds_are_printed_and_notes_are_not() -> None:
    data = typeset()
    area = find(data, "张伟芳")[0].areas[0]
    plan = Plan(
        (
            redacted(Box.on(area, THIRD_PARTY, "当事人姓名"), Box(0.5, 0.8, 0.9, 0.95, PROCESS)),
            GIVEN,
            withheld(SECRET, PROCESS, note="定密依据见卷内"),
        )
    )
    text = read_by_all(release(data, plan, made_on=DAY).data)["pdfplumber"]
    assert "依据《政府信息公开条例》第十五条，保护第三方合法权益。" in text
    assert "依据《政府信息公开条例》第十六条第二款，属于四类过程性信息。" in text
    assert "第3页不予公开" in text
    assert "《政府信息公开条例》第十四条：属于国家秘密。" in text
    assert "2026年11月23日" in text
    assert "当事人姓名" not in text
    assert "定密依据" not in text


def test_pages_given_stay_text_with_fonts_that_tell_nothing_of_others() -> None:
    data = typeset()
    made = release(data, plan_on(data, "张伟芳", pages=3, withhold=(3,)), made_on=DAY)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        fonts = [font for font in pdf.objects if isinstance(font, Dictionary) and "/ToUnicode" in font]
        told = b"".join(font["/ToUnicode"].read_bytes() for font in fonts).lower()
    assert "谢".encode("utf-16-be").hex().encode() in told
    for char in "赟翀龘靐齉伟芳":
        assert char.encode("utf-16-be").hex().encode() not in told
    before, after = drawn(data, 1), drawn(made.data, 1)
    assert before.tobytes() == after.tobytes()


def test_nothing_but_pages_is_left() -> None:
    def dress(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["notes.txt"] = b"Whitfield"
        pdf.docinfo["/Author"] = "Whitfield"
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=b"app.alert('Whitfield')")
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Whitfield", 0))
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), Contents=b"Whitfield"
        )
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
        pdf.pages[0].obj.Thumb = pdf.make_indirect(Stream(pdf, b"Whitfield"))
        pdf.pages[0].obj.PieceInfo = Dictionary(X=Dictionary(Private=b"Whitfield"))
        pdf.pages[0].obj.Metadata = pdf.make_indirect(Stream(pdf, b"Whitfield", Type=Name.Metadata))

    data = changed(latin(typed("All of this is given", 40, 200)), dress)
    made = release(data, Plan((GIVEN,)), made_on=DAY)
    assert made.redrawn == ()
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang"}
        assert "/Info" not in pdf.trailer
        plain = unpacked(pdf)
    assert b"Whitfield" not in plain
    assert "Allofthisisgiven" in read_by_all(made.data)["pypdf"]


def test_a_picture_of_another_page_in_a_shared_table_of_resources_does_not_come_along() -> None:
    pdf = pikepdf.new()
    images = Dictionary()
    for name in ("A", "B"):
        image = Stream(pdf, name.encode() * 100)
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 10, 10
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        images[f"/{name}"] = pdf.make_indirect(image)
    shared = pdf.make_indirect(Dictionary(XObject=images))
    for name in ("A", "B"):
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 200, 200]),
            Resources=shared,
            Contents=Stream(pdf, f"q 100 0 0 100 50 50 cm /{name} Do Q".encode()),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    made = release(saved(pdf), Plan((GIVEN, withheld(SECRET))), made_on=DAY)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        held = [
            item.read_bytes()
            for item in pdf.objects
            if isinstance(item, Stream) and item.get("/Subtype") == Name.Image
        ]
    assert held == [b"A" * 100]


def test_words_that_are_words_of_pdf_too_and_the_day_of_a_sheet() -> None:
    data = typeset(
        '#set page(width: 300pt, height: 200pt)\n#set text(font: "Kaicheng Song")\n'
        "The Resources and the backslash. Given.\n"
        "#pagebreak()\n甲方于2026年11月23日签字。\n#pagebreak()\n公开"
    )
    made = release(data, plan_on(data, "Resources", "backslash", pages=3, withhold=(2,)), made_on=DAY)
    text = read_by_all(made.data)["pypdf"]
    assert "Resources" not in text
    assert "Given." in text


def test_a_published_report_as_an_office_makes_it() -> None:
    data = (REPORTS / "huaian-city-2024.pdf").read_bytes()
    plan = plan_on(data, "依申请公开", pages=6, withhold=(5,))
    redacted_pages = {number for number, page in enumerate(plan.pages, 1) if page.boxes}
    made = release(data, plan, made_on=DAY)
    assert set(made.redrawn) == redacted_pages, "the others stay text, their fonts trimmed"
    assert redacted_pages and len(redacted_pages) < 5
    for text in read_by_all(made.data).values():
        assert "依申请公开" not in text
        assert "政府信息公开" in text


# --- what a page hides ----------------------------------------------------------------------------------


def test_a_bad_redaction_in_the_original_of_a_given_page_is_made_good() -> None:
    words = typed("The owner is Whitfield", 40, 200)
    data = latin(words + "0 g 110 190 80 30 re f\n" + typed("The end", 40, 100))
    made = release(data, Plan((GIVEN,)), made_on=DAY)
    assert made.redrawn == (1,)
    for text in read_by_all(made.data).values():
        assert "Whitfield" not in text
        assert "Theend" in text


@pytest.mark.parametrize(
    "hidden",
    [
        "1 g " + typed("Whitfield", 40, 60),
        typed("Whitfield", 40, 60, more="3 Tr"),
        typed("Whitfield", -300, 60),
        typed("Whitfield", 40, 4000),
    ],
    ids=["white", "invisible", "beside the page", "above the page"],
)
def test_words_that_are_not_seen_are_not_given(hidden: str) -> None:
    data = latin(typed("Seen by everybody", 40, 200) + hidden)
    made = release(data, Plan((GIVEN,)), made_on=DAY)
    for text in read_by_all(made.data).values():
        assert "Whitfield" not in text
        assert "Seenbyeverybody" in text


def test_a_hidden_layer_goes_and_a_shown_one_stays() -> None:
    def layered(pdf: pikepdf.Pdf) -> None:
        on, off = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in (b"on", b"off"))
        either = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([on, off]), P=Name.AllOn))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([on, off]), D=Dictionary(OFF=Array([off])))
        pdf.pages[0].obj.Resources.Properties = Dictionary(A=on, B=off, C=either)

    content = "".join(
        f"/OC /{layer} BDC\n{typed(word, 40, y)}EMC\n"
        for layer, word, y in (("A", "Shown", 200), ("B", "Whitfield", 200), ("C", "Secretly", 200))
    )
    data = changed(latin(content), layered)
    made = release(data, Plan((GIVEN,)), made_on=DAY)
    assert made.redrawn == ()
    assert set(read_by_all(made.data).values()) == {"Shown"}


def test_a_picture_larger_than_what_is_shown_of_it_is_cut_to_that() -> None:
    def picture(pdf: pikepdf.Pdf) -> None:
        image = Stream(pdf, scan("Whitfield").convert("L").tobytes())
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 1000, 600
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=pdf.make_indirect(image))

    data = changed(
        latin("q 40 40 100 40 re W n 400 0 0 300 0 0 cm /I Do Q\n" + typed("Given", 40, 260)), picture
    )
    made = release(data, Plan((GIVEN,)), made_on=DAY)
    assert made.redrawn == (1,)


def test_a_filled_in_field_and_a_stamp_are_given_as_they_are_seen_and_can_be_redacted() -> None:
    def fill(pdf: pikepdf.Pdf) -> None:
        font = pdf.pages[0].obj.Resources.Font
        looks = Stream(pdf, typed("Margaret", 5, 8).encode())
        looks.Type, looks.Subtype, looks.BBox = Name.XObject, Name.Form, Array([0, 0, 120, 30])
        looks.Resources = Dictionary(Font=font)
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=b"name",
                V=b"Margaret",
                F=4,
                Rect=Array([40, 80, 160, 110]),
                AP=Dictionary(N=pdf.make_indirect(looks)),
            )
        )
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    data = changed(latin(typed("Name of the owner", 40, 200)), fill)
    assert "Margaret" in read_by_all(release(data, Plan((GIVEN,)), made_on=DAY).data)["pdfium"]
    text = read_by_all(release(data, plan_on(data, "Margaret"), made_on=DAY).data)
    assert not any("Margaret" in read for read in text.values())


# --- odd pages ------------------------------------------------------------------------------------------

ODD = {
    "turned right": ((0, 0, 400, 300), {"Rotate": 90}),
    "upside down": ((0, 0, 400, 300), {"Rotate": 180}),
    "turned left": ((0, 0, 400, 300), {"Rotate": 270}),
    "turned below zero": ((0, 0, 400, 300), {"Rotate": -90}),
    "beginning elsewhere": ((-50, -70, 350, 230), {}),
    "corners exchanged": ((400, 300, 0, 0), {}),
    "cropped": ((0, 0, 500, 400), {"CropBox": Array([20, 30, 420, 330])}),
    "cropped and turned": ((0, 0, 500, 400), {"CropBox": Array([20, 30, 420, 330]), "Rotate": 90}),
    "cropped beyond the page": ((0, 0, 400, 300), {"CropBox": Array([-100, -100, 380, 290]), "Rotate": 270}),
}


@pytest.mark.parametrize("name", ODD)
def test_a_box_covers_the_words_that_were_found_under_it_on_an_odd_page(name: str) -> None:
    box, page = ODD[name]
    data = latin(
        typed("The owner Whitfield lives here", 60, 150) + typed("Second line", 60, 100), box, **page
    )
    view = pages_of(data, dpi=72)[0]
    assert Image.open(io.BytesIO(view.png)).convert("RGB").tobytes() == drawn(data).tobytes()
    found = find(data, "Whitfield")[0]
    made = release(data, plan_on(data, "Whitfield"), made_on=DAY)
    for text in read_by_all(made.data).values():
        assert "Whitfield" not in text
    read = read_by_all(made.data)["pdfium"]
    assert "Second" in read and "owner" in read, "the order is the reader's own"
    area = found.areas[0].scaled(view.width, view.height)
    picture = drawn(made.data)
    assert picture.getpixel((round(area.left + 2), round(area.top + 2))) == (0, 0, 0)
    assert abs(picture.width - view.width) <= 1


def test_a_unit_of_its_own_makes_the_page_as_large_as_it_says() -> None:
    view = pages_of(latin(typed("Large", 40, 200), UserUnit=2))[0]
    assert (view.width, view.height) == (800, 600)
    assert view.find("large")[0].areas[0].left == pytest.approx(0.1, abs=0.01)


def test_lines_that_run_up_down_and_upside_down() -> None:
    turned = "".join(
        f"BT /F 14 Tf {matrix} {x} {y} Tm ({word} and more) Tj ET\n"
        for word, matrix, x, y in (
            ("Upwards", "0 1 -1 0", 60, 60),
            ("Downwards", "0 -1 1 0", 120, 260),
            ("Backwards", "-1 0 0 -1", 380, 200),
            ("Aslant", "0.866 0.5 -0.5 0.866", 200, 40),
        )
    )
    data = latin(turned + typed("Whitfield", 150, 270))
    made = release(data, plan_on(data, "Whitfield"), made_on=DAY)
    text = read_by_all(made.data)
    assert not any("Whitfield" in read for read in text.values())
    for word in ("Upwards", "Downwards", "Backwards"):
        assert word in text["pdfium"], word
    upwards = find(made.data, "Upwards")[0].areas[0]
    assert upwards.overlaps(find(data, "Upwards")[0].areas[0].scaled(1, 300 / pages_of(made.data)[0].height))


# --- scans and pictures ---------------------------------------------------------------------------------


def scanned(text: str) -> bytes:
    """A scan with a layer of recognised words, each where it stands on the picture."""
    pdf = pikepdf.new()
    image = Stream(pdf, encoded(scan(text), "JPEG", quality=90))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 1000, 600
    image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    layer, done = "", ""
    for word in text.split():
        left = (100 + font(48).getlength(done)) * 0.36
        wide = font(48).getlength(word) * 0.36 / (len(word) * 9.6) * 100
        layer += f"BT 3 Tr /F 16 Tf {wide} Tz {left} 124 Td ({word}) Tj ET\n"
        done += word + " "
    courier = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 360, 216]),
        Resources=Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)), Font=Dictionary(F=courier)),
        Contents=Stream(pdf, f"q 360 0 0 216 0 0 cm /I Do Q\n{layer}".encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return saved(pdf)


def test_a_scan_keeps_the_recognised_text_outside_the_box_and_loses_the_rest() -> None:
    data = scanned("Owner Margaret Whitfield")
    made = release(data, plan_on(data, "Margaret"), made_on=DAY)
    for reader, text in read_by_all(made.data).items():
        assert "Margaret" not in text, reader
        assert "Owner" in text, reader
    area = find(data, "Margaret")[0].areas[0].scaled(360, 216)
    assert drawn(made.data).getpixel((round(area.left + 3), round(area.top + 3))) == (0, 0, 0)


def test_a_scan_that_is_given_stays_as_it_is() -> None:
    made = release(scanned("Owner"), Plan((GIVEN,)), made_on=DAY)
    assert made.redrawn == ()
    assert set(read_by_all(made.data).values()) == {"Owner"}


def _with_exif(picture: Image.Image, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "taken by Whitfield"
    return encoded(picture, "JPEG", exif=exif, comment=b"Whitfield", quality=95)


def test_a_photograph_loses_what_the_camera_wrote_and_stands_upright() -> None:
    data = _with_exif(scan("Whitfield").rotate(90, expand=True), 6)
    view = pages_of(data)[0]
    assert view.width > view.height
    made = release(data, Plan((redacted(Box(0.0, 0.0, 0.5, 0.2, THIRD_PARTY)),)), made_on=DAY)
    given = release(data, Plan((GIVEN,)), made_on=DAY)
    assert b"Whitfield" not in made.data + given.data
    assert b"Exif" not in made.data + given.data


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_pictures_of_every_kind(mode: str) -> None:
    picture = scan("张伟芳")
    if mode == "I;16":
        picture = picture.convert("L").point(lambda value: value * 257, "I").convert("I;16")
    else:
        picture = picture.convert(mode)
    made = release(encoded(picture, "PNG"), Plan((redacted(Box(0, 0, 0.1, 0.1, THIRD_PARTY)),)), made_on=DAY)
    shown = drawn(made.data)
    assert shown.getpixel((5, 5)) == (0, 0, 0)
    assert shown.getpixel((shown.width // 2, 10)) == (255, 255, 255)
    assert shown.crop((0, 60, shown.width, 110)).convert("L").getextrema()[0] < 60


def test_the_pages_of_a_fax() -> None:
    pages = [scan(f"page {number}").convert("1") for number in range(3)]
    data = encoded(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(204, 196)
    )
    plan = Plan((GIVEN, redacted(Box(0.1, 0.3, 0.9, 0.6, THIRD_PARTY)), withheld(SECRET)))
    made = release(data, plan, made_on=DAY)
    assert drawn(made.data, 1).crop((60, 80, 300, 110)).convert("L").getextrema()[0] == 0
    assert "第3页不予公开" in read_by_all(made.data)["pdfium"]
    assert len(made.data) < 60_000


# --- any words, any boxes -------------------------------------------------------------------------------

_PRINTABLE = sorted(char for char in typesetting._coverage() if "\u4e00" <= char <= "\u9fa5")
_HAN = st.text(st.sampled_from(_PRINTABLE), min_size=2, max_size=5)
_LATIN = st.from_regex(r"[A-Z][a-z]{3,8}", fullmatch=True)
_NUMBER = st.from_regex(r"[1-9][0-9]{5,8}", fullmatch=True)
_WORDS = st.lists(_HAN | _LATIN | _NUMBER, min_size=4, max_size=16, unique=True)
_BOXES = st.lists(
    st.tuples(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.02, 0.5), st.floats(0.02, 0.3)),
    min_size=1,
    max_size=3,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a file takes too long to shrink
)
@given(words=_WORDS, areas=_BOXES, turn=st.sampled_from([0, 90, 180, 270]))
def test_what_touches_a_box_is_gone_for_every_reader_and_what_does_not_is_there(
    words: list[str], areas: list[tuple[float, float, float, float]], turn: int
) -> None:
    cells = ", ".join(f"[{word}]" for word in words)
    source = (
        '#set page(width: 360pt, height: 260pt, margin: 20pt)\n#set text(font: "Kaicheng Song", size: 11pt)\n'
        f"#grid(columns: 4, gutter: 14pt, {cells})"
    )
    data = turned(typeset(source), turn)
    boxes = [
        Box(left, top, min(left + width, 1), min(top + height, 1), THIRD_PARTY)
        for left, top, width, height in areas
    ]
    view = pages_of(data, previews=False)[0]
    made = release(data, Plan((redacted(*boxes),)), made_on=DAY)
    before, text = read_by_all(data), read_by_all(made.data)
    for word in words:
        places = [_scaled(area, view.width, view.height) for hit in view.find(word) for area in hit.areas]
        assert places, word
        outside = all(
            not place.grown(3).overlaps(_scaled(box.area, view.width, view.height))
            for place in places
            for box in boxes
        )
        inside = any(
            _scaled(box.area, view.width, view.height).common(place).area > 0.8 * place.area
            for place in places
            for box in boxes
        )
        for reader, read in text.items():
            if outside and word in before[reader]:
                assert word in read, (reader, word)
            if inside and not any(word in other for other in words if other != word):
                assert word not in read, (reader, word)


def _scaled(area: Rect, width: float, height: float) -> Rect:
    return area.scaled(width, height)
