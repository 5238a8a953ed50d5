"""Index numbers given by many at once: no gap, no duplicate, and one that was rolled back is given again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from kaicheng.publishing.models import IndexCounter
from kaicheng.publishing.numbering import NoOrganisationCode, next_index_number
from tests.agencies.factories import an_agency
from tests.publishing.factories import CODE

THREADS, EACH = 8, 12


def an_authority(code: str = CODE):
    agency = an_agency()
    agency.organisation_code = code
    agency.save(update_fields=["organisation_code"])
    return agency


@pytest.mark.django_db(transaction=True)
def test_many_at_once__no_gap_no_duplicate_and_none_lost_on_rollback():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    agencies = [an_authority(), an_authority("000013346")]
    begin = threading.Barrier(THREADS)

    def work(thread: int) -> list[str]:
        """Publish in turn for both authorities; every third is rolled back at the last moment."""
        given = []
        begin.wait()
        try:
            for number in range(EACH):
                agency = agencies[(thread + number) % 2]
                try:
                    with transaction.atomic():
                        index_number = next_index_number(agency, 2026)
                        if (thread + number) % 3 == 0:
                            raise InterruptedError
                    given.append(index_number)
                except InterruptedError:
                    pass
        finally:
            connection.close()
        return given

    with ThreadPoolExecutor(THREADS) as threads:
        given = [one for found in threads.map(work, range(THREADS)) for one in found]
    for agency in agencies:
        own = sorted(one for one in given if one.startswith(agency.index_code))
        assert own == [f"{agency.index_code}/2026-{serial:05d}" for serial in range(1, len(own) + 1)]
        assert IndexCounter.objects.get(agency=agency, year=2026).last == len(own)
    assert len(given) == sum(
        (thread + number) % 3 != 0 for thread in range(THREADS) for number in range(EACH)
    )


@pytest.mark.django_db
def test_each_year_and_authority__counts_for_itself_and_one_without_a_code_is_told():
    agency = an_authority()
    assert [
        next_index_number(agency, 2025),
        next_index_number(agency, 2026),
        next_index_number(agency, 2026),
    ] == [
        f"{CODE}/2025-00001",
        f"{CODE}/2026-00001",
        f"{CODE}/2026-00002",
    ]
    with pytest.raises(NoOrganisationCode, match="统一社会信用代码"):
        next_index_number(an_agency(), 2026)
