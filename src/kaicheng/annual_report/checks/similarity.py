"""How much of a report's text stood in another: last year's own (Q01, Q06) or another authority's (Q02).

Tables are left out, and so are digits and punctuation: a new year in an old sentence makes no new
sentence. What counts as repeated is a character inside a run of several that the other text has too, so
the share is what a reader would mark with a pen.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaicheng.annual_report.checks.certainty import earlier, same_agency
from kaicheng.annual_report.checks.rule import Case, Rule, catalogue, rule
from kaicheng.annual_report.labels import plain
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, Kind, Place, Severity, part, sentence

_NOT_WORDS = re.compile(r"[\W\d_]+")
_SENTENCE = re.compile(r"[^。；！？\n]+")
_PROSE = ("overview", "problems", "other")
_TITLES = {"overview": ("第一部分", "part one"), "problems": ("第五部分", "part five")}


def words_of(text: str) -> str:
    """A text without digits, punctuation and white space.

    >>> words_of("2024年，我局共公开信息 391 条。")
    '年我局共公开信息条'
    """
    return _NOT_WORDS.sub("", plain(text))


def runs(text: str, length: int) -> set[str]:
    """Every run of so many characters in a text."""
    return {text[start : start + length] for start in range(len(text) - length + 1)}


def repeated(text: str, known: set[str], run: int) -> int:
    """How many characters of a text stand inside runs that are known.

    >>> repeated("甲乙丙丁戊", runs("乙丙丁", 3), 3)
    3
    """
    covered = end = 0
    for start in range(len(text) - run + 1):
        if text[start : start + run] in known:
            covered += run if start >= end else start + run - end
            end = start + run
    return covered


def _sentences(text: str) -> dict[str, str]:
    """Sentences as printed, by their words."""
    return {_NOT_WORDS.sub("", match[0]): match[0].strip() for match in _SENTENCE.finditer(text)}


@rule("Q01")
def like_last_year(rule: Rule, case: Case) -> Iterator[Finding]:
    """Text taken over from last year's report: as a whole, and in the parts that should differ each year."""
    last = earlier(case)
    if last is None:
        return
    now, before = _words(case.report), _words(last.report)
    run, least = int(rule.threshold("run")), rule.threshold("at_least")
    # A sentence moved to another part is still last year's, so one set of runs serves every part.
    known = set().union(*(runs(text, run) for text in before.values()))
    sizes = {name: (repeated(text, known, run), len(text)) for name, text in now.items()}
    shares = {"": (sum(size[0] for size in sizes.values()), sum(size[1] for size in sizes.values()))}
    shares |= {name: sizes[name] for name in rule.thresholds["parts"] if name in sizes}
    high = {
        name: Decimal(covered) / length
        for name, (covered, length) in shares.items()
        if length >= least and covered >= rule.threshold("warn") * length
    }
    if not high:
        return
    worst = max(high.values())
    blocks = worst >= rule.threshold("block") and last.sure
    told = "，".join(f"{_TITLES.get(name, ('全文', ''))[0]} {share:.0%}" for name, share in high.items())
    told_en = ", ".join(
        f"{_TITLES.get(name, ('', 'the whole text'))[1]} {share:.0%}" for name, share in high.items()
    )
    yield rule.found(
        f"与上年报告重复的文字：{told}（表格、数字不计）。请按本年实际重写，不要只改年份和数字。",
        f"Text repeated from last year's report: {told_en} (tables and digits left out). "
        "Write what happened this year; do not only change years and figures.",
        *(part(name) for name in high if name),
        *_shared_sentences(case.report, last.report),
        expected=f"<{rule.threshold('warn'):.0%}",
        actual=f"{worst:.0%}",
        severity=Severity.BLOCK if blocks else None,
    )


def _words(report: AnnualReport) -> dict[str, str]:
    return {name: words_of(report.chapters[name]) for name in _PROSE if name in report.chapters}


def _shared_sentences(report: AnnualReport, other: AnnualReport) -> list[Place]:
    """The longest sentences, three at most, that both have."""
    shared: list[tuple[str, str]] = []
    for name in _PROSE:
        old = _sentences(other.chapters.get(name, ""))
        shared += [
            (text, name) for words, text in _sentences(report.chapters.get(name, "")).items() if words in old
        ]
    shared.sort(key=lambda entry: len(entry[0]), reverse=True)
    return [sentence(text, name) for text, name in shared[:3]]


@rule("Q06")
def same_problems(rule: Rule, case: Case) -> Iterator[Finding]:
    """Problems taken over from last year word for word, instead of what became of them."""
    last = earlier(case)
    if last is None:
        return
    old = _sentences(last.report.chapters.get("problems", ""))
    lead_ins = rule.thresholds["lead_ins"]
    same = [
        text
        for words, text in _sentences(case.report.chapters.get("problems", "")).items()
        if words in old
        and len(words) >= rule.threshold("at_least")
        and not any(lead_in in text for lead_in in lead_ins)
    ]
    if not same:
        return
    yield rule.found(
        f"第五部分有 {len(same)} 句与上年报告一字不差。上年的问题请写改进结果，本年的问题请写新的情况。",
        f"{len(same)} sentence(s) of part five are last year's, word for word. "
        "Say what became of last year's problems, and what this year's are.",
        *(sentence(text, "problems") for text in same),
    )


# --- Q02: across authorities ----------------------------------------------------------------------------

_BINS = 128
_BAND = 4
_EMPTY = 0xFFFFFFFF
_CROWD = 50


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a report to find others like it: about 2 KB, whatever its length.

    ``minima`` is a one-permutation MinHash of the runs of its text: the share of equal entries of two
    sketches estimates how much their texts have in common. ``passages`` are a few sentences, chosen so
    that texts with sentences in common tend to choose the same ones.
    """

    agency: str | None
    minima: array[int]
    passages: tuple[tuple[int, str], ...]


def sketch(report: AnnualReport) -> Sketch | None:
    """The sketch of a report; ``None`` when its text is too short to be compared (Q02 ``at_least``)."""
    text = "".join(_words(report).values())
    if len(text) < catalogue()["Q02"].threshold("at_least"):
        return None
    run = int(catalogue()["Q01"].threshold("run"))
    minima = array("I", [_EMPTY]) * _BINS
    data = text.encode("utf-32-le")
    for start in range(0, len(data) - 4 * (run - 1), 4):
        hashed = _hash(data[start : start + 4 * run])
        slot, value = hashed % _BINS, hashed // _BINS
        if value < minima[slot]:
            minima[slot] = value
    passages = sorted(
        (_hash(words.encode()), printed[:80])
        for name in _PROSE
        for words, printed in _sentences(report.chapters.get(name, "")).items()
        if len(words) >= 20
    )
    return Sketch(report.agency, minima, tuple(passages[:8]))


def _hash(data: bytes) -> int:
    # CRC alone is linear; the multiplication spreads it so that bins and minima are independent of the text.
    return zlib.crc32(data) * 0x9E3779B97F4A7C15 % 2**64 >> 32


def likeness(one: Sketch, other: Sketch) -> Decimal:
    """The estimated share of text that two reports have in common, from 0 to 1 (two reports, Dice)."""
    both_empty = equal = 0
    for left, right in zip(one.minima, other.minima, strict=True):
        if left == right:
            equal += 1
            both_empty += left == _EMPTY
    jaccard = Decimal(equal - both_empty) / (_BINS - both_empty)
    return 2 * jaccard / (1 + jaccard)


@dataclass(slots=True)
class _Best:
    other: int = -1
    share: Decimal = Decimal(0)
    count: int = 0


def similar(sketches: Iterable[tuple[str, Sketch | None]]) -> Iterator[tuple[str, Finding]]:
    """For each report that is much like another authority's, its name and one finding (Q02).

    The names are those of the files. Reports are looked up by bands of their sketches, so that time grows
    with the number of reports, not with its square, and what is kept of each is small.
    """
    rule = catalogue()["Q02"]
    names: list[str] = []
    kept: list[Sketch] = []
    best: list[_Best] = []
    shelves: dict[tuple[int, bytes], list[int]] = {}
    for name, drawn in sketches:
        if drawn is None:
            continue
        number = len(kept)
        names.append(name)
        kept.append(drawn)
        best.append(_Best())
        for other in _neighbours(drawn, number, shelves):
            share = likeness(drawn, kept[other])
            if share < rule.threshold("warn") or same_agency(drawn.agency, kept[other].agency):
                continue
            for mine, theirs in ((number, other), (other, number)):
                best[mine].count += 1
                if share > best[mine].share:
                    best[mine].other, best[mine].share = theirs, share
    for number, found in enumerate(best):
        if found.count:
            yield names[number], _alike(rule, kept[number], kept[found.other], names[found.other], found)


def _neighbours(drawn: Sketch, number: int, shelves: dict[tuple[int, bytes], list[int]]) -> set[int]:
    """Numbers of earlier reports with a band in common; the report is put on its shelves.

    A shelf holds so many reports and no more: in a crowd of copies each still meets enough of the others.
    """
    near: set[int] = set()
    for band in range(0, _BINS, _BAND):
        shelf = shelves.setdefault((band, drawn.minima[band : band + _BAND].tobytes()), [])
        near.update(shelf)
        if len(shelf) < _CROWD:
            shelf.append(number)
    return near


def _alike(rule: Rule, one: Sketch, other: Sketch, name: str, found: _Best) -> Finding:
    theirs = dict(other.passages)
    shared = [text for hashed, text in one.passages if hashed in theirs][:2]
    who = other.agency or name
    more = f"，另有 {found.count - 1} 份也相似" if found.count > 1 else ""
    more_en = f"; {found.count - 1} more are alike" if found.count > 1 else ""
    return rule.found(
        f"文字与“{who}”的报告约有 {found.share:.0%} 相同{more}（表格、数字不计）。"
        "请核对是否照抄，按本机关实际重写。",
        f"About {found.share:.0%} of the text is that of “{who}”{more_en} (tables and digits left out). "
        "Check whether it was copied, and write what this authority did.",
        Place(Kind.FILE, name),
        *(sentence(text) for text in shared),
        expected=f"<{rule.threshold('warn'):.0%}",
        actual=f"{found.share:.0%}",
    )


def like_others(report: AnnualReport, others: Iterable[tuple[str, Sketch | None]]) -> Finding | None:
    """Q02 for one report beside the sketches of others by name: what :func:`similar` says of it."""
    rule, own = catalogue()["Q02"], sketch(report)
    best, nearest, called = _Best(), None, ""
    for name, other in others if own is not None else ():
        if own is None or other is None or same_agency(own.agency, other.agency):
            continue
        share = likeness(own, other)
        if share >= rule.threshold("warn"):
            best.count += 1
            if share > best.share:
                best.share, nearest, called = share, other, name
    return _alike(rule, own, nearest, called, best) if own is not None and nearest is not None else None


def similar_reports(reports: Iterable[tuple[str, AnnualReport]]) -> Iterator[tuple[str, Finding]]:
    """:func:`similar` for whole reports, which are let go of one by one."""
    return similar((name, sketch(report)) for name, report in reports)
