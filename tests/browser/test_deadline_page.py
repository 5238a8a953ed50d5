"""The deadline calculator where room is scarce: a phone, large type, paper."""

from __future__ import annotations

import pytest

from .conftest import NewPage

LONG = "/jisuan/?kind=litigation&start=2026-01-30&region="
OVERFLOWING = """() => [...document.querySelectorAll('.sheet td')]
    .filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent)"""


@pytest.mark.parametrize(("width", "mode"), [(360, "standard"), (360, "large"), (1280, "large")])
def test_what_stands_in_a_cell_fits_it(new_page: NewPage, width: int, mode: str) -> None:
    page = new_page(LONG, width=width, mode=mode, script=False)
    assert page.locator(".sheet .counted").count() > 150
    with_script = new_page(LONG, width=width, mode=mode)
    assert with_script.evaluate(OVERFLOWING) == []


def test_paper_accounts_for_every_day_without_being_asked(new_page: NewPage) -> None:
    page = new_page("/jisuan/?kind=answer&start=2026-01-30&region=")
    row = page.locator(".day-list tbody tr").last
    assert not row.is_visible()
    page.emulate_media(media="print")
    assert row.is_visible()
    assert row.bounding_box()
