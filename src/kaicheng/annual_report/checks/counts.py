"""Numbers in prose: how many of what, how exact, and which of them are the parts of which.

A list of parts is read the way a clerk reads it: “共N条，其中甲a条、乙b条”. Prose does not always say where
such a list ends or what hangs below what, so :func:`lists` returns every list with all its readings in
mind: one that adds up in any reading is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
UNITS = (
    "万元|亿元|人次|件次|条次|次数|元|件|条|项|份|篇|个|次|期|场|则|宗|起|批|部|例|人|户|家|名|封|幅|张|位|%"
)

_COUNT = re.compile(
    rf"(?P<before>约|近|超过|超|逾|大约|将近|接近|不少于|不低于|至少|累计约|达到)?(?P<number>{NUMBER})"
    rf"(?P<scale>[万亿千百])?(?P<more>余|多|来|\+|左右|以上)?(?P<scale2>万)?(?P<unit>{UNITS})"
    r"(?:\([次件条篇份个项]\))?(?P<after>左右|以上|以内|多|余)?"
)
# Before digits that count nothing, as in 第20条; 〔2021〕30号 and dates have no unit of ours after them.
_NO_COUNT_BEFORE = re.compile(r"(?:第|[A-Za-z\d.\-~至到/〔\[])$")
_INEXACT = {"约", "近", "超过", "超", "逾", "大约", "将近", "接近", "不少于", "不低于", "至少", "累计约"}
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100}


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit. ``label`` is the text between it and the count, or mark, before it."""

    value: Decimal
    unit: str
    exact: bool
    start: int
    end: int
    depth: int
    label: str


def has_count(plain: str) -> bool:
    """Whether something is counted, percentages left aside."""
    return any(
        match["unit"] != "%" and not _NO_COUNT_BEFORE.search(plain, max(0, match.start() - 1), match.start())
        for match in _COUNT.finditer(plain)
    )


def counts(plain: str) -> list[Count]:
    """The counts of a plain sentence, brackets around each of them counted.

    >>> [(str(count.value), count.unit, count.exact) for count in counts("发布3,682条,视频1.2万余次")]
    [('3682', '条', True), ('12000', '次', False)]
    """
    found: list[Count] = []
    depth = position = last = 0
    for match in _COUNT.finditer(plain):
        if _NO_COUNT_BEFORE.search(plain, max(0, match.start() - 1), match.start()):
            continue
        between = plain[position : match.start()]
        depth = max(0, depth + between.count("(") - between.count(")"))
        value = Decimal(match["number"].replace(",", ""))
        scale = match["scale"] or match["scale2"]
        unit = match["unit"]
        exact = not (match["more"] or match["after"] or match["before"] in _INEXACT)
        if scale:
            value *= _SCALES[scale]
            exact = exact and unit == "元"
        found.append(
            Count(value, unit, exact, match.start(), match.end(), depth, plain[last : match.start()])
        )
        position, last = match.start(), match.end()
    return found


class Kind(Enum):
    """How sure it is that a list names all the parts."""

    CLOSED = "closed"
    """分别为…, or its last part is 其他: all of them."""
    OPEN = "open"
    """其中…: perhaps not all."""
    LOOSE = "loose"
    """主要包括…, …等: certainly not all, or parts that overlap."""


@dataclass(frozen=True, slots=True)
class PartsList:
    """A total with the parts that the sentence gives for it, and whether some reading adds up."""

    total: Count
    parts: tuple[Count, ...]
    kind: Kind
    plain: bool
    """No brackets missing, no second list inside, no channels that could overlap, no number rounded."""
    adds_up: bool

    @property
    def sum(self) -> Decimal:
        """The sum of the parts that are counted in the unit of the total."""
        return sum((part.value for part in self.parts), Decimal())


_MARK = re.compile(
    r"(?P<loose>主要包括|主要有|主要是|主要为|主要涉及|其中主要)|(?P<closed>分别为|分别是|分别有|具体为|具体是|具体如下|具体包括|(?<!部)分为)"
    r"|(?P<open>其中[,:]?(?:有|含|包括|包含)?|(?:的|公开)信息中,|包括|包含|涵盖|含|涉及|(?<=[条件项份篇]):)"
    # 共590条，甲268条、乙4条、…: parts without a word before them, only where 、 joins them.
    r"|(?P<bare>(?<=[条件]),(?=(?!其中|具体|包括|包含|分别|主要|涵盖|涉及|含)[^,。;、\d()]{2,24}\d+[条件](?:\([^()]{0,30}\))?、))"
)
_ALTOGETHER = re.compile(r"共|累计|总计|合计")
_GAP = re.compile(r"[^\d。;]{0,16}")
_ET_CETERA = re.compile(r"等(?:等|信息|内容|各类|类)?[,;。)]?$|^等")
_REST = re.compile(r"(?:其他|其它|其余|余下)")
_CHANNEL = re.compile(
    r"网站|门户|微信|微博|公众号|抖音|快手|头条|视频号|新媒体|公报|报刊|报纸|电视|广播|公告栏|公示栏|客户端|APP"
)
_NEW_FACT = re.compile(
    r"全年|本年度|截至|累计|另外?[,有]|此外|同时|还(?:通过|有|发布|开展|收到)|访问量|浏览|阅读|粉丝|关注"
)
_GROUP_SUM = re.compile(r"(?:共|合计|总计|小计|累计|共计)(?:发布|公开|计)?$")
_MOST = 60
_DIGITS = re.compile(r"\d+")


def lists(plain: str) -> Iterator[PartsList]:
    """The totals of a sentence that are followed by their parts."""
    if len(_DIGITS.findall(plain)) < 3:
        return
    marks = list(_MARK.finditer(plain))
    found = counts(plain) if marks else []
    if not 2 < len(found) <= _MOST:
        return
    for number, mark in enumerate(marks):
        total = _total(plain, found, mark)
        if total is None or (mark["bare"] is not None and not _opens_a_list(total, found)):
            continue
        entry = _read(plain, found, total, mark, marks[number + 1 :])
        if entry is not None:
            yield entry


def _opens_a_list(total: Count, found: Sequence[Count]) -> bool:
    """Whether a total without a word behind it stands first in its sentence, as a sum: 共590条，甲268条、…"""
    return total is found[0] and _ALTOGETHER.search(total.label) is not None


def _total(plain: str, found: Sequence[Count], mark: re.Match[str]) -> Count | None:
    """The count right before a mark: the whole whose parts follow."""
    before = [count for count in found if count.end <= mark.start()]
    if not before:
        return None
    total = before[-1]
    gap = plain[total.end : mark.start()]
    if total.unit == "%" or not _GAP.fullmatch(gap) or ")" in gap:
        # 1295件（含上年结转3件），其中…: a remark in brackets between the total and its parts.
        outer = [count for count in before if count.depth == total.depth - 1]
        if not outer or not gap.startswith(")") or len(gap) > 4:
            return None
        total = outer[-1]
    return total


def _read(
    plain: str,
    found: Sequence[Count],
    total: Count,
    mark: re.Match[str],
    later: Sequence[re.Match[str]],
) -> PartsList | None:
    opened = plain[total.end : mark.start()].count("(")
    inside = plain.rfind("(", total.end, mark.end()) >= 0 and opened > 0
    depth = total.depth + (1 if inside else 0)
    end = _closing(plain, mark.end()) if inside else len(plain)
    region = [count for count in found if mark.end() <= count.start < end and count.depth >= depth]
    top = [count for count in region if count.depth == depth and count.unit != "%"]
    top, cut = _until_new_fact(plain, top, mark.end()), top
    if not top:
        return None
    cut = cut[len(top) :]
    nested = [
        other
        for other in later
        if top[0].end <= other.start() < top[-1].end
        and _depth(plain, total.end, other.start()) == (1 if inside else 0)
    ]
    same = tuple(count for count in top if count.unit == total.unit)
    if len(same) + len(top) < 3 or (len(same) < 2 and len(top) < 3):
        return None
    # What follows a semicolon may still belong to the list.
    adds_up = _some_reading(total, top, nested, plain) or _some_reading(total, [*top, *cut], (), plain)
    channels = any(_CHANNEL.search(count.label) for count in top)
    whole = (
        mark["bare"] is None
        and not nested
        and not cut
        and not channels
        and total.exact
        and all(count.exact for count in top)
    )
    plain_list = whole and len(same) == len(top)
    kind = _kind(plain, top, mark, nested=bool(nested))
    return PartsList(total, same, kind, plain_list, adds_up)


def _kind(plain: str, top: Sequence[Count], mark: re.Match[str], *, nested: bool) -> Kind:
    if (
        mark["loose"]
        or _ET_CETERA.search(plain[top[-1].end : top[-1].end + 3])
        or "部分" in plain[mark.end() : top[0].start]
    ):
        return Kind.LOOSE
    # The 其他 that ends a list inside the list says nothing of the outer one.
    rest = not nested and _REST.search(top[-1].label)
    if mark["closed"] or rest or _complementary(top):
        return Kind.CLOSED
    return Kind.OPEN


def _complementary(top: Sequence[Count]) -> bool:
    """Two parts that leave nothing over: 线上 and 线下, 自然人 and 法人."""
    labels = [count.label for count in top]
    pairs = (("线上", "线下"), ("自然人", "法人"), ("当面", "网"), ("书面", "网"))
    return len(labels) == 2 and any(
        (one in labels[0] and other in labels[1]) or (one in labels[1] and other in labels[0])
        for one, other in pairs
    )


def _until_new_fact(plain: str, top: list[Count], start: int) -> list[Count]:
    """The counts up to where the sentence turns to something else."""
    kept: list[Count] = []
    separators: set[str] = set()
    for count in top:
        gap = plain[kept[-1].end : count.start] if kept else plain[start : count.start]
        if kept and _NEW_FACT.search(gap):
            break
        if kept and ";" in gap and separators and ";" not in separators:
            break
        if kept:
            separators.update(mark for mark in ",;、" if mark in gap)
        kept.append(count)
    return kept


def _some_reading(total: Count, top: Sequence[Count], nested: Sequence[re.Match[str]], plain: str) -> bool:
    """Whether the parts add up to the total in any reading of where lists end and what hangs below what."""
    for values in _readings(total, top, nested, plain):
        running = Decimal()
        for number, value in enumerate(values, 1):
            running += value
            if running == total.value and number >= 2:
                return True
    return False


def _readings(
    total: Count, top: Sequence[Count], nested: Sequence[re.Match[str]], plain: str
) -> Iterator[list[Decimal]]:
    """The parts as numbers: all units together, the unit of the total alone, without lists inside lists."""
    same = [count for count in top if count.unit == total.unit]
    for chosen in (same, list(top)):
        yield [count.value for count in chosen]
        for one in nested[:4]:
            inner = [number for number, count in enumerate(chosen) if count.start > one.start()]
            if not inner or inner[0] == 0:
                continue
            first = inner[0]
            for last in range(first, len(chosen)):
                yield [count.value for count in (*chosen[:first], *chosen[last + 1 :])]
        grouped = _grouped(chosen, plain)
        if grouped is not None:
            yield grouped


def _grouped(chosen: Sequence[Count], plain: str) -> list[Decimal] | None:
    """Parts whose sum is given behind them, “甲4条、乙22条，共26条”, taken as that sum."""
    groups: list[Decimal] = []
    run: list[Decimal] = []
    seen = False
    for count in chosen:
        if (
            _GROUP_SUM.search(plain, max(0, count.start - 6), count.start)
            and len(run) > 1
            and sum(run) == count.value
        ):
            groups.append(count.value)
            run = []
            seen = True
        else:
            run.append(count.value)
    return groups + run if seen else None


def _closing(plain: str, start: int) -> int:
    """Where the bracket closes inside which ``start`` lies."""
    depth = 1
    for position in range(start, len(plain)):
        if plain[position] == "(":
            depth += 1
        elif plain[position] == ")":
            depth -= 1
            if depth == 0:
                return position
    return len(plain)


def _depth(plain: str, start: int, end: int) -> int:
    return plain.count("(", start, end) - plain.count(")", start, end)
