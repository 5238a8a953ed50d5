"""Home addresses that go further than the township or street (V05)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaicheng.findings import Severity
from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.words import Words, any_of

_NUM = r"[\dA-Za-z一二三四五六七八九十百]"
# What lies below a township or street: a house number, a building, a flat, a group of a village.
DOOR = re.compile(
    rf"{_NUM}{{1,5}}(?:-{_NUM}{{1,4}})?号(?!令|文|楼会)|{_NUM}{{1,4}}(?:幢|栋|单元|室|号楼)|{_NUM}{{1,3}}(?:组|社|户)(?![\u4e00-\u9fff]*[团织会])|村民?小组|{_NUM}{{1,4}}-{_NUM}{{1,4}}-{_NUM}{{1,4}}"
)
_ADDRESS = re.compile(r"[\u4e00-\u9fffA-Za-z\d\-·#()]{0,60}")
_UNIT = re.compile(rf"单元\s*(?:{_NUM}{{1,3}}层)?\s*{_NUM}{{1,4}}(?:室|号|房)?")
_BUILDING = re.compile(rf"[\u4e00-\u9fff\d]{{0,24}}{_NUM}{{1,4}}(?:幢|栋|号楼|座)\s*{_NUM}{{1,3}}$")
# A list of dwellings without anybody in them.
_FOR_SALE = re.compile(r"房源|招租|出租|拍卖|加装电梯|维修|老旧小区|预售|拆除")
_TITLE_GAP = re.compile(r"[::为是在于]?\s{0,4}")
_ALONE = re.compile(r"[。;\n]")


def addresses(text: str, words: Words, context: Context) -> Iterator[Hit]:
    """Home addresses to the door, in text of standard characters."""
    told = -1
    for word in words.of("home"):
        gap = _TITLE_GAP.match(text, word.end)
        start = gap.end() if gap else word.end
        match = _ADDRESS.match(text, start)
        if match is None or start < told or not match[0] or "\t" in text[word.end : start]:
            continue
        end = _cut_at_sentence(match[0])
        address = match[0][:end]
        door = DOOR.search(address)
        if (
            door is None
            or context.knows_place(address)
            or re.match(r"(?:变更|证明|应当|发生|在本|一致|迁)", address)
        ):
            continue
        told = start + end
        yield Hit("address", start, told)
    for unit in _UNIT.finditer(text):
        near = text[max(0, unit.start() - 8) : unit.start()]
        building = None
        if re.search("[幢栋楼座]", near):
            building = _BUILDING.search(text, max(0, unit.start() - 34), unit.start())
        if building is None or building.start() < told:
            continue
        start = building.start()
        address = text[start : unit.end()]
        before = text[max(0, start - 40) : start].rpartition("\n")[2]
        if context.knows_place(address) or any_of("home").search(before):
            continue
        if any_of("office_place").search(before + address) or _FOR_SALE.search(
            text, max(0, start - 800), start
        ):
            continue
        yield Hit("address", start, unit.end(), Severity.WARN)


def _cut_at_sentence(address: str) -> int:
    end = _ALONE.search(address)
    stop = end.start() if end else len(address)
    # Nothing behind the last house number belongs to the address.
    return max((door.end() for door in DOOR.finditer(address, 0, stop)), default=stop)


def to_township(address: str) -> str:
    """An address down to the township or street; else to the county; else nothing.

    >>> to_township("四川省西昌市安宁镇某某村3组12号")
    '四川省西昌市安宁镇'
    """
    for ends in ("镇|乡|街道办事处|街道|苏木", "县|区|旗", "市|州|盟", "省"):
        match = re.match(rf"[\u4e00-\u9fff]*?[\u4e00-\u9fff]{{2,}}?(?:{ends})", address)
        if match:
            return match[0]
    return ""
