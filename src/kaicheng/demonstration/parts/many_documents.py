"""A hundred thousand documents of the county's authorities from before the system, to measure with.

They are made of the texts of the small demonstration, spread over eight years before its own. The bureau
whose report is published has none of them: its year is told by its own records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from kaicheng.agencies.models import Agency, Office
from kaicheng.demonstration.corpus import BUREAU_NAME, YEAR, Shelf, shelves
from kaicheng.demonstration.registry import Occasion, Size, part
from kaicheng.publishing import outlets
from kaicheng.publishing.importing.batches import FinishImport, begin, store
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.models import ImportBatch

SOURCE = "更早的网站（演示数据）"
MANY = 100_000
YEARS = 8
SEED = 61


@part("many.documents", size=Size.LARGE)
def many_documents(occasion: Occasion) -> None:
    """An import for every authority with a platform, in equal parts; one that was broken off goes on."""
    agencies = {one.name: one for one in Agency.objects.filter(platform__isnull=False)}
    kept = [shelf for shelf in shelves() if shelf.authority in agencies and shelf.authority != BUREAU_NAME]
    each = round(MANY * occasion.scale / len(kept))
    for shelf in kept:
        agency = agencies[shelf.authority]
        if ImportBatch.objects.filter(agency=agency, source=SOURCE, finished_at__isnull=False).exists():
            continue
        batch = begin(agency, SOURCE, occasion.opened_at)
        office = Office.objects.filter(agency=agency, handles_disclosure=True).first()
        store(batch, office, made_up(shelf, each))
        FinishImport(batch, by=None, at=occasion.opened_at).execute()
        occasion.tell(f"演示数据：{agency.name}原网站信息 documents {each}")
    outlets.catch_up()


def made_up(shelf: Shelf, count: int) -> Iterator[Incoming]:
    """So many documents, the same every time, each one of the shelf with a text of three."""
    drawn = Random(f"{SEED}:{shelf.authority}")  # noqa: S311
    for number in range(1, count + 1):
        original = drawn.choice(shelf.documents)
        published = dt.date(YEAR - YEARS, 1, 1) + dt.timedelta(days=drawn.randrange(YEARS * 365))
        yield replace(
            original,
            title=f"{original.title}（第{number}期）",
            body=original.body + "".join(one.body for one in drawn.choices(shelf.documents, k=2)),
            kind="news",
            document_number="",
            created_date=None,
            expiry_date=None,
            published_date=published,
            source_url=f"{original.source_url}?{number}",
        )
