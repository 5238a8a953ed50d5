"""Whatever happens, the files are those of a full rebuild, and nothing withdrawn is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from kaicheng.portal.public import building, listing
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.validity import ChangeValidity, StrikeValidity, update_validity
from kaicheng.publishing.actions.withdraw import Withdraw, withdraw_ended_notices
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind
from tests.agencies.factories import today
from tests.publishing.factories import Publisher, published, signed_by, submitted

pytestmark = pytest.mark.django_db

COLUMNS = ["art20_11", "art20_01"]
YEARS = [2024, 2025, 2026]


class History:
    """An authority's documents and what is done with them. A word in each title tells them apart."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.pages: list[int] = []
        self.words: dict[int, str] = {}

    def page(self, which: int) -> DocumentPage | None:
        return DocumentPage.objects.get(pk=self.pages[which % len(self.pages)]) if self.pages else None

    def publish(self, which: int, other: int) -> None:
        word = f"第{len(self.pages) + 1:03}件"
        page = published(
            self.publisher,
            f"关于稳岗就业的办法{word}",
            kind="normative",
            column=self.publisher.column(COLUMNS[which % len(COLUMNS)]),
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
        page = DocumentPage.objects.get(pk=page.pk)
        signed_by(submitted(self.publisher, page), self.publisher.head, self.publisher.leader)

    def withdraw(self, which: int, other: int) -> None:
        page = self.page(which)
        if page is not None and page.live:
            Withdraw(page, by=self.publisher.leader, reason="更正").execute()

    def repeal(self, which: int, other: int) -> None:
        page, by = self.page(which), self.page(other)
        kind = [PolicyEventKind.ABOLISHED, PolicyEventKind.AMENDED][other % 2]
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

    def rename_column(self, which: int, other: int) -> None:
        column = self.publisher.column(COLUMNS[which % len(COLUMNS)])
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
    History.strike,
    History.move_year,
    History.expire,
    History.rename_column,
    History.new_telephone,
]


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a step takes a second: shrinking would take hours
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 7), st.integers(0, 7), st.booleans()),
        min_size=4,
        max_size=8,
    )
)
def test_files__are_always_those_of_a_full_rebuild(publisher, public_root, monkeypatch, history):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    with transaction.atomic(), TemporaryDirectory(dir=public_root.parent) as folder:
        monkeypatch.setattr("django.conf.settings.KAICHENG_PUBLIC_ROOT", folder)
        building.build()
        told = History(publisher)
        for step, which, other, wait in history:
            note(f"{step.__name__}({which}, {other})")
            step(told, which, other)
            if wait:
                continue
            outlets.catch_up()
            require_right(told)
        outlets.catch_up()
        require_right(told)
        transaction.set_rollback(True)


def require_right(told: History) -> None:
    tree = building.current()
    assert tree is not None
    assert list(building.check()) == []
    written = b"".join(tree.read(path) or b"" for path in tree.files())
    for page in DocumentPage.objects.filter(pk__in=told.pages):
        assert (told.words[page.pk].encode() in written) == page.live
        assert (page.slug.encode() in written) == page.live
