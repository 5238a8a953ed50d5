"""Random years of three authorities: a merger, a body without a name of its own, figures put in by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kaicheng.agencies.actions.tree import MergeAgency
from kaicheng.agencies.models import Agency, Office
from kaicheng.annual_report.form import form_for
from kaicheng.reporting.actions.entered import EnterFigure, SignFigure
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.succession import year_before
from kaicheng.reporting.tally import tally
from tests.agencies.factories import an_agency
from tests.cases.factories import moment
from tests.publishing.factories import a_publisher
from tests.reporting.lawful_years import DECISIONS, PLANS, YEARS, Diary, Plan, Worker
from tests.reporting.test_whole_year import recount

WORK = st.tuples(st.lists(PLANS, min_size=1, max_size=4), st.lists(DECISIONS, max_size=4))
CELL = "proactive.licensing_decisions"
ENTERED = st.none() | st.tuples(st.sampled_from(("taking", "gone")), st.integers(0, 300), st.booleans())
"""Who puts in the licences of the first year by hand, how many, and whether somebody signs that."""


class TestThreeAuthorities(TestCase):
    """In one database transaction for each example."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.top = an_agency("示例市人民政府", kind="government")
        above = {"parent": Agency.objects.get(pk=cls.top.pk)}
        cls.taking = a_publisher("示例市文化局", **above)
        cls.gone = a_publisher("示例市旅游局", parent=Agency.objects.get(pk=cls.top.pk))
        for office in Office.objects.filter(agency=cls.gone.agency):
            Office.objects.filter(pk=office.pk).update(name=f"旅游局{office.name}")
        cls.centre = a_publisher("示例市文化中心", parent=Agency.objects.get(pk=cls.taking.agency.pk))
        Agency.objects.filter(pk=cls.centre.agency.pk).update(acts_in_own_name=False)

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(
        taking=WORK,
        gone=WORK,
        centre=WORK,
        merged=st.none() | st.dates(dt.date(2024, 2, 1), dt.date(2026, 2, 1)),
        entered=ENTERED,
    )
    def test_each_report_and_the_whole__equal_a_recount(self, taking, gone, centre, merged, entered):
        diaries = {
            name: self._worked(getattr(self, name), *work)
            for name, work in (("taking", taking), ("gone", gone), ("centre", centre))
        }
        by_hand: dict[str, int] = {}
        if entered is not None:
            who, value, signs = entered
            row = EnterFigure(
                getattr(self, who).agency, YEARS[0], CELL, value, source_name="台账", reason="别处办理",
                source=SimpleUploadedFile("台账.txt", b"1"), by=None, at=moment(dt.date(2024, 1, 2)),
            ).execute()  # fmt: skip
            if signs:
                SignFigure(row, seen=row.content_hash, by=None, at=moment(dt.date(2024, 1, 3))).execute()
                by_hand = {who: value}
        if merged is not None:
            given = {"reason": "机构改革方案", "by": None, "at": moment(merged)}
            MergeAgency(self.gone.agency, self.taking.agency, **given).execute()
        for year in YEARS:
            self._hold(year, diaries, merged, by_hand if year == YEARS[0] else {})
        before = year_before(self._fresh("taking"), YEARS[1], self._tally("taking", YEARS[0]).report())
        after = self._tally("taking", YEARS[1]).figures
        assert before is not None
        for column in form_for(YEARS[0]).requests.columns:
            carried = before[f"requests.carried_forward.{column.id}"]
            assert carried == after[f"requests.carried_over.{column.id}"], (column.id, merged)

    def _worked(self, publisher: Any, plans: list[Plan], decisions: list[tuple[str, dt.date, bool]]) -> Diary:
        worker = Worker(publisher)
        for plan in sorted(plans, key=lambda one: one.arrives):
            worker.handle(plan)
        worker.decide(decisions)
        return worker.diary

    def _hold(
        self, year: int, diaries: dict[str, Diary], merged: dt.date | None, by_hand: dict[str, int]
    ) -> None:
        counts: dict[str, Counter[str]] = {}
        for name, diary in diaries.items():
            counts[name] = Counter(recount(diary, year))  # type: ignore[arg-type]  # no charges: whole numbers
            if name in by_hand:
                counts[name][CELL] = by_hand[name]
        if "taking" in by_hand:  # its figure stands for the body that acts in its name, too
            counts["centre"][CELL] = 0
        own = counts["taking"] + counts["centre"]
        if merged is not None and merged.year <= year:
            own += counts["gone"]
        else:
            assert self._counted("gone", year) == +counts["gone"]
        assert self._counted("taking", year) == +own, (year, merged)
        everything = counts["taking"] + counts["centre"] + counts["gone"]
        figures = tally(Scope.year(Agency.objects.get(pk=self.top.pk), year, subtree=True)).figures
        assert Counter({path: int(one) for path, one in figures.items() if one}) == +everything

    def _counted(self, name: str, year: int) -> Counter[str]:
        found = self._tally(name, year)
        for equation in form_for(year).equations(set()):
            left = sum(found.figures.get(path, 0) for path in equation.left)
            assert left == sum(found.figures.get(path, 0) for path in equation.right), equation
        return Counter({path: int(one) for path, one in found.figures.items() if one})

    def _fresh(self, name: str) -> Agency:
        return Agency.objects.get(pk=getattr(self, name).agency.pk)

    def _tally(self, name: str, year: int) -> Any:
        return tally(Scope.year(self._fresh(name), year))
