"""The public search over 100,000 documents, beside SQLite's FTS5 over the same segmented text.

Documents are put together from the sentences of the test corpus, so words are about as frequent as there. The
questions are those of its judged queries. FTS5 gets title and body cut as ours are, and answers with twenty
keys by rank; ours answers with twenty hits with marks and snippets, the total and the counts of five facets.
"""

from __future__ import annotations

import random
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles

from benchmarks.measure import row, seconds
from kaicheng.retrieval import Entry, Filters, Index, Query, Sort, Synonyms
from kaicheng.retrieval.folding import fold
from kaicheng.retrieval.query import understand
from kaicheng.retrieval.words import index_words
from tests.retrieval.relevance import corpus, judged, mean, ndcg

DOCUMENTS = 100_000


def run() -> None:
    """Print the table."""
    print(f"public search: {DOCUMENTS:,} documents")
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder))
    print(f"public search: {len(corpus())} documents of the test corpus")
    with tempfile.TemporaryDirectory() as folder:
        _relevance(Path(folder))


def _measure(folder: Path) -> None:
    index = Index.open(folder / "search", create=True)
    entries = list(made_up(DOCUMENTS))
    size = sum(len(entry.title) + len(entry.body) for entry in entries) / len(entries)

    def fill() -> None:
        with index.rebuild() as rebuild:
            for entry in entries:
                rebuild.put(entry)

    ours = seconds(fill)
    table = Fts(folder / "fts.sqlite3")
    theirs = seconds(lambda: table.fill(entries))
    row(f"indexing, {size:.0f} characters each", f"{len(entries) / ours:,.0f} documents/s")
    row("FTS5: the same", f"{len(entries) / theirs:,.0f} documents/s", "FTS5", ours / theirs)
    megabytes = sum(path.stat().st_size for path in (folder / "search").rglob("*") if path.is_file()) / 1e6
    row("on disk", f"{megabytes:.0f} MB", "FTS5", megabytes * 1e6 / (folder / "fts.sqlite3").stat().st_size)

    questions = [one.query for one in judged()]
    fts = _timed("FTS5: twenty keys by rank", questions, table.search)
    mine = _timed(
        "twenty hits, snippets, total, facets", questions, lambda text: index.search(Query(text)), fts
    )
    newest = Query("", sort=Sort.NEWEST)
    _timed("the newest of all", [""] * 20, lambda _: index.search(newest), mine)
    narrowed = Filters(year=(2024,), kind=("公告", "通知"))
    _timed("with two filters", questions, lambda text: index.search(Query(text, narrowed)), mine)
    lost = ["杜会保障卡", "失业保脸金", "登月计划"]
    _timed("nothing found, and advice", lost, lambda text: index.search(Query(text)), mine)

    changed = iter(entries)

    def publish() -> None:
        with index.writer() as writer:
            writer.put(next(changed))

    times = sorted(seconds(publish) * 1000 for _ in range(20))
    row("publishing one, until it is found", f"{times[10]:.0f} ms, worst {times[-1]:.0f}")
    row("proving all files", f"{seconds(index.verify):.2f} s")


def _timed(
    name: str, questions: list[str], ask: Callable[[str], object], beside: float | None = None
) -> float:
    """Asks everything three times; prints p50, p95 and the longest, and gives p95 in milliseconds."""
    for text in questions:
        ask(text)
    times = sorted(seconds(lambda text=text: ask(text)) * 1000 for _ in range(3) for text in questions)  # type: ignore[misc]
    cuts = quantiles(times, n=20)
    value = f"{cuts[9]:.1f} / {cuts[18]:.1f} / {times[-1]:.0f} ms"
    ratio = cuts[18] / beside if beside else None
    row(name, value, "p95 of the above" if beside else "p50 / p95 / max", ratio)
    return cuts[18]


def _relevance(folder: Path) -> None:
    index = Index.open(folder / "search", create=True)
    with index.writer() as writer:
        for entry in corpus():
            writer.put(entry)
    table = Fts(folder / "fts.sqlite3")
    table.fill(list(corpus()))
    questions = list(judged())
    ours = mean(
        ndcg([hit.key for hit in index.search(Query(one.query, size=10)).hits], one.judgments)
        for one in questions
    )
    theirs = mean(ndcg(table.search(one.query), one.judgments) for one in questions)
    row(f"FTS5: NDCG@10 of {len(questions)} queries", f"{theirs:.3f}")
    row(f"NDCG@10 of {len(questions)} queries", f"{ours:.3f}", "FTS5", ours / theirs)


def made_up(count: int) -> Iterator[Entry]:
    """Documents of three to twelve sentences of the corpus under a title of it, with dates of ten years."""
    drawn = random.Random(7)
    originals = corpus()
    sentences = [part for one in originals for part in re.split(r"(?<=。)", one.body) if len(part) > 8]
    for number in range(count):
        original = drawn.choice(originals)
        day = date(2016, 1, 1) + timedelta(days=drawn.randrange(3650))
        body = original.body + "".join(drawn.choices(sentences, k=drawn.randint(3, 12)))
        yield replace(
            original,
            key=f"made-{number}",
            title=f"{original.title}（{drawn.randint(1, 999)}）",
            body=body,
            published_on=day,
            number=f"西人社发〔{day.year}〕{number % 400}号" if number % 3 == 0 else "",
        )


class Fts:
    """The yardstick: FTS5 with words separated by blanks, titles weighing more, all words wanted."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            "CREATE VIRTUAL TABLE entry USING fts5(key UNINDEXED, title, body, tokenize='unicode61')"
        )
        self._synonyms = Synonyms()

    def fill(self, entries: list[Entry]) -> None:
        """Put them all in, in one transaction."""
        with self._connection:
            self._connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", map(self._row, entries))

    @staticmethod
    def _row(entry: Entry) -> tuple[str, str, str]:
        title, body = (" ".join(index_words(fold(text))) for text in (entry.title, entry.body))
        return entry.key, title, body

    def search(self, text: str) -> list[str]:
        """Twenty keys, the best first."""
        words = [word for unit in understand(text, self._synonyms).units for word in index_words(unit.text)]
        wanted = " ".join(f'"{word}"' for word in words)
        found = self._connection.execute(
            "SELECT key FROM entry WHERE entry MATCH ? ORDER BY bm25(entry, 0, 6.0, 1.5) LIMIT 20", (wanted,)
        )
        return [key for (key,) in found]
