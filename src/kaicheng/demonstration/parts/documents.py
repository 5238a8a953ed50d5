"""What the county's authorities have published, with the decisions and charges of the bureau's year.

Documents that were public before the system come by an import, as they would in an office's first week. The
figures of the bureau's year are those of its published report.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from kaicheng.agencies.models import Agency, Office
from kaicheng.demonstration.corpus import BUREAU_NAME, OWN_COLUMNS, YEAR, Shelf, shelves
from kaicheng.demonstration.registry import Occasion, part
from kaicheng.publishing import outlets
from kaicheng.publishing.columns import Column
from kaicheng.publishing.importing.batches import FinishImport, begin, store
from kaicheng.publishing.models import ColumnPage, Decision, DecisionKind, FeeYear, HomePage, ImportBatch

SOURCE = "原网站（演示数据）"
LICENCES, PENALTIES, CHARGES = 158, 2, Decimal("248300.00")
"""西昌市人力资源和社会保障局2024年政府信息公开工作年度报告，表二。"""


@part("documents")
def documents(occasion: Occasion) -> None:
    """Import every shelf that was not imported yet."""
    for shelf in shelves():
        agency = Agency.objects.filter(name=shelf.authority, platform__isnull=False).first()
        if agency is None or ImportBatch.objects.filter(agency=agency, source=SOURCE).exists():
            continue
        if shelf.authority == BUREAU_NAME:
            _own_columns(agency)
            _year_of(agency)
        _bring(agency, shelf, occasion)
    outlets.catch_up()


def _bring(agency: Agency, shelf: Shelf, occasion: Occasion) -> None:
    office = Office.objects.filter(agency=agency, handles_disclosure=True).first()
    batch = begin(agency, SOURCE, occasion.opened_at)
    store(batch, office, shelf.documents)
    FinishImport(batch, by=None, at=occasion.opened_at).execute()


def _own_columns(bureau: Agency) -> None:
    """The bureau's own columns, kept by the offices whose work they are about."""
    home = HomePage.objects.get(agency=bureau)
    parent = ColumnPage.objects.child_of(home).get(kind=Column.PROACTIVE)
    offices = {"wengang": "就业促进股", "shebao": "社会保险股"}
    for slug, title in OWN_COLUMNS.items():
        if not ColumnPage.objects.child_of(parent).filter(slug=slug).exists():
            parent.add_child(
                instance=ColumnPage(
                    title=title,
                    slug=slug,
                    kind=Column.OWN,
                    item="art20_11",
                    agency=bureau,
                    office=Office.objects.filter(agency=bureau, name=offices[slug]).first(),
                    update_days=14,
                )
            )


def _year_of(bureau: Agency) -> None:
    """The licences, penalties and charges that the published report counts."""
    at = timezone.make_aware(dt.datetime(YEAR + 1, 1, 2, 9))
    made = [
        Decision(
            agency=bureau,
            kind=DecisionKind.LICENCE,
            number=f"西人社许〔{YEAR}〕{number}号",
            name="劳务派遣经营许可" if number % 3 else "人力资源服务许可",
            party=f"演示企业{number}号",
            decided_on=dt.date(YEAR, 1, 4) + dt.timedelta(days=number * 2),
            recorded_at=at,
            confirmed_at=at,
        )
        for number in range(1, LICENCES + 1)
    ]
    made += [
        Decision(
            agency=bureau,
            kind=DecisionKind.PENALTY,
            number=f"西人社监罚〔{YEAR}〕{number}号",
            name="拒不支付劳动报酬案" if number == 1 else "违法使用童工案",
            party=f"演示企业{200 + number}号",
            decided_on=dt.date(YEAR, 5 + number, 12),
            recorded_at=at,
            confirmed_at=at,
        )
        for number in range(1, PENALTIES + 1)
    ]
    Decision.objects.bulk_create(made)
    FeeYear.objects.create(agency=bureau, year=YEAR, item="人事考试考务费", amount=CHARGES, recorded_at=at)
