"""Whose report it is, of which year, over which days: from its title, its preamble, its text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.model import Period
from kaicheng.annual_report.readers.document import Block, Paragraph

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(20\d{2}|二[〇○零][〇○零一二三四五六七八九]{2})"
_TITLE = re.compile(
    rf"^(?P<before>[^，。；:：]*?){_YEAR}年(?:度)?(?P<behind>[^，。；:：]*?)"
    r"(?:政府)?信息公开(?:工作)?(?:情况)?(?:的)?(?:年度报告|年报|报告)(?P<rest>.*)$"
)
# What a table of metadata above the report writes before its title.
_FIELD = re.compile(r"^(?:(?:信息|公文|文件)?名称|文件?标题|标题|题名|题目):?")
_TITLE_TAIL = re.compile(r"^(?:\(.{0,12}\)|[-—_|].{0,40}|全文|文本)?$")
_MAX_TITLE = 70
_MAX_LINES = 3
_PLACE = re.compile(r"[\u3400-\u9fff]{1,12}(?:省|自治区|市|自治州|州|盟|县|旗|区)")
_NAME = re.compile(
    r"[\u3400-\u9fff·()（）、]{2,38}(?:政府|局|委|委员会|办|办公室|厅|部|部门|处|院|所|站|队|馆|会|中心|乡|镇|街道|市|县|区|"
    r"州|盟|旗|社|行|园|司|校|学|海关|农场|林场|开发区|管委会)(?:\([^()]{2,20}\))?"
)
# The report named in a sentence: 现公布某县人民政府2024年政府信息公开工作年度报告.
_MENTION = re.compile(
    rf"(?:^|[《,，。:：;；])(?:现|特|并|将|了|向社会|公布|发布|公开|形成|编制){{0,4}}"
    rf"(?P<name>{_NAME.pattern.replace('38}', '38}?')})"
    rf"(?:特?(?:编制|发布|公布))?{_YEAR}年(?:度)?政府信息公开(?:工作)?(?:年度报告|年报)"
)
_NO_NAME = re.compile(r"^(?:我|本|各|该|现|将|根据|按照|关于|由|全)|[的了]")
_PERIOD = re.compile(
    rf"{_YEAR}年(?:度)?(\d{{1,2}})月(\d{{1,2}})日?(?:起)?(?:至|到|—+|–|-+|~|～)(?:{_YEAR}年)?(\d{{1,2}})月(\d{{1,2}})日"
)
_AS_OF = re.compile(
    rf"截[止至]到?{_YEAR}年12月31日|{_YEAR}年度|{_YEAR}年[,，]|{_YEAR}年(?=我[局乡镇县市区委办院厅校馆]|以来|全年)"
)
_COMPILED_BY = re.compile(r"由([\u3400-\u9fff、]{3,40}?)(?:负责)?(?:编制|编写|制定|汇总)")
_INNER_OFFICE = re.compile(r"(?:党政(?:综合)?办公室|党政办|办公室|政务公开(?:办|科)|综合科|信息中心)$")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file says of itself. ``title_end`` is the number of the first block after the title."""

    title: str = ""
    agency: str | None = None
    year: int | None = None
    title_end: int = 0


def identify(blocks: Sequence[Block], first_heading: int, file_title: str = "") -> Identity:
    """The title among the blocks before chapter one, with the authority and the year that it names.

    Of the runs of lines that end in the same line the shortest that names an authority is the title: what
    stands above it is furniture of the page. ``file_title`` serves where the text has no title.
    """
    lines = [(n, b.text) for n, b in enumerate(blocks[:first_heading]) if isinstance(b, Paragraph)]
    unnamed: Identity | None = None
    for end in range(1, len(lines) + 1):
        for count in range(1, min(_MAX_LINES, end) + 1):
            run = lines[end - count : end]
            if any(b[0] - a[0] != 1 for a, b in pairwise(run)):
                break
            found = _title([text for _, text in run])
            if found is None:
                continue
            found = replace(found, title_end=run[-1][0] + 1)
            if found.agency is not None:
                return found if count == 1 else _with_line_above(found, lines[: end - count])
            unnamed = unnamed or found
    return unnamed or _title([file_title]) or Identity()


def _with_line_above(found: Identity, above: Sequence[tuple[int, str]]) -> Identity:
    """A title set over several lines may begin with a line that only says where: 某某省某某市."""
    place = squeeze(above[-1][1]) if above else ""
    if _PLACE.fullmatch(place) and len(place + found.title) <= _MAX_TITLE:
        return replace(found, title=place + found.title, agency=place + (found.agency or ""))
    return found


def _title(texts: Sequence[str]) -> Identity | None:
    joined = _FIELD.sub("", "".join(squeeze(text) for text in texts))
    if len(joined) > _MAX_TITLE:
        return None
    match = _TITLE.match(joined)
    if match is None or not _TITLE_TAIL.match(match["rest"]):
        return None
    title = joined[: match.start("rest")]
    before = re.sub(r"^(?:关于|附件\d?)", "", match["before"]).strip("《》关于的")
    if before and not _NAME.fullmatch(before):
        return None  # a line of page furniture was taken into the run
    agency = before or match["behind"].strip("《》关于的")
    if agency.endswith("人民"):
        agency += "政府"  # 淮安市人民政府信息公开: one 政府 serves twice
    return Identity(title, agency or None, _year(match[2]))


def _year(text: str) -> int:
    return int(text.translate(_DIGITS))


def find_period(text: str) -> Period | None:
    """The days that the report says it covers: 统计期限为2024年1月1日至12月31日."""
    for match in _PERIOD.finditer(squeeze(text)):
        start_year = _year(match[1])
        end_year = _year(match[4]) if match[4] else start_year
        try:
            period = Period(
                dt.date(start_year, int(match[2]), int(match[3])),
                dt.date(end_year, int(match[5]), int(match[6])),
            )
        except ValueError:
            continue
        if dt.timedelta(days=300) <= period.end - period.start <= dt.timedelta(days=400):
            return period
    return None


def year_in(text: str) -> int | None:
    """The report year from phrases such as 截至2023年12月31日, when no title names it."""
    match = _AS_OF.search(squeeze(text))
    return _year(next(group for group in match.groups() if group)) if match else None


def mentioned_in(text: str) -> Identity:
    """The authority and the year as sentences of the report name them, for a page that keeps no title."""
    for line in text.split("\n"):
        for match in _MENTION.finditer(squeeze(line)):
            if not _NO_NAME.search(match["name"]):
                return Identity(agency=match["name"], year=_year(match[2]))
    return Identity()


def agency_in(text: str) -> str | None:
    """The authority that says it compiled the report: 由两城镇人民政府党政办公室编制.

    Its fuller name, if the text has one (微山县两城镇人民政府), is preferred.
    """
    compact = squeeze(text)
    match = _COMPILED_BY.search(compact)
    if match is None:
        return None
    name = match[1]
    if "人民政府" in name or "局" in name:
        shorter = _INNER_OFFICE.sub("", name)
        name = shorter if shorter.endswith(("人民政府", "局", "街道办事处", "委员会")) else name
    for longer in re.findall(rf"(?<=[:：,，。(（])([\u3400-\u9fff]{{1,12}}{re.escape(name)})", compact):
        if not longer.startswith(("由", "请", "与", "和", "向")):
            return str(longer)
    return name
