"""The public search beside the CMS's own search as it comes out of the box: relevance, and time to answer.

The test corpus is stored as real documents by an import, each authority with its platform and columns; texts
of attached files stand at the end of the body, for an import brings no files. Both searches get the same
judged queries. Then 10,000 documents made up of the corpus join them (100,000 with ``--large``), and both
answer with a total and twenty hits; ours also with five facets, marks and snippets.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.installation import installed
from benchmarks.measure import row, seconds
from kaicheng.retrieval import Entry
from tests.retrieval.relevance import corpus, judged, mean, ndcg

KINDS = {
    "公告": "notice",
    "通知": "notice",
    "通告": "notice",
    "指南": "guide",
    "公示": "public_notice",
    "工作动态": "news",
    "解读": "interpretation",
    "规范性文件": "normative",
    "预算": "budget",
    "决算": "accounts",
    "清单": "list",
}


def run() -> None:
    """Print the table."""
    large = os.environ.get("KAICHENG_BENCHMARKS") == "large"
    with installed() as folder:
        _measure(folder, 100_000 if large else 10_000)


def _measure(folder: Path, many: int) -> None:
    from django.core.management import call_command

    from benchmarks.retrieval import made_up
    from kaicheng.portal.live import outlet

    places = _platforms()
    keys = _store(places, corpus(), "corpus")
    outlet.build()
    call_command("update_index", verbosity=0)
    questions = list(judged())
    print(f"public search: {len(keys)} real documents, {len(questions)} judged queries")
    theirs = mean(ndcg([keys.get(pk, "") for pk in _cms(one.query)[1]], one.judgments) for one in questions)
    ours = mean(ndcg([keys.get(pk, "") for pk in _ours(one.query)[1]], one.judgments) for one in questions)
    row("the CMS's search: NDCG@10", f"{theirs:.3f}")
    row("ours: NDCG@10", f"{ours:.3f}", "the CMS's", ours / theirs)
    row("the CMS's search: queries without a hit", str(sum(not _cms(one.query)[0] for one in questions)))
    row("ours: queries without a hit", str(sum(not _ours(one.query)[0] for one in questions)))

    taken = seconds(lambda: _store(places, made_up(many), "made up"))
    row(f"importing {many:,}", f"{many / taken:,.0f} documents/s")
    row("building our index", f"{many / seconds(outlet.build):,.0f} documents/s")
    row(
        "building the CMS's",
        f"{many / seconds(lambda: call_command('update_index', verbosity=0)):,.0f} documents/s",
    )
    texts = [one.query for one in questions]
    beside = _timed("the CMS's search: total and twenty hits", texts, _cms, rounds=1)
    _timed("ours: the same, with facets and snippets", texts, _ours, rounds=3, beside=beside)


def _ours(text: str) -> tuple[int, list[int]]:
    from kaicheng.portal.live.asked import Asked
    from kaicheng.portal.live.findings import find

    found = find(Asked(text))
    return found.total, [int(hit.key) for hit in found.hits]


def _cms(text: str) -> tuple[int, list[int]]:
    """As the CMS's documentation shows it: live pages, all words, the best first."""
    from kaicheng.publishing.models import DocumentPage

    found = DocumentPage.objects.live().search(text)
    return found.count(), [page.pk for page in found[:20]]


def _timed(
    name: str, texts: list[str], ask: Callable[[str], object], rounds: int, beside: float | None = None
) -> float:
    for text in texts[:10]:
        ask(text)
    times = [seconds(lambda text=text: ask(text)) * 1000 for _ in range(rounds) for text in texts]  # type: ignore[misc]
    cuts = quantiles(times, n=20)
    ratio = cuts[18] / beside if beside else None
    row(
        f"{name}: p50 / p95",
        f"{cuts[9]:.1f} / {cuts[18]:.1f} ms",
        "p95 of the CMS's" if beside else "",
        ratio,
    )
    return cuts[18]


def _platforms() -> dict[tuple[str, str], Any]:
    """A column of an authority by both names; the first authority's platform is the site."""
    from kaicheng.agencies.models import Agency, AgencyName
    from kaicheng.portal.actions import open_platform
    from kaicheng.publishing.columns import Column
    from kaicheng.publishing.models import ColumnPage

    names: dict[str, set[str]] = defaultdict(set)
    for entry in corpus():
        names[entry.authority].add(entry.column)
    columns: dict[tuple[str, str], Any] = {}
    top: Agency | None = None
    for number, (name, wanted) in enumerate(
        sorted(names.items(), key=lambda one: one[0] != "西昌市人民政府")
    ):
        given = {"name": name, "short_name": name.removeprefix("西昌市"), "slug": f"a{number}"}
        given["organisation_code"] = f"XXXX{number:05}"
        agency = top.add_child(**given) if top else Agency.add_root(**given)
        top = top or agency
        AgencyName.objects.create(agency=agency, name=name, short_name=given["short_name"])
        home = open_platform(agency)
        entry_page = ColumnPage.objects.child_of(home).get(kind=Column.PROACTIVE)
        for place, title in enumerate(sorted(wanted)):
            column = ColumnPage(title=title, slug=f"b{place}", kind=Column.OWN, agency=agency)
            columns[name, title] = entry_page.add_child(instance=column)
        top.refresh_from_db()
    return columns


def _store(places: dict[tuple[str, str], Any], entries: Iterable[Entry], source: str) -> dict[int, str]:
    """Store them by an import; the keys of the corpus by those of the pages."""
    from django.utils import timezone

    from kaicheng.publishing.importing.batches import FinishImport, begin, store
    from kaicheng.publishing.importing.incoming import Incoming
    from kaicheng.publishing.models import DocumentPage, Outgoing

    now = timezone.now()
    incoming: dict[str, list[Incoming]] = defaultdict(list)
    for entry in entries:
        ended = entry.validity in {"lapsed", "abolished"}
        incoming[entry.authority].append(
            Incoming(
                title=entry.title,
                published_date=entry.published_on or dt.date(2020, 1, 1),
                column=f"zhudong/{places[entry.authority, entry.column].slug}",
                body="".join(
                    f"<p>{escape(line)}</p>"
                    for line in f"{entry.body}\n{entry.attachments}".split("\n")
                    if line.strip()
                ),
                kind=KINDS.get(entry.kind, "other"),
                document_number=entry.number,
                index_number=entry.index_number if source == "corpus" else "",
                expiry_date=dt.date(2020, 1, 2) if ended else None,
                source_url=f"https://example.org/{entry.key}",
            )
        )
    for authority, documents in incoming.items():
        agency = next(column.agency for (name, _title), column in places.items() if name == authority)
        batch = begin(agency, source, now)
        store(batch, None, documents)
        FinishImport(batch, by=None, at=now).execute()
    Outgoing.objects.all().delete()  # the index is built in one go
    urls = DocumentPage.objects.values_list("pk", "source_url")
    return {pk: url.rpartition("/")[2] for pk, url in urls}
