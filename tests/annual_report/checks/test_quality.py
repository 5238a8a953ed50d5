"""Whether the text says anything (Q03–Q05), and what it must not say (Q07)."""

from __future__ import annotations

import pytest

from kaicheng.findings import Severity

from .reports import found, quiet_year
from .test_real_reports import published

PROBLEMS = "一是政策解读深度不够；二是个别科室报送信息滞后。"
MEASURES = "改进情况：一是组织培训，提高解读质量；二是建立考核机制，按月通报。"


def told(rule, text, chapter="problems"):
    return found(rule, quiet_year(chapters={chapter: text}))


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        (PROBLEMS + MEASURES, None),
        ("各科室公开意识有所松懈，解读主动性不强；回复效率有待提高。", None),
        ("总体上还有提高的空间，需要加强和改进。", "1"),
        ("无。", "0"),
        ("2024年工作取得明显成效。", "0"),
        ("", "0"),
    ],
)
def test_at_least_two_concrete_problems(text, actual):
    assert [finding.actual for finding in told("Q03", text)] == ([actual] if actual else [])


def test_a_report_without_chapter_five_is_left_to_f01():
    assert found("Q03", quiet_year()) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (PROBLEMS + MEASURES, 0),
        (PROBLEMS, 1),
        (PROBLEMS + "改进情况：一是组织培训。", 1),
        (PROBLEMS + "针对以上问题，我局将加强培训，完善机制。", 0),
        ("无。", 0),
    ],
)
def test_problems_have_their_measures(text, count):
    assert len(told("Q04", text)) == count


@pytest.mark.parametrize(
    ("now", "answered"),
    [
        (PROBLEMS + MEASURES, False),
        ("针对上年存在的问题逐一整改。" + PROBLEMS + MEASURES, True),
        ("一是网站栏目更新不及时；二是宣传不足。改进情况：一是按周更新；二是加强宣传。", True),
    ],
)
def test_last_years_problems_are_answered(now, answered):
    before = quiet_year(
        year=2023, chapters={"problems": "一是网站栏目更新不及时；二是工作人员兼职多。改进情况：加强培训。"}
    )
    findings = found("Q04", quiet_year(chapters={"problems": now}), before)
    assert [finding.severity for finding in findings] == ([] if answered else [Severity.WARN])


def test_a_last_year_without_problems_asks_for_nothing():
    before = quiet_year(year=2023, chapters={"problems": "无。"})
    assert found("Q04", quiet_year(chapters={"problems": PROBLEMS + MEASURES}), before) == []


@pytest.mark.parametrize("slug", ["xichang-hrss-2024", "huaian-city-2024"])
def test_real_chapters_five_with_problems_and_measures_pass(slug):
    assert found("Q03", published(slug)) == found("Q04", published(slug)) == []


def test_shuyang_names_problems_and_no_measures():
    (finding,) = found("Q04", published("shuyang-ndrc-2023"))
    assert "没有写改进情况" in finding.message.zh


def test_chapter_one_has_figures_of_its_own():
    assert told("Q05", "全年公开信息391条。", "overview") == []
    (finding,) = told("Q05", "2024年，根据条例第20条，满意率100%，公开取得成效。", "overview")
    assert finding.severity is Severity.WARN
    assert found("Q05", quiet_year()) == []


def test_subjects_that_could_be_anybody_are_quoted():
    (finding,) = told("Q05", "多数部门能按时答复申请3件。\n部分地区开通在线申请。", "overview")
    assert "“多数部门”、“部分地区”" in finding.message.zh
    assert finding.sentences == ("多数部门能按时答复申请3件。", "部分地区开通在线申请。")


# Numbers made up for this test; the check digits are right where the test says so.
@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("申请人身份证号11010519491231002X。", Severity.BLOCK),
        ("申请人身份证号 １１０１０５１９４９１２３１００２Ｘ。", Severity.BLOCK),
        ("编号110105194912310021。", None),
        ("编号110105194902310021。", None),
        ("联系人张某，13800138000。", Severity.WARN),
        ("联系电话：13800138000。", None),
        ("申请人张某，手机：13800138000。", Severity.WARN),
        ("办公电话0834-3222222。", None),
        ("账号6222021234567890129。", None),
        ("账号4111111111111111。", Severity.WARN),
        ("统一社会信用代码11513401MB0000000X。", None),
        ("访问量3782565次。", None),
    ],
)
def test_personal_data(text, severity):
    findings = told("Q07", text, "overview")
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_the_finding_does_not_spread_the_number():
    (finding,) = told("Q07", "申请人身份证号11010519491231002X。", "overview")
    assert "11010519491231002X" not in str(finding.to_json())
    assert finding.actual == "110*************2X"
