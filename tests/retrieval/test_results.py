"""Order, counts, pages, marks, and what is said where nothing was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kaicheng.retrieval import FACETS, Advice, Entry, Filters, Index, Piece, Query, Sort
from tests.retrieval.conftest import Made, keys
from tests.retrieval.relevance import corpus

DAY = date(2024, 3, 5)


def test_title_before_number_before_body_before_attachments(index_of: Made) -> None:
    filler = "本件另有其他内容若干。" * 3
    index = index_of(
        Entry("attached", "/", "某项工作的安排", filler, "见习基地名单"),
        Entry("body", "/", "某项工作的安排", filler + "见习基地", "附件"),
        Entry("title", "/", "见习基地的安排", filler, "附件"),
    )
    assert keys(index, "见习基地") == ["title", "body", "attached"]


def test_the_exact_title_is_first_whatever_else_there_is(searched: Index) -> None:
    for entry in corpus()[::7]:
        assert searched.search(Query(entry.title)).hits[0].plain_title == entry.title


def test_newer_and_in_force_rank_a_little_higher_not_more(index_of: Made) -> None:
    same = Entry("", "/", "养犬管理规定", "犬只登记。", published_on=DAY)
    index = index_of(
        replace(same, key="old", published_on=date(2012, 3, 5)),
        replace(same, key="new"),
        replace(same, key="repealed", validity="abolished", published_on=date(2025, 3, 5)),
        Entry("aside", "/", "城市管理工作动态", "说到养犬管理规定。", published_on=date(2026, 3, 5)),
    )
    found = keys(index, "养犬管理")
    assert found[0] == "new"
    assert found.index("repealed") > found.index("new")
    assert found[-1] == "aside"


def test_facets_count_what_there_is(searched: Index) -> None:
    facets = searched.search(Query("")).facets
    for name in FACETS:
        wanted = Counter(entry.shown_year if name == "year" else getattr(entry, name) for entry in corpus())
        wanted.pop("", None)
        assert {value.value: value.count for value in getattr(facets, name)} == dict(wanted)
    assert [value.value for value in facets.year] == sorted((v.value for v in facets.year), reverse=True)


def test_a_facet_goes_on_offering_its_other_values(searched: Index) -> None:
    results = searched.search(Query("公告", Filters(year=(2024,), kind=("公告", "公示"))))
    years = {value.value: value for value in results.facets.year}
    assert years[2024].chosen
    assert not years[2023].chosen
    other = searched.search(Query("公告", Filters(year=(2023,), kind=("公告", "公示"))))
    assert (years[2024].count, years[2023].count) == (results.total, other.total)
    assert sum(value.count for value in results.facets.kind if value.chosen) == results.total
    assert {hit.year for hit in results.hits} == {2024}


def test_days_of_publication(searched: Index) -> None:
    filters = Filters(since=date(2024, 1, 1), until=date(2024, 3, 31))
    results = searched.search(Query("", filters, size=100))
    wanted = {
        e.key for e in corpus() if e.published_on and date(2024, 1, 1) <= e.published_on <= date(2024, 3, 31)
    }
    assert {hit.key for hit in results.hits} == wanted
    assert sum(value.count for value in results.facets.year) == len(wanted) == results.total


@pytest.mark.parametrize("sort", Sort)
def test_pages_and_cursors_come_to_the_same(searched: Index, sort: Sort) -> None:
    by_page: list[str] = []
    by_cursor: list[str] = []
    cursor = ""
    first = searched.search(Query("社会保险", sort=sort, size=7))
    for page in range(1, first.pages + 1):
        by_page += [hit.key for hit in searched.search(Query("社会保险", sort=sort, page=page, size=7)).hits]
        results = searched.search(Query("社会保险", sort=sort, cursor=cursor, size=7))
        by_cursor += [hit.key for hit in results.hits]
        cursor = results.next_cursor
        assert results.total == first.total
    assert by_page == by_cursor
    assert len(set(by_page)) == first.total > 7
    assert cursor == ""
    if sort is Sort.NEWEST:
        days = {entry.key: entry.published_on or DAY for entry in corpus()}
        assert [days[key] for key in by_page] == sorted((days[key] for key in by_page), reverse=True)


def test_pages_of_the_newest_stay_in_step_while_documents_are_published(index_of: Made) -> None:
    index = index_of(*(Entry(str(n), "/", "公告", published_on=DAY + timedelta(n)) for n in range(6)))
    first = index.search(Query("公告", sort=Sort.NEWEST, size=3))
    with index.writer() as writer:
        writer.put(Entry("6", "/", "公告", published_on=DAY + timedelta(6)))
    second = index.search(Query("公告", sort=Sort.NEWEST, size=3, cursor=first.next_cursor))
    assert [hit.key for hit in (*first.hits, *second.hits)] == ["5", "4", "3", "2", "1", "0"]


def test_marks_are_pieces_of_the_text_as_it_was(index_of: Made) -> None:
    body = (
        "第一段。" * 60 + "\n凭 社會保障卡（即<社保卡>）到窗口办理，依据西人社發〔2024〕3號。" + "结尾。" * 60
    )
    index = index_of(Entry("1", "/", "关于「社保卡」＆ＨＰＶ的通知", body, "附件里写着遗失补办"))
    hit = index.search(Query("社保卡 hpv")).hits[0]
    assert hit.plain_title == "关于「社保卡」＆ＨＰＶ的通知"
    assert [piece.text for piece in hit.title if piece.marked] == ["社保卡", "ＨＰＶ"]
    assert [piece.text for piece in hit.snippet if piece.marked] == ["社會保障卡", "社保卡"]
    assert "".join(piece.text for piece in hit.snippet).strip("…") in body.replace("\n", " ")
    assert len("".join(piece.text for piece in hit.snippet)) < 130
    by_number = index.search(Query("西人社发〔2024〕3号")).hits[0]
    assert [piece.text for piece in by_number.snippet if piece.marked] == ["西人社發〔2024〕3號"]
    attached = index.search(Query("遗失补办")).hits[0]
    assert attached.in_attachments
    assert Piece("遗失补办", marked=True) in attached.snippet
    plain = index.search(Query("")).hits[0]
    assert not any(piece.marked for piece in (*plain.title, *plain.snippet))


def test_a_hit_carries_what_a_list_shows(searched: Index) -> None:
    entry = next(entry for entry in corpus() if entry.number and entry.kind == "规范性文件")
    hit = searched.search(Query(f'"{entry.title}"')).hits[0]
    for name in ("key", "url", "number", "index_number", "authority", "column", "kind", "topic", "validity"):
        assert getattr(hit, name) == getattr(entry, name)
    assert (hit.year, hit.published_on) == (entry.shown_year, entry.published_on)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("失业保脸金", "失业保险金"),
        ("杜保卡", "社保卡"),
        ("社报卡", "社保卡"),
        ("稳岗反还", "稳岗返还"),
        ("工认伤定", "工伤认定"),
        ("火星土豆", ""),
    ],
)
def test_a_slip_of_the_pen_is_mended(searched: Index, typed: str, meant: str) -> None:
    results = searched.search(Query(typed))
    assert results.relaxed or not results.total
    assert results.instead == meant
    if meant:
        assert results.suggestions[0].advice is Advice.CORRECTED
        assert results.suggestions[0].total == searched.search(Query(meant)).total == results.total


def test_nothing_found_says_what_to_try(searched: Index) -> None:
    results = searched.search(Query("稳岗返还 火星"))
    assert results.relaxed
    assert "稳岗返还" in results.hits[0].plain_title
    fewer = [one for one in results.suggestions if one.advice is Advice.FEWER_WORDS]
    assert [one.text for one in fewer] == ["稳岗返还"]
    for one in results.suggestions:
        assert searched.search(Query(one.text)).total == one.total


def test_filters_that_leave_nothing(searched: Index) -> None:
    results = searched.search(Query("社保卡", Filters(year=(1999,))))
    assert (results.total, results.hits) == (0, ())
    assert results.suggestions[0].advice is Advice.NO_FILTERS
    assert results.suggestions[0].total == searched.search(Query("社保卡")).total
    assert results.facets.year  # one can still choose another year


def test_what_was_withdrawn_is_not_suggested_either(index_of: Made) -> None:
    index = index_of(Entry("1", "/", "工资保证金办法"), Entry("2", "/", "别的"))
    with index.writer() as writer:
        writer.delete("1")
    results = index.search(Query("工资保正金"))
    assert (results.total, results.suggestions) == (0, ())
