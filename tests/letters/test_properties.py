"""Whatever is typed: complete facts make a letter, nothing is left open, and every file holds all of it."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pypdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.letters import (
    Facts,
    Role,
    compose,
    facts_from_json,
    facts_to_json,
    letter_from_json,
    to_docx,
    to_html,
    to_pdf,
    to_text,
    verify,
)

from .strategies import TEXTS, complete

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(complete())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_complete_facts_make_a_letter_with_nothing_left_open(case: tuple[str, Facts, date]) -> None:
    kind, facts, on = case
    letter = compose(kind, facts, on=on)
    typed = "".join(part for part in str(facts_to_json(facts)))
    for block in letter.blocks:
        assert block.rows or block.text.strip()
        assert "\n" not in block.text
        for left in re.findall(r"\{[a-z_]+\}", block.text):
            assert left in typed
    assert letter.title.strip() and to_text(letter).endswith("\n")
    assert letter_from_json(letter.to_json()) == letter
    assert compose(kind, facts_from_json(facts_to_json(facts)), on=on, version=letter.version) == letter
    same = {
        "letter.same",
        "letter.incomplete",
        "letter.remedy",
        "letter.article",
        "letter.due",
        "letter.items",
    }
    assert not same & {finding.rule for finding in verify(letter, facts)}


@given(complete(), st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_edit_goes_in_and_the_fixed_parts_stay(
    case: tuple[str, Facts, date], data: st.DataObject
) -> None:
    kind, facts, on = case
    plain = compose(kind, facts, on=on)
    editable = sorted({block.part for block in plain.blocks if block.editable})
    edits = {part: data.draw(TEXTS) for part in editable}
    letter = compose(kind, facts, on=on, edits=edits)
    fixed = [block for block in letter.blocks if not block.editable]
    assert fixed == [block for block in plain.blocks if not block.editable]
    for part, text in edits.items():
        assert [block.text for block in letter.blocks if block.part == part] == [text.strip()]
    assert "letter.same" not in {finding.rule for finding in verify(letter, facts)}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(complete())
@SLOW
def test_word_holds_every_block_in_order(case: tuple[str, Facts, date]) -> None:
    kind, facts, on = case
    letter = compose(kind, facts, on=on)
    document = docx.Document(io.BytesIO(to_docx(letter)))
    lines = [squeezed(paragraph.text) for paragraph in document.paragraphs if paragraph.text.strip()]
    assert lines == [squeezed(block.text) for block in letter.blocks if not block.rows]
    rows = [(row.cells[0].text, row.cells[1].text) for table in document.tables for row in table.rows]
    assert rows == [row for block in letter.blocks for row in block.rows]


@given(complete())
@SLOW
def test_html_holds_every_block_in_order_and_no_style(case: tuple[str, Facts, date]) -> None:
    from lxml import html

    kind, facts, on = case
    letter = compose(kind, facts, on=on)
    article = html.fromstring(to_html(letter))
    texts = [each.text_content() for each in article.xpath("./h2 | ./h3 | ./p")]
    assert texts == [block.text for block in letter.blocks if not block.rows]
    assert article.xpath("//@style | //script | //style") == []
    assert len(article.xpath("//th")) == sum(len(block.rows) for block in letter.all(Role.TABLE))


ORDINARY = st.sampled_from(
    ["甲乙丙", "公益性岗位补贴（2025年）", "第3号文件", "张三、李四", "20元/月，共12个月"]
)


@given(complete(), ORDINARY)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pdf_can_be_written_of_anything_typed(case: tuple[str, Facts, date], text: str) -> None:
    kind, facts, on = case
    written = to_pdf(compose(kind, facts, on=on))
    assert pypdf.PdfReader(io.BytesIO(written)).pages
