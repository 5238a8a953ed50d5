"""What people type is understood, in whichever way they write it, and never is an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.retrieval import FACETS, Entry, Filters, Index, Query, Sort
from kaicheng.retrieval.folding import fold, traditional
from tests.retrieval.conftest import Made, keys

RETURNED = Entry(
    "return",
    "/1",
    "关于做好失业保险稳岗返还工作的通知",
    "按照川人社发〔2023〕11号要求，现将有关事项通知如下。",
    number="西人社发〔2024〕3号",
    index_number="11440170007280420Y/2024-00050",
    authority="西昌市人力资源和社会保障局",
)
CARD = Entry(
    "card", "/2", "社会保障卡办理指南", "依据西人社发〔2024〕3号，在窗口办理。", "A4表格.xlsx HPV 第12批"
)
RELIEF = Entry("relief", "/3", "最低生活保障对象公示", "本期共3户。", number="西民发〔2024〕13号")


@pytest.mark.parametrize(
    "typed",
    [
        "西人社发〔2024〕3号",
        "西人社发[2024]3号",
        "西人社发［2024］3号",
        "西人社发（2024）3号",
        "西人社发(2024)第3号",
        "西人社发【2024】3号",
        "西人社发 〔 2024 〕 3 号",
        "西人社发〔２０２４〕３号",
        "西人社发2024年3号",
        "西人社发2024年第3号",
        "〔2024〕3号",
        "[2024]3",
        "人社发〔2024〕03号",
        "查一下西人社发〔2024〕3号文件",
        "11440170007280420Y/2024-00050",
        "11440170007280420y / 2024-00050",
        "2024-00050",
    ],
)
def test_numbers_in_every_spelling(index_of: Made, typed: str) -> None:
    found = keys(index_of(RETURNED, CARD, RELIEF), typed)
    assert found[0] == "return"
    assert "relief" not in found


def test_who_cites_a_number_comes_after_who_bears_it(index_of: Made) -> None:
    index = index_of(CARD, RETURNED, RELIEF)
    assert keys(index, "西人社发〔2024〕3号") == ["return", "card"]
    assert keys(index, "川人社发〔2023〕11号") == ["return"]
    assert keys(index, "〔2024〕1号") == []


def test_a_number_that_does_not_exist_is_not_another_one(index_of: Made) -> None:
    results = index_of(CARD, RETURNED, RELIEF).search(Query("西人社发〔2024〕13号"))
    assert results.relaxed
    assert [hit.key for hit in results.hits] == ["relief"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("稳岗", "return"),  # two characters
        ("岗", "return"),  # one
        ("户", "relief"),
        ("业保", "return"),  # across words of the dictionary
        ("社保卡", "card"),  # short for
        ("社會保障卡", "card"),
        ("社会保障卡 办理指南", "card"),
        ("ｈｐｖ", "card"),
        ("hpv", "card"),
        ("a4", "card"),
        ("第12批", "card"),
        ("低保户", "relief"),
        ("请问低保怎么查", "relief"),
        ("《社会保障卡办理指南》", "card"),
        ('"保险稳岗返还工作"', "return"),
        ("“保险稳岗返还工作”", "return"),
        ("人社局 通知", "return"),
        ("失业保险稳岗返还补贴 -", "return"),
    ],
)
def test_words_as_people_type_them(index_of: Made, typed: str, found: str) -> None:
    index = index_of(RETURNED, CARD, RELIEF)
    results = index.search(Query(typed))
    assert [hit.key for hit in results.hits][:1] == [found]


def test_what_is_not_wanted(index_of: Made) -> None:
    index = index_of(RETURNED, CARD, RELIEF)
    assert set(keys(index, "-社保卡")) == {
        "return",
        "relief",
        "card",
    }  # excluded as it stands, not by its meaning
    assert set(keys(index, "-社会保障卡")) == {"return", "relief"}
    assert keys(index, "2024 －通知 -“最低生活”") == ["card"]
    assert keys(index, '"保险 返还"') == []


def test_former_names_of_an_installation_both_ways(index_of: Made) -> None:
    old = Entry("old", "/4", "西昌市劳动人事局关于工资的通知")
    index = index_of(old, RETURNED, names=[("西昌市人力资源和社会保障局", "西昌市劳动人事局", "人社局")])
    assert set(keys(index, "西昌市劳动人事局")) == {"old", "return"}
    assert set(keys(index, "西昌市人力资源和社会保障局")) == {"old", "return"}
    assert keys(index, "西昌市劳动人事局")[0] == "old"


def test_years_are_preferred_not_demanded(index_of: Made) -> None:
    index = index_of(
        Entry("2023", "/", "2023年部门预算", published_on=date(2023, 2, 1)),
        Entry("2024", "/", "部门预算编制说明", published_on=date(2024, 2, 1)),
        Entry("2025", "/", "部门预算说明", published_on=date(2025, 2, 1)),
    )
    assert keys(index, "2023年预算")[0] == "2023"
    assert keys(index, "2024年预算")[0] == "2024"
    assert len(keys(index, "2024年预算")) == 3


def test_folding_keeps_every_place() -> None:
    text = "ＡＢｃ（測試）\u3000İ\ud800①ﬁ"
    assert len(fold(text)) == len(text)
    assert fold("勞動監察ＨＰＶ２０２４") == "劳动监察hpv2024"
    assert not set(traditional()) & set(traditional().values())


_TYPED = st.text(max_size=60) | st.text("〔2024〕3号-\"“”（）* :^~[]{}\\/+&|!?'社保卡稳岗 aOR", max_size=40)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=_TYPED,
    value=_TYPED,
    year=st.integers(),
    page=st.integers(),
    size=st.integers(),
    cursor=st.text(max_size=8) | st.from_regex(r"[nr][0-9]{1,21}", fullmatch=True),
    sort=st.sampled_from(Sort),
)
def test_nothing_typed_is_an_error(
    searched: Index, text: str, value: str, year: int, page: int, size: int, cursor: str, sort: Sort
) -> None:
    filters = Filters(authority=(value,), year=(year,)) if year % 2 else Filters(kind=(value, "公告"))
    for query in (
        Query(text, sort=sort, page=page, size=size, cursor=cursor),
        Query(text, filters, cursor=cursor),
    ):
        results = searched.search(query)
        assert len(results.hits) <= results.total
        for name in FACETS:
            assert all(value.count > 0 for value in getattr(results.facets, name))


def test_a_very_long_text_is_cut(searched: Index) -> None:
    assert searched.search(Query("社保卡 " * 100_000)).total
