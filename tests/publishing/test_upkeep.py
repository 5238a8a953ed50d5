"""Columns in their time, and a daily look whose tickets close themselves."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.findings import Finding
from kaicheng.publishing.actions.validity import ChangeValidity
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.checking import documents, known
from kaicheng.publishing.column_settings.actions import ChangeColumn
from kaicheng.publishing.models import ColumnPage, DocumentPage, PolicyEvent, PolicyEventKind, Ticket
from kaicheng.publishing.upkeep import views
from kaicheng.publishing.upkeep.actions import Dismiss
from kaicheng.publishing.upkeep.look import look_at
from kaicheng.publishing.upkeep.timeliness import timeliness
from kaicheng.publishing.upkeep.work import columns_due, units, units_soon
from kaicheng.screening import screen_page
from tests.agencies.factories import an_agency, somebody, today
from tests.publishing.factories import a_draft, a_publisher, published

pytestmark = pytest.mark.django_db


def on_day(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(3)))


def test_column__is_due_its_period_after_the_last_publication_below_it(publisher):
    published(publisher)
    found = {one.column.item or one.column.kind: one for one in timeliness([publisher.agency])}
    assert found["art20_11"].due == today() + dt.timedelta(days=183)
    assert found["proactive"].due == today() + dt.timedelta(days=14)
    assert found["art20_04"].empty
    assert found["art20_11"].office == publisher.office


def test_stale_column__makes_a_ticket_that_closes_when_something_is_published(publisher):
    published(publisher)
    later = today() + dt.timedelta(days=20)
    look_at(publisher.agency, on_day(later))
    stale = Ticket.objects.get(rule="U01")
    assert stale.title == "法定主动公开内容"
    DocumentPage.objects.update(published_date=later)
    look_at(publisher.agency, on_day(later))
    stale.refresh_from_db()
    assert stale.state == Ticket.State.MENDED


def test_link_to_what_was_withdrawn__is_found_and_a_ticket_is_not_made_twice(publisher):
    other = published(publisher, "后来撤下的文件")
    published(publisher, "有链接的文件", body=f'<p>见<a href="{other.url}">文件</a>。</p>')
    look_at(publisher.agency, on_day(today()))
    assert not Ticket.objects.filter(rule="U03").exists()
    Withdraw(other, by=publisher.leader, reason="内容有误").execute()
    for _time in range(2):
        look_at(publisher.agency, on_day(today()))
    assert Ticket.objects.get(rule="U03").message == f"链接打不开：{other.url}"


def test_text_that_todays_checks_would_stop__is_found_in_what_is_public(publisher):
    page = published(publisher)
    DocumentPage.objects.filter(pk=page.pk).update(body="<p>联系人身份证号：11010519491231002X</p>")
    look_at(publisher.agency, on_day(today()))
    ticket = Ticket.objects.get(rule="U05")
    assert ticket.blocks
    with pytest.raises(ValidationError, match="必须改正"):
        Dismiss(ticket, by=publisher.people[Role.DISCLOSURE_OFFICER], reason="没事").execute()


def test_mark_of_secrecy__in_what_is_public_is_found_too(publisher):
    page = published(publisher)
    DocumentPage.objects.filter(pk=page.pk).update(body="<p>机密★5年</p><p>关于有关工作的报告。</p>")
    look_at(publisher.agency, on_day(today()))
    assert Ticket.objects.get(rule="U05").blocks


def test_public_text__is_looked_at_again_when_it_or_the_rules_change_and_not_every_day(
    publisher, monkeypatch
):
    page = published(publisher)
    looked: list[str] = []

    def look(text: str, **given: object) -> list[Finding]:
        looked.append(text)
        return screen_page(text, **given)

    monkeypatch.setattr(documents, "screen_page", look)
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=1)))
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=2)))
    assert looked == [], "it was looked at before it was signed"
    monkeypatch.setattr(known, "rules", lambda: "with a new pattern")
    for days in (3, 4):
        look_at(publisher.agency, on_day(today() + dt.timedelta(days=days)))
    assert looked == [page.body]
    DocumentPage.objects.update(body="<p>身份证号：11010519491231002X</p>")
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=5)))
    assert len(looked) == 2
    assert Ticket.objects.filter(rule="U05").exists()


def test_draft_that_lies_too_long__is_told_with_article_26(publisher):
    a_draft(publisher, created_date=today() - dt.timedelta(days=60))
    look_at(publisher.agency, on_day(today()))
    assert "公开" in Ticket.objects.get(rule="U06").message


def test_directory_that_lacks_what_article_12_wants__is_told_once_for_the_authority(publisher):
    page = published(publisher)
    look_at(publisher.agency, on_day(today()))
    assert not Ticket.objects.filter(rule="U07").exists()
    DocumentPage.objects.filter(pk=page.pk).update(summary="")
    look_at(publisher.agency, on_day(today()))
    assert page.title in Ticket.objects.get(rule="U07").message


def test_dismissed_ticket__stays_closed_with_its_reason(publisher):
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=40)))
    empty = Ticket.objects.filter(rule="U02").first()
    Dismiss(empty, by=publisher.people[Role.DISCLOSURE_OFFICER], reason="本机关没有此项职权").execute()
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=41)))
    empty.refresh_from_db()
    assert empty.state == Ticket.State.DISMISSED


def test_other_fault_where_one_was_dismissed__is_told(publisher):
    page = published(publisher)
    DocumentPage.objects.filter(pk=page.pk).update(body='<p><a href="/gone/">办法</a></p>')
    look_at(publisher.agency, on_day(today()))
    ticket = Ticket.objects.get(rule="U03")
    Dismiss(ticket, by=publisher.people[Role.DISCLOSURE_OFFICER], reason="栏目下月恢复").execute()
    DocumentPage.objects.filter(pk=page.pk).update(
        body='<p><a href="/gone/">办法</a><a href="/other/">细则</a></p>'
    )
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=1)))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reason) == (Ticket.State.OPEN, "") and "/other/" in ticket.message


def test_empty_column_with_a_note__is_no_fault(publisher):
    ColumnPage.objects.filter(agency=publisher.agency).update(empty_note="本机关没有此项职权")
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=40)))
    assert not Ticket.objects.filter(rule="U02").exists()


def test_office__has_the_column_on_its_desk_before_it_is_stale(publisher):
    published(publisher)
    ColumnPage.objects.filter(agency=publisher.agency, item="art20_11").update(office=publisher.office)
    near = today() + dt.timedelta(days=180)
    titles = [item.title for item in columns_due(publisher.author, near)]
    assert titles == ["更新栏目“民生保障和促进就业”"]


def test_columns_and_the_guide__are_looked_through_too(publisher):
    identity = "身份证号：11010519491231002X"
    ColumnPage.objects.filter(agency=publisher.agency, item="art20_06").update(empty_note=identity)
    publisher.agency.reconsideration_body = f"某机关，联系人{identity}"
    publisher.agency.save()
    look_at(publisher.agency, on_day(today()))
    found = set(Ticket.objects.filter(rule="U05").values_list("title", flat=True))
    assert found == {"行政处罚和行政强制", "政府信息公开指南"}


def test_what_the_public_reads_of_columns_and_repeals__is_screened_before_it_is_kept(publisher):
    officer = publisher.people[Role.DISCLOSURE_OFFICER]
    identity = "身份证号：11010519491231002X"
    with pytest.raises(ValidationError) as refused:
        ChangeColumn(publisher.column(), {"empty_note": identity}, by=officer).execute()
    assert "empty_note" in refused.value.message_dict
    page = published(publisher, "稳岗办法", kind="normative")
    with pytest.raises(ValidationError) as refused:
        ChangeValidity(page, PolicyEventKind.ABOLISHED, today(), basis=identity, by=officer).execute()
    assert "basis" in refused.value.message_dict


def test_rules_and_guide__are_looked_after_too(publisher):
    found = {one.column.kind: one for one in timeliness([publisher.agency])}
    assert found["rules"].empty, "制度 has to hold something"
    guide = found["guide"]
    assert not guide.empty
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=400)))
    assert Ticket.objects.filter(rule="U01", title="政府信息公开指南").exists()


def test_repeal__names_the_document_that_repeals_and_both_link_to_each_other(client, publisher):
    old = published(publisher, "旧办法", kind="normative")
    new = published(publisher, "新办法", kind="normative", document_number="西人社发〔2026〕2号")
    client.force_login(publisher.head)
    address = reverse("publishing_validity", args=[old.pk])
    given = {"kind": "abolished", "on": today().isoformat(), "by_document": "西人社发〔2026〕3号"}
    assert "没有公开过文号" in client.post(address, given).text
    assert client.post(address, {**given, "by_document": new.document_number}).status_code == 302
    event = PolicyEvent.objects.get(document=old, kind="abolished")
    assert (event.by_document, event.basis) == (new, "新办法")


def test_supervisor__sees_columns_of_the_units_that_are_due_soon(publisher):
    above = an_agency("示例市人民政府", kind="government")
    unit = a_publisher(parent=above)
    supervisor = somebody(Role.SUPERVISOR, above)
    published(unit)
    before_due = today() + dt.timedelta(days=10)
    (line,) = units_soon(supervisor, before_due)
    assert "1个栏目" in line.title and line.state == "法定主动公开内容"
    assert line.due is not None and line.due.on == today() + dt.timedelta(days=14)
    assert list(units_soon(unit.author, before_due)) == []


def test_supervisor__has_a_line_for_each_unit_with_overdue_columns_and_open_tickets(client, publisher):
    above = an_agency("示例市人民政府")
    unit, other = a_publisher(parent=above), a_publisher("示例市无关的局")
    supervisor = somebody(Role.SUPERVISOR, above)
    published(unit)
    later = today() + dt.timedelta(days=40)
    for one in (unit, other, publisher):
        look_at(one.agency, on_day(later))
    (line,) = units(supervisor, later)
    mine = Ticket.objects.filter(agency=unit.agency, state=Ticket.State.OPEN)
    stale = mine.filter(rule__in=("U01", "U02")).count()
    assert stale and unit.agency.short_name in line.title
    assert f"{stale}个栏目" in line.title and f"共{mine.count()}个问题" in line.title
    assert list(units(unit.author, later)) == []
    client.force_login(supervisor)
    shown = client.get(line.act.url)
    assert {ticket.agency_id for ticket, _may in shown.context["lines"]} == {unit.agency.pk}
    others = client.get(f"{reverse('publishing_tickets')}?unit={other.agency.pk}")
    assert others.context["lines"] == []


def test_long_lists__are_turned_page_by_page_to_their_end(client, monkeypatch):
    """The links that turn the pages lead on, and nobody's columns or tickets are left out in silence."""
    monkeypatch.setattr(views, "PER_PAGE", 5)
    monkeypatch.setattr(views, "AGENCIES_PER_PAGE", 1)
    above = an_agency("示例市人民政府", kind="government")
    for unit in (a_publisher(parent=above), a_publisher(parent=above)):
        look_at(unit.agency, on_day(today() + dt.timedelta(days=40)))
    client.force_login(somebody(Role.SUPERVISOR, above))

    def turned(name: str) -> list[Any]:
        seen, address = [], reverse(name)
        while address:
            shown = client.get(address)
            seen += [line for line, _more in shown.context["lines"]]
            link = re.search(r'href="(\?[^"]*)" rel="next"', shown.content.decode())
            address = reverse(name) + unescape(link[1]) if link else ""
        return seen

    tickets = turned("publishing_tickets")
    assert len(tickets) == len({one.pk for one in tickets}) == Ticket.objects.count() > 5
    assert len({one.column.agency_id for one in turned("publishing_columns")}) == 2


def test_pages__show_only_ones_own(client, publisher):
    look_at(publisher.agency, on_day(today() + dt.timedelta(days=40)))
    client.force_login(publisher.people[Role.DISCLOSURE_OFFICER])
    assert "栏目里没有内容" in client.get(reverse("publishing_tickets")).content.decode()
    assert "民生保障和促进就业" in client.get(reverse("publishing_columns")).content.decode()
    client.force_login(a_publisher().people[Role.DISCLOSURE_OFFICER])
    assert "栏目里没有内容" not in client.get(reverse("publishing_tickets")).content.decode()
    ticket = Ticket.objects.first()
    assert client.get(reverse("publishing_dismiss", args=[ticket.pk])).status_code == 404
