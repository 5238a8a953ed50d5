"""Whether the text says anything, and what it must not say (Q03–Q05, Q07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kaicheng.annual_report.checks.certainty import earlier
from kaicheng.annual_report.checks.counts import has_count
from kaicheng.annual_report.checks.prose import narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.words import any_of
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, Severity, part, sentence

_CLAUSE = re.compile(r"[^,。;、\n]+")
_SHORTCOMING = re.compile(
    r"不(?:足|够|强|高|到位|及时|深|全|多|广|规范|平衡|完善|明确|精准|充分|丰富|严|实|细|新|一致|适应|均衡|清晰|理想|主动|熟悉|准确|稳定|健全|快)"
    r"|有待|需(?:要)?(?:进一步|加强|提高|提升|完善|改进|加大)|仍需|还需|亟待|亟需|欠缺|欠佳|滞后|薄弱|单一|缺乏|缺少|短缺|松懈|拖延|偏少|偏低|较少|较低|较弱|较慢|"
    r"简单|简略|兼职|差距|短板|弱项|流动|重视不|参差不齐|不及|难以|未能|尚未|存在[^,。;]{1,12}(?:现象|情况)"
)
_MEASURE = re.compile(
    r"加强|强化|加大|提高|提升|完善|健全|建立|组织|开展|优化|落实|规范|推进|推动|明确|督促|制定|丰富|拓展|深化|细化|改进|整改|拓宽|严格|聚焦|定期|安排|邀请|举办|增强|继续|进一步"
)
_TURN = re.compile(
    r"(?:\(二\)|二、|2[、.])?[^。;\n]{0,12}?(?:改进情况|改进措施|整改措施|改进的?情况|整改情况|下一步|针对(?:以上|上述|存在|这些|前述)?|今后|"
    r"20\d\d年,?(?:我|将)|下一阶段|为此|我[局镇委办市县区][^,。]{0,6}将)"
)
_ITEM = re.compile(
    r"[一二三四五六七八九](?:是|要)|(?:首先|其次|再次|最后)[,:]|\([一二三四五]\)|(?<!\d)[1-9][、.)](?!\d)"
)
_LAST_YEAR = re.compile(
    r"(?:上一?年度?|去年|前一年|20\d\d年度?)[^。;]{0,20}(?:问题|不足|整改|改进)|问题的改进|已(?:整改|改进|解决|落实)|整改到位"
)


def _halves(report: AnnualReport) -> tuple[str, str]:
    """Chapter five as problems and what is done about them."""
    text = narrative(report).plain.get("problems", "")
    first = _SHORTCOMING.search(text)
    # Only after a shortcoming: the heading of the first half may name both, 存在的主要问题及改进情况.
    turn = _TURN.search(text, first.end()) if first else None
    return (text[: turn.start()], text[turn.start() :]) if turn else (text, "")


def _problems(report: AnnualReport) -> list[str]:
    """The clauses of chapter five that name a shortcoming."""
    problems, _ = _halves(report)
    return [clause for clause in _CLAUSE.findall(problems) if _SHORTCOMING.search(clause) and len(clause) > 4]


@rule("Q03")
def problems_are_concrete(rule: Rule, case: Case) -> Iterator[Finding]:
    """Chapter five names at least two problems."""
    if "problems" not in case.report.headings and "problems" not in case.report.chapters:
        return
    found = len(_problems(case.report))
    fewest = int(rule.threshold("fewest"))
    if found >= fewest:
        return
    yield rule.found(
        f"第五部分{'只找到 1 个' if found else '没有写出'}具体问题。"
        f"请写明本机关的哪项工作、存在什么不足，至少 {fewest} 个。",
        f"Chapter five names {found} concrete problem(s). "
        f"Say which work falls short and how, for at least {fewest}.",
        part("problems"),
        expected=f"≥{fewest}",
        actual=found,
    )


@rule("Q04")
def measures_match_problems(rule: Rule, case: Case) -> Iterator[Finding]:
    """Every problem has its measure, and last year's problems are answered."""
    problems, measures = _halves(case.report)
    if not _problems(case.report):
        return
    listed, answered = len(_ITEM.findall(problems)), len(_ITEM.findall(measures))
    if not _MEASURE.search(measures):
        yield rule.found(
            "第五部分写了问题，没有写改进情况。请逐条写明已经做了什么、准备做什么。",
            "Chapter five names problems, but no measures. Say for each what was done or will be.",
            part("problems"),
        )
    elif listed > answered > 0:
        yield rule.found(
            f"第五部分列了 {listed} 个问题，改进措施只有 {answered} 条。请逐条对应。",
            f"Chapter five lists {listed} problems and {answered} measures. Give each problem its measure.",
            part("problems"),
            expected=listed,
            actual=answered,
        )
    yield from _last_years(rule, case, problems + measures)


def _last_years(rule: Rule, case: Case, text: str) -> Iterator[Finding]:
    last = earlier(case)
    if last is None or _LAST_YEAR.search(text):
        return
    before = _problems(last.report)
    now = text + narrative(case.report).plain.get("overview", "")
    limit = float(rule.threshold("alike"))
    if not before or any(_share(problem, now) >= limit for problem in before):
        return
    yield rule.found(
        f"没有提到 {last.report.year} 年报告所列问题的改进情况，例如“{before[0]}”。请补写。",
        f"Nothing is said of the problems named in {last.report.year}. Say what became of them.",
        part("problems"),
    )


def _share(problem: str, text: str) -> float:
    pairs = {problem[i : i + 2] for i in range(len(problem) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs)


@rule("Q05")
def figures_of_its_own(rule: Rule, case: Case) -> Iterator[Finding]:
    """Chapter one counts what the authority itself did and names who did it."""
    overview = list(narrative(case.report).of("overview"))
    if not overview:
        return
    if not any(has_count(entry.plain) for entry in overview):
        yield rule.found(
            "总体情况没有一个本机关的数字。请写明公开了多少条信息、收到多少件申请等。",
            "Chapter one gives no figure of the authority's own. "
            "State items published, requests received and so on.",
            part("overview"),
        )
    vague = any_of("vague", "vague_subjects")
    found = [(sentence_, match) for sentence_ in overview if (match := vague.search(sentence_.plain))]
    if found:
        words = "、".join(dict.fromkeys(f"“{match[0]}”" for _, match in found))
        yield rule.found(
            f"主语含糊：{words}。年度报告写的是本机关的情况，请写明是谁。",
            f"Vague subjects: {words}. The report is about this authority; name who is meant.",
            *(sentence_.place for sentence_, _ in found[:3]),
        )


# --- personal data ----------------------------------------------------------------------------------------

_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
_LONG_NUMBER = re.compile(r"\d{11}")
_MOBILE = re.compile(r"(?<![\d-])1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<![\dA-Za-z])[3-6]\d{15,18}(?!\d)")
_OFFICE_LINE = re.compile(r"(?:电话|联系方式|热线|手机|传真|咨询|监督|值班)[^。;]{0,12}$")
_SOMEBODY = re.compile(r"申请人|当事人|举报人|投诉人|信访人|原告|村民|居民|业主|患者|学生")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@rule("Q07")
def personal_data(rule: Rule, case: Case) -> Iterator[Finding]:
    """No identity numbers, bank cards or private telephones stand in the report."""
    for chapter, text in narrative(case.report).plain.items():
        if not _LONG_NUMBER.search(text):
            continue
        for match in _IDENTITY.finditer(text):
            if _is_identity_number(match[0]):
                yield _leak(rule, chapter, match[0], "居民身份证号码", "a resident identity number", None)
        for match in _CARD.finditer(text):
            if not _IDENTITY.fullmatch(match[0]) and _luhn(match[0]):
                yield _leak(rule, chapter, match[0], "银行卡号", "a bank card number", Severity.WARN)
        for match in _MOBILE.finditer(text):
            before = text[max(0, match.start() - 24) : match.start()]
            if _SOMEBODY.search(before) or not _OFFICE_LINE.search(before):
                yield _leak(rule, chapter, match[0], "手机号码", "a mobile telephone number", Severity.WARN)


def _leak(rule: Rule, chapter: str, number: str, zh: str, en: str, severity: Severity | None) -> Finding:
    # The finding itself is printed and stored: it must not spread the number.
    masked = f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
    return rule.found(
        f"正文中有{zh}（{masked}），公开前请删去或者遮挡。",
        f"The text contains {en} ({masked}). Remove or mask it before publication.",
        sentence(masked, chapter),
        actual=masked,
        severity=severity,
    )


def _is_identity_number(number: str) -> bool:
    """Whether date and check digit are right."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return "10X98765432"[check] == number[-1].upper()


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
