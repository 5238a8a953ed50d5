"""Text to begin with, assembled from facts: every number is a live reference, and nothing is invented.

What the authority did and what no record tells is left to its writer, marked as a question in 【】, which the
checks will not let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure
from kaicheng.reporting.facts import Fact

LISTED = 8
"""Columns named one by one, before the rest is left out."""
_FIRST = "一二三四五六七八九"
_PROBLEM = re.compile(r"[一二三四五六七八九]是([^；。\n]{4,80})")


def contact(office: str, address: str, telephone: str, website: str) -> str:
    """Whom readers may ask, as far as the authority's particulars say; nothing where they say nothing."""
    ways = [("地址", address), ("电话", telephone), ("网址", website)]
    said = "，".join(f"{name}：{way}" for name, way in ways if way)
    return f"如对本报告有疑问，请与{office or '本机关'}联系（{said}）。" if said else ""


def preamble(year: int, instrument: str) -> str:
    """What stands before chapter one."""
    return (
        f"根据《中华人民共和国政府信息公开条例》和《中华人民共和国政府信息公开工作年度报告格式》（{instrument}）"
        f"要求，编制本报告。本报告由总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况，"
        "政府信息公开行政复议、行政诉讼情况，存在的主要问题及改进情况，其他需要报告的事项等六个部分组成。"
        f"所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
    )


def overview(year: int, facts: Mapping[str, Fact]) -> str:
    """Part one: its five topics."""
    return "\n".join(
        [
            "（一）主动公开",
            _published(year, facts),
            "（二）依申请公开",
            _requests(year, facts),
            "（三）政府信息管理",
            _documents(facts),
            "（四）政府信息公开平台建设",
            "【请写本年平台栏目的建设和维护情况】",
            "（五）监督保障",
            supervision(facts),
        ]
    )


def _published(year: int, facts: Mapping[str, Fact]) -> str:
    text = f"{year}年，本机关共主动公开政府信息{{{{published_items}}}}条"
    columns = [fact for name, fact in facts.items() if name.startswith("column.")]
    if len(columns) > 1:
        named = [f"{fact.label}{{{{{fact.name}}}}}条" for fact in columns[:LISTED]]
        text += "，其中" + "、".join(named) + ("等" if len(columns) > LISTED else "")
    text += "。"
    if _value(facts, "interpretations"):
        text += "发布政策解读{{interpretations}}条。"
    return text


def _requests(year: int, facts: Mapping[str, Fact]) -> str:
    row = "requests.{}.total"
    text = f"{year}年，本机关收到政府信息公开申请{{{{requests.new_received.total}}}}件"
    if _value(facts, row.format("carried_over")):
        text += "，上年结转{{requests.carried_over.total}}件"
    ways = [fact for name, fact in facts.items() if name.startswith("channel.")]
    if len(ways) > 1 and _sum(ways) == _number(facts, row.format("new_received")):
        text += "（" + "，".join(f"{_way(fact)}{{{{{fact.name}}}}}件" for fact in ways) + "）"
    if not _value(facts, row.format("handled_total")):
        return text + "。"
    text += "，办结{{requests.handled_total.total}}件"
    if _value(facts, row.format("carried_forward")):
        text += "，结转下年度继续办理{{requests.carried_forward.total}}件"
    text += "。"
    # What is put in by hand, or handed in from outside, has no days here: nothing is said of all.
    if _sum(_ended(facts)) != _number(facts, row.format("handled_total")):
        return text
    if _value(facts, "answered_late"):
        text += "其中按期办结{{answered_in_time}}件，逾期办结{{answered_late}}件。"
    else:
        text += "均在法定期限内办结。"
    if "within.10" in facts:
        text += "从收到到办结，用时10个工作日以内的{{within.10}}件，20个工作日以内的{{within.20}}件。"
    return text


def _way(fact: Fact) -> str:
    """The name of a way in which requests came, out of the label of its number: “邮寄（需签收）” is 邮寄."""
    return fact.label.partition("“")[2].partition("”")[0].partition("（")[0]


def _documents(facts: Mapping[str, Fact]) -> str:
    row = "proactive.normative_documents"
    return (
        f"本年制发行政规范性文件{{{{{row}.issued_this_year}}}}件，废止{{{{{row}.abolished_this_year}}}}件，"
        f"现行有效{{{{{row}.in_force}}}}件。"
    )


def supervision(facts: Mapping[str, Fact]) -> str:
    """The topic 监督保障 in one line, of what the writer has put in; without that, what is to be written."""
    said = []
    if "meetings" in facts:
        said.append("召开政府信息公开工作会议{{meetings}}次")
    if "trainings" in facts:
        trained = "，{{people_trained}}人次参加" if "people_trained" in facts else ""
        said.append("组织业务培训{{trainings}}次" + trained)
    if "checks" in facts:
        said.append("开展自查{{checks}}次")
    return "，".join(said) + "。" if said else "【请写本年考核、社会评议、责任追究和培训情况】"


def problems(previous: AnnualReport | None) -> str:
    """Part five: what became of each of last year's problems, and room for this year's."""
    lines = ["（一）上年问题的改进情况"]
    earlier = last_problems(previous)
    if earlier:
        lines += [
            f"{_FIRST[number]}是针对“{problem}”，【请写本年的改进措施和效果】"
            for number, problem in enumerate(earlier[: len(_FIRST)])
        ]
    else:
        lines += ["【请写上年报告所列问题的改进情况】"]
    return "\n".join(
        [
            *lines,
            "（二）本年存在的主要问题",
            "一是【请写具体问题和事实】；二是【请写具体问题和事实】。",
            "（三）下一步改进措施",
            "一是【与上面的问题一一对应】；二是【与上面的问题一一对应】。",
        ]
    )


def last_problems(previous: AnnualReport | None) -> list[str]:
    """The problems that last year's report lists, in its words."""
    if previous is None:
        return []
    text = previous.chapters.get("problems", "")
    until = re.search(r"改进|下一步|措施", text)
    first = text[: until.start()] if until and until.start() > 20 else text
    found = _PROBLEM.findall(first) or _PROBLEM.findall(text)
    return list(dict.fromkeys(found))


def other() -> str:
    """Part six: fees, as the form wants them."""
    return (
        "本年度发出收费通知{{fee_notices}}件，总金额{{fee_amount}}元，实际收取{{fee_paid}}元。\n"
        "【其他需要报告的事项；没有的，请删去本行】"
    )


def _ended(facts: Mapping[str, Fact]) -> list[Fact]:
    """Those in time and those late."""
    return [facts[name] for name in ("answered_in_time", "answered_late") if name in facts]


def _sum(facts: Iterable[Fact]) -> Figure:
    return sum((fact.value for fact in facts), start=0)


def _number(facts: Mapping[str, Fact], name: str) -> Figure:
    return facts[name].value if name in facts else 0


def _value(facts: Mapping[str, Fact], name: str) -> bool:
    return name in facts and bool(facts[name].value)
