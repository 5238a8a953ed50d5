"""Decisions stand in the column of their item; of one withdrawn the public is told that it was, and why."""

from __future__ import annotations

import csv
import datetime as dt
import io

import lxml.html
import pytest

from kaicheng.portal.public import building
from kaicheng.portal.public.tree import Tree
from kaicheng.publishing import outlets
from kaicheng.publishing.decisions.actions import Overturn, SaveDecision, StrikeDecision, WithdrawDecision
from kaicheng.publishing.models import Decision, Overturned
from kaicheng.publishing.upkeep.timeliness import timeliness
from tests.publishing.factories import Publisher, confirmed

pytestmark = pytest.mark.django_db
COLUMN = "zhudong/chufa/"
DAY = dt.date(2026, 3, 5)


def recorded(publisher: Publisher, number: str, **given: object) -> Decision:
    values = {"kind": "penalty", "name": "拖欠工资", "party": "某建筑公司", "decided_on": dt.date(2026, 3, 5)}
    decision = SaveDecision(
        Decision(agency=publisher.agency, number=number, **{**values, **given}),  # type: ignore[arg-type]
        by=publisher.author,
    ).execute()
    confirmed(publisher)
    return decision


def page(tree: Tree, name: str) -> str:
    outlets.catch_up()
    data = tree.read(f"{COLUMN}{name}")
    return lxml.html.fromstring(data.decode()).text_content() if data else ""


def test_decision__is_listed_by_year_with_a_table_and_leaves_other_pages_alone(publisher, tree):
    untouched = {path: tree.read(path) for path in tree.files() if not path.startswith(COLUMN)}
    recorded(publisher, "罚〔2026〕1号")
    recorded(publisher, "罚〔2026〕2号", public=False)
    shown = page(tree, "jueding-2026-1.html")
    assert "罚〔2026〕1号" in shown
    assert "罚〔2026〕2号" not in shown
    assert "2026 1 件" in " ".join(page(tree, "index.html").split())
    assert "某建筑公司" in (tree.read(f"{COLUMN}jueding-2026.csv") or b"").decode()
    assert {path: tree.read(path) for path in untouched} == untouched
    assert list(building.check()) == []


def test_decision__is_nowhere_before_somebody_else_has_confirmed_it_and_waits_again_when_it_changes(
    publisher, tree
):
    decision = SaveDecision(
        Decision(agency=publisher.agency, kind="penalty", number="罚〔2026〕1号", name="甲", decided_on=DAY),
        by=publisher.author,
    ).execute()
    assert "罚〔2026〕1号" not in page(tree, "index.html") + page(tree, "jueding-2026-1.html")
    confirmed(publisher)
    assert "罚〔2026〕1号" in page(tree, "jueding-2026-1.html")
    decision.refresh_from_db()
    decision.name = "乙"
    SaveDecision(decision, by=publisher.author).execute()
    assert "罚〔2026〕1号" not in page(tree, "jueding-2026-1.html")
    confirmed(publisher)
    assert "乙" in page(tree, "jueding-2026-1.html")
    assert list(building.check()) == []


def test_withdrawn_penalty__leaves_its_number_and_the_reason(publisher, tree, client):
    decision = recorded(publisher, "罚〔2026〕1号", content="罚款一万元")
    Overturn(
        decision, Overturned.REVOKED, dt.date(2026, 3, 6), basis="复议决定", by=publisher.author
    ).execute()
    WithdrawDecision(decision, by=publisher.author, reason="已被复议机关撤销").execute()
    shown = page(tree, "jueding-2026-1.html")
    assert "罚〔2026〕1号" in shown
    assert "已被复议机关撤销" in shown
    for words in ({"content": "罚款两万元"}, {"name": "拖欠农民工工资"}):  # corrected in the records since
        decision.refresh_from_db()
        for name, value in words.items():
            setattr(decision, name, value)
        SaveDecision(decision, by=publisher.author).execute()
        assert ("已被复议机关撤销" in page(tree, "jueding-2026-1.html")) is ("content" in words)
    confirmed(publisher)
    assert "拖欠农民工工资" in page(tree, "jueding-2026-1.html"), "it waits as any other does, and comes back"
    assert "已被复议机关撤销" in page(tree, "jueding-2026-1.html")
    for file in ("jueding-2026-1.html", "jueding-2026.csv"):
        text = (tree.read(f"{COLUMN}{file}") or b"").decode()
        assert "某建筑公司" not in text
        assert "罚款" not in text
    live = client.get(f"/{COLUMN}jueding-2026-1.html", headers={"cookie": "kaicheng_language=en"}).content
    assert "某建筑公司".encode() not in live
    assert list(building.check()) == []


def test_decision_that_was_revoked__says_so_in_the_table_too(publisher, tree):
    decision = recorded(publisher, "罚〔2026〕1号")
    Overturn(
        decision, Overturned.REVOKED, dt.date(2026, 3, 6), basis="复议决定", by=publisher.author
    ).execute()
    assert "被撤销" in page(tree, "jueding-2026-1.html")
    (row,) = csv.DictReader(io.StringIO((tree.read(f"{COLUMN}jueding-2026.csv") or b"").decode("utf-8-sig")))
    assert (row["overturned_name"], row["overturned_on"]) == ("被撤销", "2026-03-06")


def test_pages_of_a_year__are_counted_from_the_oldest_and_go_with_what_was_on_them(publisher, tree):
    for day in range(51):
        last = recorded(publisher, f"罚〔2026〕{day}号", decided_on=dt.date(2026, 1, 1) + dt.timedelta(day))
    assert "罚〔2026〕50号" in page(tree, "jueding-2026-2.html")
    assert "罚〔2026〕50号" not in page(tree, "jueding-2026-1.html")
    StrikeDecision(last, by=publisher.author, reason="重复").execute()
    assert page(tree, "jueding-2026-2.html") == ""
    assert list(building.check()) == []


def test_column_with_decisions__is_neither_empty_nor_stale(publisher):
    def column():
        return next(one for one in timeliness([publisher.agency]) if one.column.item == "art20_06")

    assert column().empty
    recorded(publisher, "罚〔2026〕1号")
    assert not column().empty
    assert column().last is not None
