"""Dates, numerals and articles as a clerk writes them."""

from __future__ import annotations

from datetime import date

import pytest

from kaicheng.findings import Text
from kaicheng.statute.citation import Article, Instrument, Mark, instruments
from kaicheng.statute.wording import day_text, fill, join, numeral, weekday


def test_a_date_is_written_out_with_its_weekday() -> None:
    assert day_text(date(2026, 3, 5)) == Text(zh="2026年3月5日（周四）", en="Thu 5 March 2026")
    assert day_text(date(2026, 12, 27)) == Text(zh="2026年12月27日（周日）", en="Sun 27 December 2026")
    assert weekday(date(2026, 1, 5)) == Text(zh="周一", en="Mon")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (33, "三十三"),
        (99, "九十九"), (100, "一百"), (101, "一百零一"), (110, "一百一十"), (111, "一百一十一"),
        (203, "二百零三"), (999, "九百九十九"),
    ],
)  # fmt: skip
def test_articles_are_numbered_in_chinese(number: int, written: str) -> None:
    assert numeral(number) == written


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_no_article_has_such_a_number(number: int) -> None:
    with pytest.raises(ValueError, match=f"no article is numbered {number}"):
        numeral(number)


def test_a_template_takes_dates_and_texts_in_each_language() -> None:
    template = Text(zh="{who}于{day}第{n}次", en="{who} on {day}, {n} times")
    filled = fill(template, who=Text(zh="申请人", en="applicant"), day=date(2026, 3, 5), n=2)
    assert filled == Text(zh="申请人于2026年3月5日（周四）第2次", en="applicant on Thu 5 March 2026, 2 times")


def test_sentences_are_joined_as_each_language_does() -> None:
    assert join([Text("甲。", "A."), Text("乙。", "B.")]) == Text("甲。乙。", "A. B.")
    assert join([]) == Text("", "")


LAW = instruments()["ogi_regulation"]


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        (Article(LAW, 33, 2), "《政府信息公开条例》第三十三条第二款", "Art. 33(2)"),
        (Article(LAW, 36, None, 5), "《政府信息公开条例》第三十六条第（五）项", "Art. 36 item 5"),
        (Article(LAW, 33), "《政府信息公开条例》第三十三条", "Art. 33"),
        (
            Article(LAW),
            "《政府信息公开条例》（国令第711号）",
            "Regulation on Open Government Information (国令第711号)",
        ),
        (Article(instruments()["civil_code"]), "《民法典》", "Civil Code"),
        (Article(instruments()["reply_practice"]), "本机关留言答复办理惯例", "replies to messages"),
        (
            Article(instruments()["reconsideration_law_1999"], 9, 1),
            "《行政复议法》（2023年修订前）第九条第一款",
            "Administrative Reconsideration Law (before the 2023 revision), Art. 9(1)",
        ),
    ],
)
def test_an_article_is_cited_as_lawyers_do(article: Article, zh: str, en: str) -> None:
    assert article.cite.zh == zh
    assert article.cite.en.endswith(en)


def test_an_instrument_needs_only_a_name() -> None:
    assert Article(Instrument("x", Text("某办法", "Some Measures")), 1).cite.zh == "《某办法》第一条"
    assert [mark.value for mark in Mark] == ["law", "convention"]
