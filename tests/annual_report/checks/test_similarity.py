"""Text taken over from last year's report, or from another authority's."""

from __future__ import annotations

import pickle
import random
from decimal import Decimal

import pytest

from kaicheng.annual_report.checks.similarity import (
    like_others,
    likeness,
    repeated,
    runs,
    similar,
    similar_reports,
    sketch,
    words_of,
)
from kaicheng.annual_report.readers import read
from kaicheng.findings import Severity

from .. import prose
from .reports import REAL, found, quiet_year

# Two years of an honest authority: no sentence of one stands in the other.
ONE_YEAR = "\n".join(prose.PROACTIVE[:2] + prose.MANAGEMENT[:2] + prose.PLATFORM[:2] + prose.SUPERVISION[:2])
NEXT_YEAR = "\n".join(prose.PROACTIVE[2:] + prose.MANAGEMENT[2:] + prose.PLATFORM[2:] + prose.SUPERVISION[2:])
PROBLEMS = "".join(f"{n}是{text}。" for n, text in zip("一二三", prose.PROBLEMS[:3], strict=True))
OTHER_PROBLEMS = "".join(f"{n}是{text}。" for n, text in zip("一二三", prose.PROBLEMS[3:], strict=True))


def report(overview: str, problems: str = "", other: str = "", year: int = 2024, **kwargs):
    chapters = {"overview": overview, "problems": problems, "other": other}
    return quiet_year(chapters=chapters, year=year, **kwargs)


# --- Q01 ------------------------------------------------------------------------------------------------


def test_digits_and_punctuation_make_no_new_text():
    assert words_of("2023年，共公开１２条。") == words_of("2024 年共公开 391 条")


@pytest.mark.parametrize(
    ("text", "other", "count"),
    [
        ("甲乙丙丁戊己", "甲乙丙丁戊己", 6),
        ("甲乙丙丁戊己", "丙丁戊", 3),
        ("甲乙丙丁戊己", "甲乙丙，丁戊己", 6),
        ("甲乙", "甲乙", 0),
        ("", "甲", 0),
    ],
)
def test_what_counts_is_the_characters_inside_repeated_runs(text, other, count):
    assert repeated(text, runs(other, 3), 3) == count


def test_last_years_text_with_a_new_year_is_stopped():
    last = report(ONE_YEAR + "2023年共公开391条。", PROBLEMS, year=2023)
    (finding,) = found("Q01", report(ONE_YEAR + "2024年共公开402条。", PROBLEMS), last)
    assert finding.severity is Severity.BLOCK
    assert finding.message.zh.startswith("与上年报告重复的文字：全文 100%，第一部分 100%（表格、数字不计）")
    assert "the whole text 100%, part one 100%" in finding.message.en
    assert len(finding.sentences) == 3
    assert finding.actual == "100%"


def test_most_of_last_years_text_is_warned():
    half = "\n".join((*prose.PROACTIVE[:2], *prose.MANAGEMENT[:2], *prose.PLATFORM[:2], prose.SUPERVISION[2]))
    (finding,) = found("Q01", report(half), report(ONE_YEAR, year=2023))
    assert finding.severity is Severity.WARN
    assert Decimal("70") <= Decimal(finding.actual.rstrip("%")) < Decimal("90")


def test_a_year_told_anew_is_in_order():
    assert found("Q01", report(NEXT_YEAR, OTHER_PROBLEMS), report(ONE_YEAR, PROBLEMS, year=2023)) == []


def test_one_part_copied_whole_is_told_though_the_rest_is_new():
    copied = ONE_YEAR * 2
    last = report(NEXT_YEAR, copied, year=2023)
    (finding,) = found("Q01", report(ONE_YEAR[::-1], copied), last)
    assert [place.ref for place in finding.where if not place.quote] == ["problems"]
    assert "第五部分 100%" in finding.message.zh


def test_formulas_are_too_short_to_count():
    same = "本年度无其他需要报告的事项。"
    assert found("Q01", report(same, same, same), report(same, same, same, year=2023)) == []


def test_a_renamed_authority_is_only_warned():
    last = report(ONE_YEAR, year=2023, agency="云岭县教育和体育局")
    (finding,) = found("Q01", report(ONE_YEAR), last)
    assert finding.severity is Severity.WARN


def test_another_year_is_not_compared():
    last = report(ONE_YEAR, PROBLEMS, year=2022)
    assert found("Q01", report(ONE_YEAR, PROBLEMS), last) == []
    assert found("Q06", report(ONE_YEAR, PROBLEMS), last) == []


def test_strangers_with_the_same_duties_stay_far_below():
    texts = [
        words_of("".join(read((REAL / name).read_bytes(), name).chapters.values()))
        for name in ("xichang-hrss-2024.txt", "erlang-street-2022.txt", "shuyang-ndrc-2023.html")
    ]
    shares = [
        repeated(one, runs(other, 8), 8) / len(one) for one in texts for other in texts if one is not other
    ]
    assert max(shares) < 0.35


# --- Q06 ------------------------------------------------------------------------------------------------


def test_last_years_problems_word_for_word():
    last = report(ONE_YEAR, PROBLEMS, year=2023)
    (finding,) = found("Q06", report(NEXT_YEAR, "去年工作取得一定成效，但仍有不足。" + PROBLEMS), last)
    assert "第五部分有 3 句与上年报告一字不差" in finding.message.zh
    assert len(finding.sentences) == 3


def test_phrases_that_lead_in_and_short_sentences_may_return():
    text = "我局政府信息公开工作取得一定成效，但仍存在一些不足。主要如下。"
    assert found("Q06", report(NEXT_YEAR, text), report(ONE_YEAR, text, year=2023)) == []


# --- Q02 ------------------------------------------------------------------------------------------------

AGENCIES = [f"{place}{office}" for place in prose.PLACES for office in prose.OFFICES]


def invented(seed: int, sentences: int = 40) -> str:
    """Text of its own: no run of eight characters is shared with another seed's, but by chance."""
    rng = random.Random(seed)
    return "".join(
        "".join(chr(rng.randint(0x4E00, 0x8FFF)) for _ in range(25)) + "。" for _ in range(sentences)
    )


def test_a_copy_between_authorities_is_told_on_both_sides_with_a_sentence_for_proof():
    text = invented(1)
    reports = [
        ("a.txt", report(text, agency="云岭县教育局")),
        ("b.txt", report(invented(2), agency="临溪区教育局")),
        ("c.txt", report(text.replace(text[:26], ""), agency="望川县教育局")),
    ]
    findings = dict(similar_reports(reports))
    assert list(findings) == ["a.txt", "c.txt"]
    told = findings["a.txt"]
    assert told.message.zh.startswith("文字与“望川县教育局”的报告约有 ")
    assert told.severity is Severity.WARN
    assert told.where[0].ref == "c.txt"
    assert told.sentences
    assert all(sentence in text for sentence in told.sentences)


def test_one_report_beside_many__is_told_the_same_as_among_them():
    text = invented(1)
    others = [
        (name, report(words, agency=name))
        for name, words in (
            ("临溪区教育局", invented(2)),
            ("望川县教育局", text),
            ("石桥县教育局", invented(3)),
        )
    ]
    own = report(text, agency="云岭县教育局")
    drawn = [(name, sketch(other)) for name, other in others]
    assert like_others(own, drawn) == dict(similar_reports([("", own), *others]))[""]
    assert like_others(report(invented(4), agency="云岭县教育局"), drawn) is None
    assert like_others(report("没有需要报告的事项。"), drawn) is None


def test_one_authoritys_own_reports_are_left_to_the_comparison_of_years():
    text = invented(1)
    assert list(similar_reports([("a.docx", report(text)), ("a.pdf", report(text))])) == []


def test_authorities_without_a_name_go_by_their_files():
    text = invented(1)
    reports = [(name, report(text, agency=None)) for name in ("a.txt", "b.txt", "c.txt")]
    findings = dict(similar_reports(reports))
    assert "文字与“b.txt”的报告约有 100% 相同，另有 1 份也相似" in findings["a.txt"].message.zh
    assert "1 more are alike" in findings["a.txt"].message.en


def test_short_texts_are_not_compared():
    assert sketch(report("本年度无其他需要报告的事项。")) is None
    assert list(similar([("a.txt", None), ("b.txt", None)])) == []


@pytest.mark.parametrize("common", [0, 10, 20, 28, 36, 40])
def test_the_estimate_is_near_the_true_share(common):
    shared = invented(7, common)
    one, other = (sketch(report(shared + invented(seed, 40 - common))) for seed in (1, 2))
    assert abs(likeness(one, other) - Decimal(common) / 40) < Decimal("0.12")


def test_a_sketch_is_small_and_travels_between_processes():
    drawn = sketch(report(invented(1, 200)))
    assert len(pickle.dumps(drawn)) < 4096
    assert likeness(pickle.loads(pickle.dumps(drawn)), drawn) == 1  # noqa: S301 - our own object


def test_two_thousand_reports_with_a_crowd_of_copies_are_all_told():
    template = sketch(report(invented(0)))
    sketches = [
        (f"{number}.txt", sketch(report(invented(number), agency=None)) if number % 10 else template)
        for number in range(300)
    ]
    # The template bears one name, its copies no other: each of the crowd is a different authority's.
    crowd = [
        (name, type(drawn)(None, drawn.minima, drawn.passages))
        for name, drawn in sketches
        if drawn is template
    ]
    others = [(name, drawn) for name, drawn in sketches if drawn is not template]
    told = dict(similar([*others, *crowd * 4]))
    assert set(told) == {name for name, _ in crowd}
