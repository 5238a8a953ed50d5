"""Whatever happens, the files are those of a full rebuild, and nothing withdrawn is in them.

A site of two columns that hold documents is written in a fraction of the time of the statutory one: the files
are compared after every step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from kaicheng.agencies.roles import Role
from kaicheng.findings import blocks
from kaicheng.portal.public import building, listing
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.validity import ChangeValidity, StrikeValidity, update_validity
from kaicheng.publishing.actions.withdraw import Withdraw, withdraw_ended_notices
from kaicheng.publishing.column_settings.actions import AddColumn, PutBefore
from kaicheng.publishing.columns import Column
from kaicheng.publishing.decisions.actions import SaveDecision, WithdrawDecision
from kaicheng.publishing.importing.batches import FinishImport, begin, store
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.running import address_of
from kaicheng.publishing.models import ColumnPage, Decision, DocumentPage, PolicyEvent, PolicyEventKind
from tests.agencies.factories import today
from tests.publishing.factories import Publisher, confirmed, published, signed_by, submitted

pytestmark = pytest.mark.django_db

ITEMS = ["art20_11", "art20_06"]
"""Columns that stay: one of documents, one of penalties."""
OWN = ["稳岗就业", "社会保障"]
YEARS = [2024, 2025, 2026]


class History:
    """An authority's documents and what is done with them. A word in each title tells them apart."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.pages: list[int] = []
        self.words: dict[int, str] = {}
        for column in ColumnPage.objects.filter(agency=publisher.agency, kind=Column.ITEM):
            if column.item not in ITEMS:
                column.delete()
        parent = ColumnPage.objects.get(agency=publisher.agency, kind=Column.PROACTIVE)
        self.officer = publisher.people[Role.DISCLOSURE_OFFICER]
        own = [AddColumn(parent, {"title": title}, by=self.officer).execute().pk for title in OWN]
        self.columns = [publisher.column(ITEMS[0]).pk, *own]

    def column(self, which: int) -> ColumnPage:
        return ColumnPage.objects.get(pk=self.columns[which % len(self.columns)])

    def page(self, which: int) -> DocumentPage | None:
        return DocumentPage.objects.get(pk=self.pages[which % len(self.pages)]) if self.pages else None

    def publish(self, which: int, other: int) -> None:
        word = f"第{len(self.pages) + 1:03}件"
        page = published(
            self.publisher,
            f"关于稳岗就业的办法{word}",
            kind="normative",
            column=self.column(which),
            created_date=dt.date(2020, 1, 1),
            expiry_date=today() + dt.timedelta(days=1) if other % 3 == 0 else None,
        )
        self.pages.append(page.pk)
        self.words[page.pk] = word
        self.move_year(len(self.pages) - 1, other)

    def move_year(self, which: int, other: int) -> None:
        """As an import or a correction of a date would."""
        page = self.page(which)
        if page is not None:
            day = dt.date(YEARS[other % len(YEARS)], 1 + other % 12, 1)
            DocumentPage.objects.filter(pk=page.pk).update(published_date=day)
            outlets.announce(page, timezone.now())

    def change(self, which: int, other: int) -> None:
        """Another text and other links, signed anew; published again if it was withdrawn."""
        page = self.page(which)
        if page is None or page.current_workflow_state is not None:
            return
        linked = self.page(other)
        page.body += f"<p>第{other}次修改。</p>"
        page.interprets = [linked] if linked is not None and linked.pk != page.pk and other % 2 else []
        page.related = [linked] if linked is not None and linked.pk != page.pk and other % 3 == 0 else []
        page.save_revision(user=self.publisher.author)
        if blocks(page.review_findings()):  # an import may lack what a signature asks for
            return
        page = DocumentPage.objects.get(pk=page.pk)
        signed_by(submitted(self.publisher, page), self.publisher.head, self.publisher.leader)

    def withdraw(self, which: int, other: int) -> None:
        page = self.page(which)
        if page is not None and page.live:
            Withdraw(page, by=self.publisher.leader, reason="更正").execute()

    def repeal(self, which: int, other: int) -> None:
        page, by = self.page(which), self.page(other)
        kind = [PolicyEventKind.ABOLISHED, PolicyEventKind.AMENDED][other % 2]
        by = None if by == page else by  # no document repeals itself
        if page is not None and not PolicyEvent.objects.filter(document=page, kind=kind).exists():
            ChangeValidity(
                page, kind, today(), basis="新办法", by_document=by, by=self.publisher.head
            ).execute()

    def strike(self, which: int, other: int) -> None:
        page = self.page(which)
        events = PolicyEvent.objects.filter(document=page, struck_at__isnull=True).exclude(kind="issued")
        if page is not None and (event := events.first()) is not None:
            StrikeValidity(event, by=self.publisher.head, reason="登记错了").execute()

    def expire(self, which: int, other: int) -> None:
        day = today() + dt.timedelta(days=2)
        update_validity(timezone.now(), day)
        withdraw_ended_notices(timezone.now(), day)

    def bring(self, which: int, other: int) -> None:
        """Documents of an earlier site, one of which has ended."""
        at = timezone.now()
        batch = begin(self.publisher.agency, f"原网站{len(self.pages)}", at)
        address = address_of(self.column(which), self.publisher.home)
        documents = [
            Incoming(
                f"原网站的办法第{len(self.pages) + number + 1:03}件",
                dt.date(YEARS[(other + number) % len(YEARS)], 1, 5),
                column=address,
                body="<p>已经公开。</p>",
                kind="normative",
                abolished_date=dt.date(2026, 2, 1) if number == other % 3 else None,
            )
            for number in range(2)
        ]
        store(batch, self.publisher.office, documents)
        FinishImport(batch, by=None, at=at).execute()
        for page in batch.documents.order_by("pk"):
            self.pages.append(page.pk)
            self.words[page.pk] = page.title[-5:]

    def decide(self, which: int, other: int) -> None:
        """A public penalty, and sometimes one that is withdrawn again."""
        decision = Decision(
            agency=self.publisher.agency,
            kind="penalty",
            number=f"罚〔2026〕{Decision.objects.count() + 1}号",
            name="拖欠工资",
            party="某建筑公司",
            decided_on=dt.date(YEARS[other % len(YEARS)], 1, 5),
        )
        made = SaveDecision(decision, by=self.publisher.author).execute()
        if other % 3:
            confirmed(self.publisher)
        if which % 2 and other % 3:
            WithdrawDecision(made, by=self.publisher.author, reason="重复公开").execute()

    def move_column(self, which: int, other: int) -> None:
        """A column of its own put before the other one."""
        first, second = self.column(1), self.column(2)
        moved, before = (first, second) if which % 2 else (second, first)
        PutBefore(moved, before, by=self.officer).execute()

    def rename_column(self, which: int, other: int) -> None:
        column = self.column(which)
        column.title = f"栏目{other}"
        column.save_revision().publish()

    def new_telephone(self, which: int, other: int) -> None:
        self.publisher.agency.telephone = f"0834-{other:07}"
        self.publisher.agency.save(update_fields=["telephone"])


Step = Callable[[History, int, int], None]
STEPS: list[Step] = [
    *[History.publish] * 4,
    *[History.change] * 3,
    *[History.withdraw] * 2,
    *[History.repeal] * 2,
    History.bring,
    History.decide,
    History.strike,
    History.move_year,
    History.move_column,
    History.expire,
    History.rename_column,
    History.new_telephone,
]
Told = list[tuple[Step, int, int, bool]]


def histories(least: int, most: int) -> st.SearchStrategy[Told]:
    """Steps, each with two numbers, and whether the files wait for the next one."""
    step = st.tuples(st.sampled_from(STEPS), st.integers(0, 7), st.integers(0, 7), st.booleans())
    return st.lists(step, min_size=least, max_size=most)


ALL = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a step takes half a second: no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(ALL, max_examples=8)
@given(history=histories(3, 7))
def test_files__are_always_those_of_a_full_rebuild(publisher, public_root, monkeypatch, history):
    follow(history, publisher, public_root, monkeypatch)


@pytest.mark.slow
@settings(ALL, max_examples=150)
@given(history=histories(8, 25))
def test_files__are_those_of_a_full_rebuild_after_long_histories(
    publisher, public_root, monkeypatch, history
):
    follow(history, publisher, public_root, monkeypatch)


def test_files__are_right_after_every_kind_of_step(publisher, public_root, monkeypatch):
    history = [(step, number, number + 1, False) for number, step in enumerate(dict.fromkeys(STEPS))]
    follow(history, publisher, public_root, monkeypatch)


def follow(history: Told, publisher: Publisher, public_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the steps, and compare the files after each that does not wait, and at the end."""
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    with transaction.atomic(), TemporaryDirectory(dir=public_root.parent) as folder:
        monkeypatch.setattr("django.conf.settings.KAICHENG_PUBLIC_ROOT", folder)
        told = History(publisher)
        building.build()
        for step, which, other, wait in history:
            _said(f"{step.__name__}({which}, {other})")
            step(told, which, other)
            if wait:
                continue
            outlets.catch_up()
            require_right(told)
        outlets.catch_up()
        require_right(told)
        transaction.set_rollback(True)


def _said(step: str) -> None:
    if currently_in_test_context():
        note(step)


def require_right(told: History) -> None:
    tree = building.current()
    assert tree is not None
    assert list(building.check()) == []
    written = b"".join(tree.read(path) or b"" for path in tree.files())
    for page in DocumentPage.objects.filter(pk__in=told.pages):
        assert (told.words[page.pk].encode() in written) == page.live
        assert (page.slug.encode() in written) == page.live
