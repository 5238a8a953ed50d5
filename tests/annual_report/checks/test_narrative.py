"""The prose against the tables: what it states is found wherever it stands, and nothing else is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.annual_report.checks import check
from kaicheng.annual_report.model import Note
from kaicheng.findings import Severity

from ..strategies import consistent_reports, previous_of
from .reports import as_published, found, quiet_year
from .test_real_reports import published

PASS, WARN, BLOCK = "pass", "warn", "block"
PROSE = (
    *("F01", "F02", "F03", "F08", "F09", "F10", "F11", "F12", "F13", "F14", "F15", "F16"),
    *("T205", "T312", "T407", "X01", "X02", "X03", "X04", "X05", "X06", "X08", "Q03", "Q04", "Q05", "Q07"),
)
NEW, CARRIED = "requests.new_received.total", "requests.carried_over.total"
HANDLED, FORWARD = "requests.handled_total.total", "requests.carried_forward.total"
# 12 received and 2 carried over make 11 answered and 3 carried forward.
REQUESTS = {
    NEW: 12,
    CARRIED: 2,
    HANDLED: 11,
    FORWARD: 3,
    "requests.granted.total": 4,
    "requests.partially_granted.total": 1,
    "requests.refused_process_information.total": 2,
    "requests.unavailable_not_held.total": 3,
    "requests.other_other.total": 1,
}
DISPUTES = {
    "remedies.reconsideration.upheld": 1,
    "remedies.reconsideration.corrected": 2,
    "remedies.reconsideration.total": 3,
    "remedies.litigation_direct.other": 1,
    "remedies.litigation_direct.total": 1,
    "remedies.litigation_after_reconsideration.upheld": 2,
    "remedies.litigation_after_reconsideration.total": 2,
}


def verdict(rule, text, cells=None, *, agency="云岭县教育局", section="（二）依申请公开", chapter="overview"):
    """What a rule makes of a text: the worst of its findings."""
    text = f"{section}\n{text}" if chapter == "overview" else text
    report = quiet_year(cells, agency=agency, chapters={chapter: text})
    severities = [finding.severity.value for finding in found(rule, report)]
    return min(severities, default=PASS, key=[BLOCK, WARN].index)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年，共收到政府信息公开申请12件。", PASS),
        ("2024年，共收到政府信息公开申请13件。", BLOCK),
        ("本年度受理信息公开申请13宗。", BLOCK),
        ("全年新收政府信息公开申请数量13件，上年结转政府信息公开申请数量2件。", BLOCK),
        ("全年收到13件政府信息公开申请。", BLOCK),
        ("我局收到13份政府信息公开申请。", BLOCK),
        ("2024年受理依申请公开13件。", BLOCK),
        ("共收到依申请公开政府信息案件13件。", BLOCK),
        ("未收到政府信息公开申请。", BLOCK),
        ("全年没有收到政府信息公开的申请。", BLOCK),
        ("共收到政府信息公开申请14件（含上年结转2件）。", PASS),
        ("共收到并依法答复政府信息公开14件（含上年度结转申请2件）。", PASS),
        ("共收到政府信息公开申请15件（含上年结转2件）。", BLOCK),
        ("全年共处理政府信息公开申请14件。", PASS),
        ("全年共处理政府信息公开申请11件。", PASS),
        ("全年共处理政府信息公开申请15件。", WARN),
        ("上年结转政府信息公开申请2件。", PASS),
        ("上年结转政府信息公开申请5件。", BLOCK),
        ("2023年结转政府信息公开申请2件，结转至2025年3件。", PASS),
        ("2023年结转政府信息公开申请3件。", BLOCK),
        ("2022年结转政府信息公开申请9件，当年已经办结。", PASS),
        ("收到申请12件，另有4件顺延到下年度答复。", BLOCK),
        ("收到公民、法人和其他组织政府信息公开申请13件。", BLOCK),
        ("收到申请12件，办结11件，结转下年度继续办理3件。", PASS),
        ("收到申请12件，办结11件，结转下年度继续办理4件。", BLOCK),
        ("结转上年度申请2件。", PASS),
        ("收到政府信息公开申请12件，其中3件结转下一年度办理。", PASS),
        ("收到政府信息公开申请12件，其中3件结转2025年办理。", PASS),
        ("结转至2026年的申请9件不在统计之列。", PASS),
        ("收到政府信息公开申请12件，答复10件（含上年结转2件）。", WARN),
        ("收到政府信息公开申请12件，答复9件。", PASS),
        ("收到政府信息公开申请12件，已办结7件。", WARN),
        ("其中予以公开及部分公开5件，不予公开2件，无法提供3件，其他处理1件。", PASS),
        ("其中予以公开4件，部分公开1件，属于四类过程性信息2件。", PASS),
        ("其中予以公开6件，部分公开1件。", WARN),
        ("其中不予公开3件。", WARN),
        ("其中因本机关不掌握等原因无法提供4件。", WARN),
        ("其他处理2件。", WARN),
        ("不予处理1件。", WARN),
        ("全县信息公开申请予以公开90件。", PASS),
        ("收到政府信息公开申请13件。 　！", BLOCK),
        # Other matters, other scopes, other years, rounded numbers.
        ("通过网上收到政府信息公开申请9件，当面收到申请3件。", PASS),
        ("上半年收到政府信息公开申请5件。", PASS),
        ("2023年共收到政府信息公开申请20件。", PASS),
        ("条例施行以来累计收到政府信息公开申请200件。", PASS),
        ("全县共收到政府信息公开申请300件。", PASS),
        ("收到网民留言申请30件。", PASS),
        ("办理人大建议38件，予以公开38件。", PASS),
        ("收到低保救助申请35件，答复群众咨询20件。", PASS),
        ("收到政府信息公开申请约12件。", PASS),
        ("收到政府信息公开申请10余件。", PASS),
        ("收到政府信息公开申请30余件。", WARN),
        ("收到政府信息公开申请近40件。", WARN),
        ("未收到因政府信息公开申请引发的投诉。", PASS),
        ("未收到网上政府信息公开申请。", PASS),
        ("其中收到企业提出的政府信息公开申请1件。", PASS),
        # One sentence agrees: the other is only asked about.
        ("共收到政府信息公开申请12件。\n今年收到政府信息公开申请13件。", WARN),
    ],
)
def test_requests_in_the_text(text, expected):
    assert verdict("X01", text, REQUESTS) == expected


@pytest.mark.parametrize(
    ("agency", "text", "expected"),
    [
        ("云岭县人民政府", "全县共收到政府信息公开申请12件。", PASS),
        ("云岭县人民政府", "全县共收到政府信息公开申请13件。", BLOCK),
        ("云岭县人民政府", "县政府办公室收到政府信息公开申请5件。", WARN),
        (None, "全县共收到政府信息公开申请13件。", WARN),
    ],
)
def test_a_government_reports_for_all_its_departments(agency, text, expected):
    assert verdict("X01", text, REQUESTS, agency=agency) == expected


def test_the_finding_quotes_the_sentence_and_names_the_cell():
    (finding,) = found("X01", published("changchun-veterans-2023"))
    assert finding.severity is Severity.BLOCK
    assert finding.sentences == ("本年度,共受理政府信息公开申请2件,都在法定期限内予以答复。",)
    assert finding.cells == (NEW,)
    assert (finding.expected, finding.actual) == ("3", "2")


def test_a_cell_read_in_doubt_does_not_block():
    report = quiet_year({NEW: 12}, chapters={"overview": "全年收到政府信息公开申请13件。"})
    doubtful = replace(report, notes=(Note("uncertain", "按位置推定", (NEW,)),))
    assert [finding.severity for finding in found("X01", doubtful)] == [Severity.WARN]


def test_text_in_other_chapters_is_read_too_and_blank_cells_are_no_zero():
    assert verdict("X01", "2024年，收到8份政府信息公开申请。", {NEW: 12}, chapter="requests") == BLOCK
    assert verdict("X01", "2024年，收到8份政府信息公开申请。", {NEW: 8}, chapter="requests") == PASS
    assert verdict("X01", "2024年，收到8份政府信息公开申请。", {NEW: "-"}) == PASS
    assert verdict("X01", "收到政府信息公开申请不多，答复12件。", {NEW: 12}, chapter="preamble") == PASS
    assert verdict("X01", "全年答复群众来信40件。", REQUESTS, chapter="other") == PASS
    assert verdict("X01", "公开内容审核登记在案，信息公开系统升级1次。", REQUESTS, chapter="other") == PASS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请12件，全部办结。", BLOCK),
        ("收到政府信息公开申请12件，均已办结。", BLOCK),
        ("收到政府信息公开申请12件，办结率100%。", BLOCK),
        ("收到政府信息公开申请12件，答复率达到100%。", BLOCK),
        ("收到政府信息公开申请12件，均已全部答复。", WARN),
        ("做好依申请工作，已全部办理完毕。", WARN),
        ("收到政府信息公开申请12件，均在法定期限内答复。", PASS),
        ("收到政府信息公开申请12件，按时办结率100%。", PASS),
        ("收到政府信息公开申请12件，全部按时答复。", PASS),
        ("收到政府信息公开申请12件，除3件结转外，均已办结。", PASS),
        ("收到网民留言30条，全部办结。", PASS),
        ("办理建议提案12件，办结率100%。", PASS),
        ("收到政府信息公开申请12件，均已办结，无结转。", WARN),
        ("收到政府信息公开申请12件，没有结转下年度继续办理的申请。", BLOCK),
        ("收到政府信息公开申请12件，上年度无结转。", PASS),
        ("收到政府信息公开申请12件，无上年结转。", PASS),
        ("预算资金无结转下年。", PASS),
    ],
)
def test_all_closed_cannot_be_said_while_some_are_carried_forward(text, expected):
    assert verdict("X02", text, REQUESTS) == expected
    assert verdict("X02", text, {**REQUESTS, FORWARD: 0}) == PASS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("政府信息公开行政复议3件，行政诉讼3件。", PASS),
        ("政府信息公开行政复议2件，行政诉讼3件。", BLOCK),
        (
            "政府信息公开行政复议3件，其中结果维持1件，结果纠正2件；行政诉讼3件，其中结果维持2件，其他结果1件。",
            PASS,
        ),
        ("政府信息公开行政复议3件，其中结果维持2件，结果纠正1件。", BLOCK),
        ("因政府信息公开引起行政复议3件（其中2件被纠错），行政诉讼3件。", PASS),
        ("因政府信息公开引起行政复议3件（其中1件被纠错）。", WARN),
        ("因政府信息公开引起行政复议3件，其中1件被驳回。", PASS),
        ("政府信息公开未经复议直接起诉1件，复议后起诉2件。", PASS),
        ("政府信息公开未经复议直接起诉2件，复议后起诉2件。", WARN),
        ("政府信息公开行政复议、行政诉讼共6件。", PASS),
        ("政府信息公开行政复议和行政诉讼各3件。", PASS),
        ("政府信息公开行政复议、行政诉讼共8件。", WARN),
        ("新发生政府信息公开行政复议2件。", WARN),
        ("行政复议2件。", WARN),
        ("未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。", BLOCK),
        ("无政府信息公开行政复议。", BLOCK),
        ("未发生行政诉讼。", WARN),
        ("未发生政府信息公开行政复议，行政诉讼3件。", BLOCK),
        ("未发生政府信息公开投诉、行政复议3件，行政诉讼3件。", PASS),
        ("未发生因政府信息公开被行政复议纠错或行政诉讼败诉情形。", BLOCK),
        ("未发生因政府信息公开行政诉讼败诉情形。", PASS),
        ("政府信息公开未经复议直接起诉1件。", PASS),
        ("政府信息公开行政复议3件，没有行政复议被撤销的，诉讼3件。", BLOCK),
        ("全县政府信息公开行政复议30件；全县未发生政府信息公开行政诉讼。", PASS),
        ("受理行政复议申请80件，代理行政诉讼9件。", PASS),
        ("对行政复议规定作了学习，印发材料5件。", PASS),
        ("2023年政府信息公开行政复议9件。", PASS),
        ("政府信息公开行政复议3件，其中1件发生在2023年。", PASS),
        ("政府信息公开行政复议3件（其中1件为2023年的），结果维持2件。", BLOCK),
        ("行政机关出庭应诉，案件5件。", PASS),
    ],
)
def test_disputes_in_the_text(text, expected):
    assert verdict("X03", text, DISPUTES) == expected


def test_a_justice_bureau_counts_its_own_trade_elsewhere():
    text = "全年办理行政复议案件120件，行政诉讼案件45件。"
    assert verdict("X03", text, DISPUTES, section="（三）政府信息管理", agency="云岭县司法局") == PASS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年制发行政规范性文件3件，废止2件，现行有效18件。", PASS),
        ("本年制发行政规范性文件4件，废止2件，现行有效18件。", BLOCK),
        ("制定规范性文件3件，废止规范性文件1件，现行有效的规范性文件18件。", BLOCK),
        ("现行有效行政规范性文件19件。", BLOCK),
        ("行政规范性文件现行有效19件。", BLOCK),
        ("本年度制发的4件行政规范性文件已经解读。", BLOCK),
        ("清理规范性文件30件，废止1件，宣布失效1件。", PASS),
        ("清理规范性文件30件，废止1件，宣布失效3件。", WARN),
        ("以县政府名义印发规范性文件9件。", PASS),
        ("代县政府制定规范性文件9件。", WARN),
        ("审查规范性文件40件，备案10件。", PASS),
        ("全县制发规范性文件40件。", PASS),
        ("制发规范性文件20余件。", WARN),
        ("制定制度6项、方案9个。", PASS),
        ("新制定政府规章1件。", BLOCK),
        ("发布规范性文件9件。", PASS),
        ("作出行政许可决定158件、行政处罚决定2件、行政强制决定0件。", PASS),
        ("作出行政许可决定168件。", BLOCK),
        ("作出行政许可决定158件、行政处罚决定12件。", BLOCK),
        ("行政处罚处理决定数量12件。", BLOCK),
        ("办理行政许可168件。", WARN),
        ("作出行政许可决定160余件。", PASS),
        ("公示行政许可168件。", PASS),
        ("办理行政许可事项168件。", PASS),
        ("全县作出行政许可决定9000件。", PASS),
        ("收取行政事业性收费24.83万元。", PASS),
        ("收取行政事业性收费24.8万元。", PASS),
        ("收取行政事业性收费248300元。", PASS),
        ("收取行政事业性收费25万元。", BLOCK),
        ("收取行政事业性收费248.3万元。", BLOCK),
        ("行政事业性收费248.3万元。", WARN),
        ("减免行政事业性收费12万元。", PASS),
        ("收取行政事业性收费20余万元。", PASS),
        ("全县收取行政事业性收费9000万元。", PASS),
    ],
)
def test_documents_decisions_and_fees_in_the_text(text, expected):
    cells = {
        "proactive.normative_documents.issued_this_year": 3,
        "proactive.normative_documents.abolished_this_year": 2,
        "proactive.normative_documents.in_force": 18,
        "proactive.licensing_decisions": 158,
        "proactive.penalty_decisions": 2,
        "proactive.administrative_fees_wan_yuan": 24.83,
    }
    assert verdict("T205", text, cells, section="（三）政府信息管理") == expected


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("政府信息公开行政复议1件（申请人撤回结案）。", {"remedies.reconsideration.total": 1}, WARN),
        ("提起政府信息公开行政复议1件（已撤销申请）。", {"remedies.reconsideration.total": 1}, WARN),
        ("政府信息公开行政诉讼1件，原告撤诉。", {"remedies.litigation_direct.total": 1}, WARN),
        (
            "政府信息公开行政复议1件（申请人撤回）。",
            {"remedies.reconsideration.total": 1, "remedies.reconsideration.other": 1},
            PASS,
        ),
        ("政府信息公开行政复议1件（申请人撤回）。", {}, PASS),
        ("政府信息公开行政复议1件。", {"remedies.reconsideration.total": 1}, PASS),
    ],
)
def test_a_withdrawn_case_has_another_result(text, cells, expected):
    assert verdict("T407", text, cells) == expected


# --- over the real reports and generated ones -----------------------------------------------------------


@pytest.mark.parametrize("slug", ["xichang-hrss-2024", "huaian-city-2024", "huaian-city-2024-docx"])
def test_real_reports_are_not_blocked_by_their_prose(slug):
    blocking = [f for f in check(published(slug)) if f.rule in PROSE and f.severity is Severity.BLOCK]
    assert blocking == []


def test_the_faults_of_xichang_are_the_known_ones():
    rules = {finding.rule for finding in check(published("xichang-hrss-2024")) if finding.rule in PROSE}
    assert rules == {"F08", "F12", "F13", "F15"}


def test_the_text_of_huaian_and_shanghai_agrees_with_their_tables():
    for slug in ("huaian-city-2024", "shanghai-gov-office-2025", "erlang-street-2022", "shuyang-ndrc-2023"):
        rules = {finding.rule for finding in check(published(slug))}
        assert not rules & {"X01", "X02", "X03", "X04", "X05", "X08", "T205", "T312", "T407"}


@pytest.mark.parametrize(
    ("slug", "number", "unit"),
    [
        *[
            ("huaian-city-2024", number, "件")
            for number in (3119, 3050, 34, 103, 351, 72, 64, 178, 37, 46, 25, 5, 9, 7)
        ],
        *[("shanghai-gov-office-2025", number, "件") for number in (1295, 1191, 189, 208, 20, 564, 80, 319)],
        ("erlang-street-2022", 314, "条"),
        ("erlang-street-2022", 268, "条"),
        ("erlang-street-2022", 3, "条"),
        ("shuyang-ndrc-2023", 249, "条"),
        ("shuyang-ndrc-2023", 185, "条"),
        ("shuyang-ndrc-2023", 26, "件"),
        ("xichang-hrss-2024", 0, "件"),
    ],
)
def test_another_number_in_the_text_of_a_real_report_is_found(slug, number, unit):
    report = published(slug)
    overview = report.chapters["overview"]
    wrong = re.sub(rf"(?<!\d){number}(?= ?{unit})", str(number + 3), overview, count=1)
    assert wrong != overview
    changed = replace(report, chapters={**report.chapters, "overview": wrong})
    before = {finding.fingerprint for finding in check(report)}
    after = [finding for finding in check(changed) if finding.fingerprint not in before]
    assert {finding.rule for finding in after} & {"X01", "X03", "X04"}


quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(st.data())
def test_a_consistent_report_has_nothing_wrong_in_its_prose(data):
    report = data.draw(consistent_reports())
    previous = data.draw(st.none() | previous_of(report)) if (report.year or 0) > 2019 else None
    told = {finding.rule for finding in check(report, previous) if finding.rule in PROSE}
    assert told <= {"F13"}


@quick
@given(st.data())
def test_any_other_number_in_the_text_of_a_consistent_report_is_found(data):
    report = data.draw(consistent_reports("2021"))
    text = report.chapters["overview"]
    stated = list(re.finditer(r"(?<=申请|结转|办结|办理|复议|诉讼|决定)(\d+)件", text))
    match = data.draw(st.sampled_from(stated))
    wrong = data.draw(st.integers(0, 9999).filter(lambda value: value != int(match[1])))
    changed = text[: match.start(1)] + str(wrong) + text[match.end(1) :]
    findings = check(replace(report, chapters={**report.chapters, "overview": changed}))
    assert [f for f in findings if f.rule in ("X01", "X03", "T205")]


def test_the_tables_alone_say_nothing_about_prose():
    rules = {finding.rule for finding in check(as_published("huaian-city-2024"))}
    assert not rules.intersection(PROSE)
