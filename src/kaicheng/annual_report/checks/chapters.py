"""The six chapters: all there, named and ordered as the form has them (F01–F03, F13, F14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaicheng.annual_report.checks.prose import narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.form import Chapter
from kaicheng.annual_report.labels import key, squeeze
from kaicheng.findings import Finding, Severity, part, sentence

# What a heading of the chapter says in any wording; a heading without it belongs to something else.
_CORE = {
    "overview": re.compile(r"总体|概述|概况|基本情况"),
    "proactive": re.compile(r"主动公开"),
    "requests": re.compile(r"申请"),
    "remedies": re.compile(r"复议|诉讼"),
    "problems": re.compile(r"问题|整改|改进|不足"),
    "other": re.compile(r"其他|其它|附则|说明|报告的事项"),
}
_NUMBER = re.compile(r"^第?([一二三四五六七八九十]+)(?:部分|章)?[、.,:]?")
_LOST = re.compile(r"^\(?[一二三四五六1-6][、.)].{0,12}(?:存在(?:的)?(?:主要)?问题|改进情况|问题的改进)")


@rule("F01")
def six_chapters(rule: Rule, case: Case) -> Iterator[Finding]:
    """Every chapter stands there, in order, under its title."""
    headings = case.report.headings
    if not headings:
        return
    missing = [chapter for chapter in case.form.chapters if chapter.id not in headings]
    lost = [chapter for chapter in missing if _text_is_there(case, chapter)]
    gone = [chapter for chapter in missing if chapter not in lost]
    if gone:
        names = "、".join(f"“{chapter.heading}”" for chapter in gone)
        tail = [chapter.id for chapter in case.form.chapters][-len(gone) :] == [
            chapter.id for chapter in gone
        ]
        hint = (
            "文件可能不完整，请先看看是否漏传了后面的内容。"
            if tail and len(gone) > 1
            else "没有内容的也要保留标题，写“无”。"
        )
        yield rule.found(
            f"缺少{names}。六个部分不能遗漏；{hint}",
            f"Missing: {', '.join(chapter.id for chapter in gone)}. "
            "All six chapters must stand there, even if there is nothing to report.",
            *(part(chapter.id) for chapter in gone),
            expected="、".join(chapter.heading for chapter in gone),
        )
    for chapter in lost:
        yield rule.found(
            f"没有找到“{chapter.heading}”的标题，但是有相应的内容。请补上标题。",
            f"The heading of chapter “{chapter.id}” was not found; its text is there. Add the heading.",
            part(chapter.id),
            expected=chapter.heading,
            severity=Severity.WARN,
        )
    yield from _order(rule, case)
    for chapter in case.form.chapters:
        if chapter.id in headings:
            yield from _title(rule, chapter, headings[chapter.id])


def _text_is_there(case: Case, chapter: Chapter) -> bool:
    """Whether the text of a chapter stands there although its heading was not found."""
    if case.report.chapters.get(chapter.id, "").strip():
        return True
    return chapter.id == "problems" and any(
        _LOST.match(paragraph.plain)
        for paragraph in narrative(case.report).paragraphs
        if paragraph.chapter in ("remedies", "other")
    )


def _order(rule: Rule, case: Case) -> Iterator[Finding]:
    official = [chapter.id for chapter in case.form.chapters]
    found = [chapter for chapter in case.report.headings if chapter in official]
    if found != sorted(found, key=official.index):
        printed = " → ".join(case.report.headings[chapter] for chapter in found)
        yield rule.found(
            f"六个部分的次序不对：{printed}。请按格式的次序排列。",
            f"The chapters are out of order: {', '.join(found)}.",
            *(part(chapter) for chapter in found),
            expected=" → ".join(
                case.form.chapter(chapter).heading for chapter in sorted(found, key=official.index)
            ),
            actual=printed,
        )


def _title(rule: Rule, chapter: Chapter, printed: str) -> Iterator[Finding]:
    compact = squeeze(printed)
    match = _NUMBER.match(compact)
    title = compact[match.end() :] if match else compact
    if key(title) in {key(wording) for wording in chapter.wordings}:
        if match and match[1] != chapter.number:
            yield rule.found(
                f"“{printed}”的序号应当是“{chapter.number}”。",
                f"The heading “{printed}” should be numbered {chapter.number}.",
                sentence(printed, chapter.id),
                expected=chapter.heading,
                actual=printed,
                severity=Severity.WARN,
            )
        return
    known = bool(_CORE[chapter.id].search(title))
    yield rule.found(
        f"标题“{printed}”应当是“{chapter.heading}”。",
        f"The heading “{printed}” should read “{chapter.heading}”.",
        sentence(printed, chapter.id),
        expected=chapter.heading,
        actual=printed,
        severity=Severity.WARN if known else None,
    )


# --- announced and listed ---------------------------------------------------------------------------------

_DIGITS = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_ANNOUNCED = re.compile(
    r"(?:包括|包含|包涵|由|分为|主要从|内容为|内容有|从)(?P<list>[^。]{12,260}?)(?:等|共|共计|这)*(?P<number>[两三四五六七八九十]|\d)"
    r"(?:个|大|项)?(?:部分|方面|内容|章节|章|项内容)"
)
_LISTED = (
    re.compile(r"总体情况|总体工作|概述|概况|基本情况"),
    re.compile(r"主动公开"),
    re.compile(r"(?:收到和处理|依申请|处理)[^,、;。]{0,8}(?:申请|公开)"),
    re.compile(r"复议|诉讼"),
    re.compile(r"问题|改进|整改"),
    re.compile(r"其他|其它|需要(?:报告|说明)"),
)
_EXTRA = re.compile(r"附表|附件|附录|收费|减免|人员|机构|会议|咨询|信访|名词解释")


@rule("F02")
def parts_announced(rule: Rule, case: Case) -> Iterator[Finding]:
    """“由……等六部分组成” lists as many parts as it says."""
    for sentence_ in narrative(case.report).of("preamble", "overview"):
        match = _ANNOUNCED.search(sentence_.plain)
        if match is None:
            continue
        listed = sum(bool(pattern.search(match["list"])) for pattern in _LISTED)
        said = _DIGITS.get(match["number"]) or int(match["number"])
        extra = len(set(_EXTRA.findall(match["list"])))
        if listed < 3 or listed <= said <= listed + extra:
            continue
        yield rule.found(
            f"这里说有{match['number']}个部分，列出来的是 {listed} 个。请核对，按六个部分逐一列全。",
            f"The text announces {said} parts and lists {listed}. List all six.",
            sentence_.place,
            expected=said,
            actual=listed,
        )
        return


@rule("F03")
def topics_of_chapter_one(rule: Rule, case: Case) -> Iterator[Finding]:
    """Chapter one has a part for each of its five topics."""
    text = narrative(case.report).plain.get("overview", "")
    sections = case.form.chapter("overview").sections
    if case.form.edition != "2021" or not text or not sections:
        return
    found = {paragraph.section for paragraph in narrative(case.report).paragraphs if paragraph.heading}
    headings = "\n".join(p.heading for p in narrative(case.report).paragraphs if p.chapter == "overview")
    missing = [
        section
        for section in sections
        if section.id not in found and not any(wording in headings for wording in section.wordings)
    ]
    if not missing:
        return
    names = "、".join(section.label for section in missing)
    untouched = [section for section in missing if not _TOPICS[section.id].search(text)]
    yield rule.found(
        f"总体情况没有分写{names}。请按主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面写。",
        f"Chapter one has no part of its own for: {', '.join(section.id for section in missing)}.",
        part("overview"),
        expected=names,
        severity=None if untouched else Severity.INFO,
    )


_TOPICS = {
    "proactive": re.compile(r"主动公开"),
    "requests": re.compile(r"依申请|公开申请"),
    "management": re.compile(r"信息管理|规范性文件|三审|审核|审查|归档"),
    "platform": re.compile(r"平台|网站|新媒体|公众号"),
    "supervision": re.compile(r"监督|考核|评议|培训"),
}

# --- contact and length -----------------------------------------------------------------------------------

_CONTACT = re.compile(
    r"(?:电话|传真|地址|邮编|邮箱|网址|联系方式)[^。]{0,6}|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|\w@\w|https?://|www\."
)


@rule("F13")
def contact(rule: Rule, case: Case) -> Iterator[Finding]:
    """A reader of the report learns where to ask."""
    text = narrative(case.report).plain
    if not text or any(_CONTACT.search(chapter) for chapter in text.values()):
        return
    yield rule.found(
        "没有写联系电话、地址或者下载网址。建议在开头写明，便于公众询问。",
        "No telephone, address or download link is given. Add one at the beginning.",
        part("preamble"),
    )


@rule("F14")
def length_of_chapter_one(rule: Rule, case: Case) -> Iterator[Finding]:
    """Chapter one keeps within what the locality allows."""
    limit = case.settings.overview_limit
    length = len(narrative(case.report).plain.get("overview", "").replace("\n", ""))
    if limit is None or length <= limit:
        return
    yield rule.found(
        f"总体情况有 {length} 字，当地规定不超过 {limit} 字，请精简 {length - limit} 字以上。",
        f"Chapter one has {length} characters; the locality allows {limit}.",
        part("overview"),
        expected=f"≤{limit}",
        actual=length,
    )
