"""What a reviewer sees: additions and deletions, and nothing else marked."""

from __future__ import annotations

import random

import pytest

from kaicheng.conversion import clean, diff, text_of


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("<p>补贴500元。</p>", "<p>补贴800元。</p>", "<p>补贴<del>500</del><ins>800</ins>元。</p>"),
        ("<p>应当办理。</p>", "<p>应当依法办理。</p>", "<p>应当<ins>依法</ins>办理。</p>"),
        ("<p>甲。</p>", "<p>甲。</p><p>乙方。</p>", "<p>甲。</p>\n<p><ins>乙方。</ins></p>"),
        ("<p>甲方。</p><p>乙。</p>", "<p>乙。</p>", "<p><del>甲方。</del></p>\n<p>乙。</p>"),
        ("<p>全部重写</p>", "<p>另外一句</p>", "<p><ins>另外一句</ins></p>\n<p><del>全部重写</del></p>"),
        ("<p>见甲</p>", "<p>见<strong>甲</strong></p>", "<p>见<strong>甲</strong></p>"),
        (
            '<p>见<a href="https://a">甲</a></p>',
            '<p>见<a href="https://b">甲</a></p>',
            '<p>见<a href="https://a"><del>甲</del></a><a href="https://b"><ins>甲</ins></a></p>',
        ),
        (
            '<figure><img src="image:1" alt=""></figure>',
            '<figure><img src="image:2" alt=""></figure>',
            '<figure><del><img src="image:1" alt=""></del><ins><img src="image:2" alt=""></ins></figure>',
        ),
        (
            "<ol><li>甲方</li><li>乙方</li></ol>",
            "<ol><li>甲方</li><li>乙方代表</li></ol>",
            "<ol><li>甲方</li><li>乙方<ins>代表</ins></li></ol>",
        ),
        ("<p>OGI act</p>", "<p>OGI acts</p>", "<p>OGI <del>act</del><ins>acts</ins></p>"),
    ],
)
def test_differences(old: str, new: str, shown: str) -> None:
    assert diff(old, new) == shown


def table(*rows: tuple[str, ...]) -> str:
    return clean(
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        + "</table>"
    ).html


HEAD = ("乡镇", "人数")


def test_tables__cell_by_cell() -> None:
    shown = diff(table(HEAD, ("东山", "30"), ("西河", "12")), table(HEAD, ("东山", "31"), ("西河", "12")))
    assert (
        "<tr><td>东山</td><td><del>30</del><ins>31</ins></td></tr>\n<tr><td>西河</td><td>12</td></tr>"
        in shown
    )


def test_tables__rows_added_and_gone() -> None:
    old = table(HEAD, ("东山镇人民政府", "30"), ("西河", "12"))
    new = table(HEAD, ("东山镇人民政府", "30"), ("南坝", "7"), ("西河", "12"), ("北沟", "9"))
    shown = diff(old, new)
    assert (
        "<tr><td><ins>南坝</ins></td><td><ins>7</ins></td></tr>\n<tr><td>西河</td><td>12</td></tr>" in shown
    )
    assert "<tr><td><del>北沟</del></td><td><del>9</del></td></tr>" in diff(new, old)


def test_tables__merged_cells_that_changed_show_both() -> None:
    old = "<table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr></table>"
    new = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    shown = diff(old, new)
    assert shown.count("<table>") == 2
    assert '<td rowspan="2"><del>甲</del></td>' in shown


def test_moved_headings_and_equal_texts_are_not_marked() -> None:
    assert diff("<p>一、总体要求</p>", "<h2>一、总体要求</h2>") == "<h2>一、总体要求</h2>"


def test_a_long_text_rewritten_in_one_paragraph__comes_to_an_end() -> None:
    chance = random.Random(3)
    old = "".join(chance.choice("甲乙丙丁戊己庚辛") for _ in range(20_000))
    new = "".join(chance.choice("甲乙丙丁戊己庚辛") for _ in range(20_000))
    shown = diff(f"<p>{old}</p>", f"<p>{new}</p>")
    assert text_of(shown) == old + new
