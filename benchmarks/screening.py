"""A megabyte of official text screened, and how many planted leaks and false alarms there are.

The yardstick for speed is the plain way: ``re.finditer`` for each pattern and each word in turn, over the
same words and the patterns of numbers, plates and mailboxes, without deciding anything about what is found.
Catch rate: V01 to V24, every leak of ``tests/screening/planted.py`` and ``planted_files.py`` in every kind of
file that can hold it; false alarms: the texts of ``tests/screening/clean.py``, as text and as files, and,
written by others, the corpus that the search is tested on. The planted leaks
and the clean texts are as their author thought of them: what people really write is more varied.
"""

from __future__ import annotations

import re
import time
from collections import Counter

from benchmarks.measure import in_turn, row, seconds
from kaicheng.findings import Severity
from kaicheng.screening import Index, mask, screen_file, screen_text
from kaicheng.screening.words import lists, surnames
from tests.retrieval.relevance import corpus
from tests.screening.clean import CONTEXT, files, texts
from tests.screening.planted import identity_number
from tests.screening.planted_files import CANNOT, planted

MEGABYTE = 1_000_000
DOCUMENTS = 20_000
_PATTERNS = (
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dXx](?!\d)",
    r"(?<!\d)[1-9]\d{14}(?!\d)",
    r"(?<!\d)1[3-9]\d{9}(?!\d)",
    r"(?<!\d)\d{15,19}(?!\d)",
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z\d]{5,6}",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?:绝密|机密|秘密)★",
    r"[\[(][12]\d{3}[\])]\d{1,5}号",
    r"\d+(?:栋|幢|号楼)\d+单元\d+室",
    r"微信号?[::]\s*\w+",
)


def megabyte() -> str:
    """A megabyte of UTF-8: official texts of every kind, one after another."""
    text = ""
    number = 0
    while len(text.encode()) < MEGABYTE:
        number += 1
        text += "\n".join(body for _, body in texts(100, seed=number))
    return text.encode()[:MEGABYTE].decode(errors="ignore")


def roll() -> str:
    """A megabyte of a list of people, three things to be found in every row."""
    rows = (
        f"张三\t{identity_number(n)}\t138{n:08}\t安乐镇红旗村{n % 9 + 1}组{n % 99}号" for n in range(15_000)
    )
    return "\n".join(("姓名\t身份证号\t电话\t家庭住址", *rows))


def plainly(text: str) -> int:
    """The yardstick."""
    patterns = [
        *_PATTERNS,
        rf"{surnames()},[男女]",
        *(re.escape(word) for words in lists().values() for word in words),
    ]
    return sum(1 for pattern in patterns for _ in re.finditer(pattern, text))


def run() -> None:
    """Print one row for each measurement."""
    text = megabyte()
    screen_text("", field="body")
    mine, plain = in_turn(
        lambda: screen_text(text, field="body", context=CONTEXT), lambda: plainly(text), runs=5
    )
    words = sum(map(len, lists().values()))
    row(
        "1 MB of text, every rule",
        f"{mine:.3f} s",
        f"a plain re loop over {words} words ({plain:.3f} s)",
        plain / mine,
    )
    leaky = roll()
    row(
        "1 MB of a list, 45,000 numbers to find", f"{seconds(lambda: screen_text(leaky, field='body')):.3f} s"
    )
    row("1 MB of text, masked", f"{seconds(lambda: mask(text, context=CONTEXT)):.3f} s")
    _leaks()
    _alarms_in_files()
    for count in (200, 2_000):
        _alarms(f"{count:,} clean texts", texts(count))
    _alarms("the search's corpus", [(entry.key, f"{entry.title}\n{entry.body}") for entry in corpus()])
    _copies()


def _leaks() -> None:
    found: Counter[str] = Counter()
    told: Counter[str] = Counter()
    took = 0.0
    for leak in planted():
        start = time.perf_counter()
        caught = leak.found
        took += time.perf_counter() - start
        told[leak.rule] += 1
        found[leak.rule] += caught
        if not caught:
            row(f"  not found: {leak.rule} {leak.leak}", leak.kind)
    total = sum(told.values())
    row(
        f"planted leaks found, {len(told)} patterns",
        f"{sum(found.values())} of {total}",
        f"{sum(found.values()) / total:.1%}; goal: 98 %",
    )
    for rule in sorted(told):
        row(f"  {rule}", f"{found[rule]} of {told[rule]}")
    row("patterns and kinds with nothing to plant, each with its reason", f"{len(CANNOT)}")
    row("a file, taken apart and screened", f"{took / total * 1000:.1f} ms")


def _alarms(what: str, bodies: list[tuple[str, str]]) -> None:
    alarms: Counter[str] = Counter()
    for kind, body in bodies:
        findings = screen_text(body, field="body", context=CONTEXT)
        alarms[kind] += any(finding.severity is not Severity.INFO for finding in findings)
    raised = sum(alarms.values())
    row(
        f"false alarms on {what}",
        f"{raised} of {len(bodies)}",
        f"{raised / len(bodies):.1%}; goal: at most 2 %",
    )


def _alarms_in_files() -> None:
    count, raised = 0, 0
    for _, name, data in files(200):
        count += 1
        found = screen_file(data, name, context=CONTEXT).findings
        raised += any(finding.severity is not Severity.INFO for finding in found)
    row(
        f"false alarms on {count} clean files",
        f"{raised} of {count}",
        f"{raised / count:.1%}; goal: at most 2 %",
    )


def _copies() -> None:
    index = Index()
    bodies = [body for _, body in texts(DOCUMENTS, seed=3)]
    took = seconds(lambda: index.update((str(number), body) for number, body in enumerate(bodies)))
    row(f"{DOCUMENTS:,} texts taken into the index of copies", f"{took:.1f} s", f"{index.size / 1e6:.1f} MB")
    row("one text looked up in it", f"{seconds(lambda: index.copied(bodies[17])) * 1000:.1f} ms")
