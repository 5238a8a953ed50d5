"""The list of units that owe a report, and finding the unit that a report comes from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaicheng.annual_report.errors import DamagedFile
from kaicheng.annual_report.labels import key
from kaicheng.annual_report.readers.encoding import decode_text

_HEADERS = frozenset(
    map(key, ("单位", "单位名称", "名称", "部门", "部门名称", "机构", "机构名称", "公开主体", "行政机关"))
) | {"unit", "name", "agency"}
_TAIL = re.compile(r"(?:人民政府|办事处)$")
_LEVEL = re.compile(r"^(?:本级|[省市州县区旗])")
_PLACE = re.compile(r"(?:[省市州盟县区旗乡镇]|自治区)$")
LONGEST_NAME = 200
"""Characters of a unit's name; a file with a longer one is no list of units."""


def read_roster(data: bytes | str) -> list[str]:
    """The names in a table of units: CSV, tab-separated, or one name a line, in UTF-8 or GB18030.

    The column is the one headed 单位, 单位名称, 名称 or the like, else the first. Raises
    :class:`~kaicheng.annual_report.errors.DamagedFile` where it is no text, or none with units.
    """
    text = decode_text(data) if isinstance(data, bytes) else data
    lines = text.removeprefix("\ufeff").splitlines()
    delimiter = next((mark for mark in "\t,;，；" if lines and mark in lines[0]), ",")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as error:
        raise DamagedFile("这不是单位名单。", "This is no list of units.") from error
    rows = [row for row in rows if any(row)]
    column = 0
    if rows:
        headed = [number for number, cell in enumerate(rows[0]) if key(cell).lower() in _HEADERS]
        if headed:
            column, rows = headed[0], rows[1:]
    names = list(dict.fromkeys(row[column] for row in rows if len(row) > column and row[column]))
    if any(len(name) > LONGEST_NAME for name in names):
        raise DamagedFile("这不是单位名单。", "This is no list of units.")
    return names


def unit_key(name: str) -> str:
    """What two ways of writing one unit's name have in common."""
    return _TAIL.sub("", key(name))


@dataclass(frozen=True, slots=True)
class Attendance:
    """Units on the roster without a report, and units with one that are not on the roster."""

    missing: tuple[str, ...]
    strangers: tuple[str, ...]


def attendance(roster: Sequence[str], units: Iterable[str]) -> Attendance:
    """Who on the roster has reported. Names match with or without the place before them.

    市教育局 and 教育局 on a roster both stand for 青禾市教育局; where several names would fit, an equal
    one comes first, then the longest.
    """
    open_names = {name: unit_key(name) for name in roster}
    strangers: list[str] = []
    later: list[str] = []
    for unit in units:
        same = next((name for name, known in open_names.items() if known == unit_key(unit)), None)
        if same is None:
            later.append(unit)
        else:
            del open_names[same]
    for unit in later:
        fitting = [name for name, known in open_names.items() if _same_unit(known, unit_key(unit))]
        if fitting:
            del open_names[max(fitting, key=lambda name: len(open_names[name]))]
        else:
            strangers.append(unit)
    return Attendance(tuple(open_names), tuple(strangers))


def _same_unit(left: str, right: str) -> bool:
    """Whether the names differ by nothing but the place that stands before one of them."""
    short, long = sorted((left, right), key=len)
    for name in (short, _LEVEL.sub("", short)):
        if len(name) >= 3 and long.endswith(name) and _PLACE.search(long.removesuffix(name)):
            return True
    return False
