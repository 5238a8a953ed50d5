"""What the trail records about reports."""

from __future__ import annotations

from kaicheng.audit.registry import register

FIGURE_ENTERED = register(
    "reporting.figure.entered",
    zh="手工填报{facts[year]}年{label}：{after[value]}（原为{before[value]}），来源：{facts[source]}；理由：{reason}",
    en="entered {label} of {facts[year]}: {after[value]} (was {before[value]}), {facts[source]}; {reason}",
    fields=["value"],
    facts=["year", "cell", "source"],
)
FIGURE_SIGNED = register(
    "reporting.figure.signed",
    zh="签字确认{facts[year]}年{label}手工填报的{facts[value]}",
    en="signed {facts[value]} put in for {label} of {facts[year]}",
    facts=["year", "cell", "value"],
)
FIGURES_ENTERED = register(
    "reporting.figures.entered",
    zh="手工填报{facts[year]}年度报告数据{facts[count]}格：{facts[said]}，来源：{facts[source]}；理由：{reason}",
    en="entered {facts[count]} figures of {facts[year]}: {facts[said]}, {facts[source]}; {reason}",
    facts=["year", "count", "said", "source"],
)
FIGURES_SIGNED = register(
    "reporting.figures.signed",
    zh="签字确认{facts[year]}年度报告手工填报的数据{facts[count]}格：{facts[said]}",
    en="signed {facts[count]} figures put in for {facts[year]}: {facts[said]}",
    facts=["year", "count", "said"],
)
FIGURE_WITHDRAWN = register(
    "reporting.figure.withdrawn",
    zh="撤回{facts[year]}年{label}手工填报的{facts[value]}，恢复按记录统计；理由：{reason}",
    en="withdrew {facts[value]} put in for {label} of {facts[year]}; {reason}",
    facts=["year", "cell", "value"],
)
DRAFT_BEGUN = register(
    "reporting.draft.begun",
    zh="开始编写{facts[year]}年度报告",
    en="began the report on {facts[year]}",
    facts=["year"],
)
SECTION_WRITTEN = register(
    "reporting.section.written",
    zh="编写{facts[year]}年度报告“{facts[section]}”",
    en="wrote {facts[section]} of the report on {facts[year]}",
    facts=["year", "section", "done"],
)
FACTS_RECORDED = register(
    "reporting.facts.recorded",
    zh="填写{facts[year]}年度报告所用数据：{facts[said]}",
    en="put in facts for the report on {facts[year]}: {facts[said]}",
    facts=["year", "said"],
)
REPORT_SENT = register(
    "reporting.report.sent",
    zh="{facts[year]}年度报告第{facts[edition]}版定稿送审（{facts[why]}）",
    en="sent edition {facts[edition]} of the report on {facts[year]} for review ({facts[why]})",
    facts=["year", "edition", "why"],
)
REPORT_PUBLISHED = register(
    "reporting.report.published",
    zh="公布《{label}》第{facts[edition]}版（{facts[why]}）",
    en="published edition {facts[edition]} of “{label}” ({facts[why]})",
    facts=["edition", "why", "year"],
)
CHANGES_LEFT = register(
    "reporting.report.changes_left",
    zh="{facts[year]}年度报告第{facts[edition]}版公布后有{facts[count]}处数据变动（{facts[said]}），决定不更正；理由：{reason}",
    en="left edition {facts[edition]} of the report on {facts[year]} as it is ({facts[said]}); {reason}",
    facts=["year", "edition", "count", "said"],
)
REPORT_RECEIVED = register(
    "reporting.report.received",
    zh="收到{facts[unit]}{facts[year]}年度报告，第{facts[round]}次报送（{facts[way]}）",
    en="received the report of {facts[unit]} on {facts[year]}, round {facts[round]} ({facts[way]})",
    facts=["unit", "year", "round", "way"],
)
REPORT_SENT_BACK = register(
    "reporting.report.sent_back",
    zh="退回{facts[unit]}{facts[year]}年度报告（第{facts[round]}次报送），要求改正{facts[findings]}处：{reason}",
    en="sent back the report of {facts[unit]} on {facts[year]} (round {facts[round]}): {reason}",
    facts=["unit", "year", "round", "findings"],
)
FINDING_JUDGED = register(
    "reporting.finding.judged",
    zh="核实{facts[unit]}{facts[year]}年度报告的问题（{facts[rule]}）：{facts[verdict]}；{reason}",
    en="judged a finding ({facts[rule]}) of the report of {facts[unit]} on {facts[year]}: {facts[verdict]}",
    facts=["unit", "year", "rule", "verdict", "fingerprint"],
)
EARLIER_READ = register(
    "reporting.earlier.read",
    zh="读入本系统启用前的{facts[year]}年度报告“{label}”（{facts[source]}，{facts[url]}），等待确认",
    en="read in the report “{label}” on {facts[year]}, of before the system ({facts[source]}, {facts[url]})",
    facts=["year", "source", "url"],
)
EARLIER_CONFIRMED = register(
    "reporting.earlier.confirmed",
    zh="核对确认本系统启用前公开的{facts[year]}年度报告“{label}”（{facts[source]}，{facts[url]}）",
    en="confirmed the report “{label}” on {facts[year]}, public before the system ({facts[source]})",
    facts=["year", "source", "url"],
)
SEASON_SET = register(
    "reporting.season.set",
    zh="安排{facts[year]}年度报告：报送{facts[hand_in_by]}，公布{facts[publish_by]}，名单{facts[roster]}家",
    en="set days for reports on {facts[year]}: {facts[hand_in_by]}, {facts[publish_by]}, {facts[roster]}",
    facts=["year", "hand_in_by", "publish_by", "roster"],
)
FILES_TAKEN = register(
    "reporting.files.taken",
    zh="接收{facts[year]}年度报告文件{facts[count]}份",
    en="took in {facts[count]} files of reports on {facts[year]}",
    facts=["year", "count"],
)
FILE_ASSIGNED = register(
    "reporting.file.assigned",
    zh="认定{facts[year]}年收到的“{facts[said]}”报告属于{facts[unit]}",
    en="found the report of “{facts[said]}” on {facts[year]} to be that of {facts[unit]}",
    facts=["year", "said", "unit"],
)
FILE_REFUSED = register(
    "reporting.file.refused",
    zh="不收{facts[year]}年“{facts[said]}”的报告；理由：{reason}",
    en="did not take in the report of “{facts[said]}” on {facts[year]}; {reason}",
    facts=["year", "said"],
)
WHOLE_JUDGED = register(
    "reporting.whole.judged",
    zh="核实{facts[year]}年度报告汇总的问题（{facts[rule]}，{facts[unit]}）：{facts[verdict]}；{reason}",
    en="judged a finding ({facts[rule]}, {facts[unit]}) of the reports on {facts[year]}: {facts[verdict]}",
    facts=["unit", "year", "rule", "verdict", "fingerprint"],
)
HANDED_UP_AGAIN = register(
    "reporting.report.handed_up_again",
    zh="把{facts[year]}年度报告重新上报{facts[to]}（原报送{facts[before]}）",
    en="handed the report on {facts[year]} up again, to {facts[to]} (before: {facts[before]})",
    facts=["year", "to", "before"],
)
UNITS_REMINDED = register(
    "reporting.units.reminded",
    zh="催报{facts[year]}年度报告，{facts[units]}家单位",
    en="reminded {facts[units]} units of their reports on {facts[year]}",
    facts=["year", "units"],
)
KEY_CONFIRMED = register(
    "reporting.key.confirmed",
    zh="核对报送包密钥{facts[fingerprint]}，属于{facts[owner]}（{facts[how]}）",
    en="confirmed that the key {facts[fingerprint]} is that of {facts[owner]} ({facts[how]})",
    facts=["fingerprint", "owner", "how"],
)
