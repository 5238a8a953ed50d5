"""A drop of files through the real worker: one bad file of each kind stops nothing but itself."""

from __future__ import annotations

from random import Random

import pytest

from kaicheng.annual_report.writers import write
from kaicheng.demonstration.reports import made_up
from kaicheng.reporting.actions.supervise import TakeFiles
from kaicheng.reporting.models import HandIn, IntakeFile
from kaicheng.reporting.supervising import intake as reading
from kaicheng.workbench.worker import Worker
from tests.reporting.writers import YEAR, an_office

KINDS = ("docx", "pdf", "xlsx", "html", "json")
UNITS = ("示例市教育局", "示例市民政局", "示例市财政局", "示例市水利局", "示例市审计局")
State = IntakeFile.State


def reports() -> list[tuple[str, bytes]]:
    """One report in each format, each of another unit."""
    return [
        (f"{unit}.{kind}", write(made_up(unit, YEAR, Random(unit)), kind))
        for unit, kind in zip(UNITS, KINDS, strict=True)
    ]


@pytest.mark.django_db(transaction=True)
def test_worker__reads_every_file_of_a_drop_but_the_bad_one():
    office, files = an_office(), reports()
    bad = ("坏.docx", files[0][1][:900])
    intake = TakeFiles(
        office.government.agency, YEAR, [*files[:2], bad, *files[2:]], by=office.supervisor
    ).execute()
    assert {file.state for file in intake.files.all()} == {State.WAITING}
    Worker().once()
    intake.refresh_from_db()
    states = {file.name: file.state for file in intake.files.all()}
    assert states.pop("坏.docx") == State.UNREADABLE
    assert set(states.values()) == {State.READ} and len(states) == len(KINDS)
    assert intake.finished_at is not None
    handed = HandIn.objects.filter(to=office.government.agency, year=YEAR)
    assert set(handed.values_list("unit", flat=True)) == set(UNITS)
    Worker().once()
    assert HandIn.objects.count() == len(KINDS)


@pytest.mark.django_db
def test_report_that_cannot_be_taken_in__is_told_and_the_next_one_follows(monkeypatch):
    office, files = an_office(), reports()[-2:]
    receive = reading.receive

    def trips(to, report, **given):
        if report.agency == UNITS[-2]:
            raise RuntimeError("what nobody has thought of")
        return receive(to, report, **given)

    monkeypatch.setattr(reading, "receive", trips)
    intake = TakeFiles(office.government.agency, YEAR, files, by=office.supervisor).execute()
    reading.read_intake.func(intake.pk)
    first, second = intake.files.order_by("pk")
    assert (first.state, second.state) == (State.UNREADABLE, State.READ)
    assert "系统管理员" in first.note
    intake.refresh_from_db()
    assert intake.finished_at is not None
