"""Pages for the screen: previews, words, finding."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from kaicheng.redaction import Rect
from kaicheng.redaction.views import find, pages_of

from .papers import latin, turned, typed, typeset


def test_pages_with_size_preview_and_words() -> None:
    views = pages_of(typeset(), dpi=72)
    assert [(view.number, view.width, view.height) for view in views] == [(n, 400, 300) for n in (1, 2, 3)]
    assert Image.open(io.BytesIO(views[0].png)).size == (400, 300)
    words = [word.text for word in views[0].words]
    assert "申" in words and "513401199001011234" in words and "Whitfield" in words
    assert all(
        0 <= w.area.left < w.area.right <= 1 and 0 <= w.area.top < w.area.bottom <= 1 for w in views[0].words
    )


def test_some_pages_only_and_no_previews() -> None:
    assert [(view.number, view.png) for view in pages_of(typeset(), numbers=[3, 1, 9], previews=False)] == [
        (1, b""),
        (3, b""),
    ]


@pytest.mark.parametrize("sought", ["Margaret Whitfield", "margaret  whitfield", "ＭａｒｇａｒｅｔWhitfield"])
def test_found_whatever_case_width_and_spaces(sought: str) -> None:
    found = find(typeset(), sought)
    assert [(place.page, place.text, len(place.areas)) for place in found] == [(1, "Margaret Whitfield", 1)]


def test_every_occurrence_over_a_line_break_too() -> None:
    data = typeset(
        '#set page(width: 120pt, height: 200pt, margin: 10pt)\n#set text(font: "Kaicheng Song", size: 20pt)\n'
        "甲乙丙丁戊己庚辛壬癸甲乙丙丁"
    )
    assert [place.text for place in find(data, "丁戊己")] == ["丁戊\n己"] or len(find(data, "丁戊己")) == 1
    assert len(find(data, "甲乙")) == 2
    across = find(data, "戊己")[0]
    assert len(across.areas) == 2


def test_nothing_found_for_nothing() -> None:
    assert find(typeset(), " ") == []
    assert find(typeset(), "没有这句话") == []


def test_a_screening_suggests_by_spans_of_the_text() -> None:
    def identity_numbers(text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\d{18}", text)]

    found = pages_of(typeset(), previews=False)[0].suggest(identity_numbers)
    assert [place.text for place in found] == ["513401199001011234"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_words_stand_where_they_are_seen_however_the_page_lies(turn: int) -> None:
    data = latin(typed("The owner Whitfield", 40, 200))
    upright, lying = find(data, "Whitfield")[0].areas[0], find(turned(data, turn), "Whitfield")[0].areas[0]
    assert _near(upright, lying)


def _near(one: Rect, other: Rect) -> bool:
    sides = ("left", "top", "right", "bottom")
    return all(abs(getattr(one, side) - getattr(other, side)) < 0.003 for side in sides)
