"""Whose report it is, of which year, over which days: from its title, its preamble, its text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
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
_TITLE_TAIL = re.compile(r"^(?:\(.{0,12}\)|[-—_|].{0,40}|全文|文本)?$")
_MAX_TITLE = 70
_NAME = re.compile(
    r"[\u3400-\u9fff·()（）、]{2,38}(?:政府|局|委|委员会|办|办公室|厅|部|处|院|所|站|队|馆|会|中心|乡|镇|街道|市|县|区|"
    r"州|盟|旗|社|行|园|司|校|开发区|管委会)"
)
_PERIOD = re.compile(
    rf"{_YEAR}年(?:度)?(\d{{1,2}})月(\d{{1,2}})日?(?:起)?(?:至|到|—+|–|-+|~|～)(?:{_YEAR}年)?(\d{{1,2}})月(\d{{1,2}})日"
)
_AS_OF = re.compile(rf"截[止至]到?{_YEAR}年12月31日|{_YEAR}年度|{_YEAR}年[,，]")
_COMPILED_BY = re.compile(r"由([\u3400-\u9fff、]{3,40}?)(?:负责)?(?:编制|编写|制定|汇总)")
_INNER_OFFICE = re.compile(r"(?:党政(?:综合)?办公室|党政办|办公室|政务公开(?:办|科)|综合科|信息中心)$")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file says of itself. ``title_end`` is the number of the first block after the title."""

    title: str = ""
    agency: str | None = None
    year: int | None = None
    title_end: int = 0


def identify(blocks: Sequence[Block], first_heading: int) -> Identity:
    """The title among the blocks before chapter one, with the authority and the year that it names."""
    lines = [(n, b) for n, b in enumerate(blocks[:first_heading]) if isinstance(b, Paragraph)]
    best: Identity | None = None
    for position in range(len(lines)):
        for count in (1, 2, 3):
            run = lines[position : position + count]
            if len(run) < count or any(b[0] - a[0] != 1 for a, b in pairwise(run)):
                break
            found = _title([entry.text for _, entry in run])
            if found is None:
                continue
            before = lines[position - 1][1].text if position else ""
            named = _with_agency(found, before, run[-1][0] + 1)
            if best is None or (best.agency is None and named.agency is not None):
                best = named
            break
        if best is not None and best.agency is not None:
            break
    return best or Identity()


def _title(texts: Sequence[str]) -> Identity | None:
    joined = "".join(squeeze(text) for text in texts)
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


def _with_agency(found: Identity, before: str, end: int) -> Identity:
    """A title without a name often has it on the line above."""
    if found.agency is None:
        name = squeeze(before)
        if _NAME.fullmatch(name):
            return Identity(name + found.title, name, found.year, end)
    return Identity(found.title, found.agency, found.year, end)


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
