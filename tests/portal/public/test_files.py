"""What is published lies at its address as a file, stands in its lists, and goes from all of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import contextmanager

import lxml.html
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse, set_script_prefix
from django.utils import timezone

from kaicheng.portal.public import building, listing, update
from kaicheng.portal.public.tree import Tree
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.validity import ChangeValidity
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.jobs import catch_up
from kaicheng.publishing.models import Attachment, DocumentPage, Outgoing, PolicyEventKind, Ticket
from kaicheng.review.models import Opening
from tests.agencies.factories import today
from tests.publishing.factories import Publisher, a_draft, published, signed_by, submitted

pytestmark = pytest.mark.django_db

COLUMN = "zhudong/minsheng/"
TITLE = "关于做好稳岗就业工作的通知"


def text(tree: Tree, path: str) -> str:
    data = tree.read(path)
    assert data is not None, f"{path} is not there"
    return data.decode()


def mentions(tree: Tree, words: str) -> list[str]:
    """The files that hold these words."""
    return [path for path in tree.files() if words.encode() in (tree.read(path) or b"")]


def right(tree: Tree) -> list[object]:
    """What differs from a full rebuild."""
    return list(building.check())


def folder_of(page: DocumentPage) -> str:
    return f"{COLUMN}{page.slug}/"


def test_new_site__has_its_first_page_columns_and_map(tree):
    assert lxml.html.fromstring(text(tree, "index.html")).cssselect(".doors a")
    assert "还没有内容" in text(tree, f"{COLUMN}index.html")
    assert "sitemap.xml" in text(tree, "robots.txt")
    assert right(tree) == []


def test_published_document__is_at_its_address_and_in_every_list(tree, publisher):
    page = published(publisher, TITLE)
    outlets.catch_up()
    html = text(tree, f"{folder_of(page)}index.html")
    assert TITLE in html and page.index_number in html and "请认真贯彻执行" in html
    year = page.published_date.year
    lists = ["index.html", "feed.xml", "zhudong/index.html"]
    lists += [f"{COLUMN}{name}" for name in ("index.html", "feed.xml", "list.json", f"{year}-1.html")]
    lists += [f"{COLUMN}{year}.csv", f"{COLUMN}{year}.json"]
    own = {f"{folder_of(page)}{name}" for name in ("index.html", "data.json")}
    assert {*lists, *own} <= set(mentions(tree, TITLE))
    assert page.slug in text(tree, f"sitemap-{year}.xml")
    assert f"sitemap-{year}.xml" in text(tree, "sitemap.xml")
    assert json.loads(text(tree, f"{folder_of(page)}data.json"))["index_number"] == page.index_number
    assert right(tree) == []


def test_withdrawn_document__is_nowhere(tree, publisher):
    empty = {path: tree.read(path) for path in tree.files()}
    page = published(publisher, TITLE)
    outlets.catch_up()
    Withdraw(page, by=publisher.leader, reason="附件有误").execute()
    outlets.catch_up()
    assert mentions(tree, TITLE) == mentions(tree, page.slug) == []
    assert {path: tree.read(path) for path in tree.files()} == empty


def test_title_with_what_xml_cannot_hold__stands_in_the_feed_without_it(tree, publisher):
    """Word's own line break: it comes with titles of an earlier site."""
    page = published(publisher, "关于做好\x0b稳岗就业工作的通知", body="<p>按规定执行。</p>")
    outlets.catch_up()
    assert TITLE in text(tree, f"{COLUMN}feed.xml") and TITLE in text(tree, "feed.xml")
    assert right(tree) == []
    Withdraw(page, by=publisher.leader, reason="附件有误").execute()
    outlets.catch_up()
    assert mentions(tree, "稳岗就业工作的通知") == []


def test_row_made_live_in_the_database__is_not_written(tree, publisher):
    page = a_draft(publisher, TITLE)
    DocumentPage.objects.filter(pk=page.pk).update(
        live=True,
        live_revision=page.latest_revision,
        signed_hash=page.content_hash,
        published_date="2026-11-03",
    )
    building.build()
    now = building.current()
    assert now is not None and mentions(now, TITLE) == []


def test_attachment__lies_beside_its_document_and_goes_with_it(tree, publisher, monkeypatch):
    monkeypatch.setattr(
        DocumentPage, "review_findings", lambda _page: ()
    )  # what is in the files is beside the point
    page = a_draft(publisher, TITLE)
    files = {"实施细则.pdf": b"%PDF-1.4 one", "网页.html": b"<script>alert(1)</script>"}
    for name, data in files.items():
        page.attachments.add(an_attachment(name, data))
    page.save_revision(user=publisher.author)
    opened_and_signed(publisher, page)
    outlets.catch_up()
    beside = {
        name.rpartition(".")[2]: tree.read(folder_of(page) + name) for name in tree.names(folder_of(page))
    }
    assert beside["pdf"] == files["实施细则.pdf"]
    assert beside["bin"] == files["网页.html"], "what a browser would run is given no such name"
    html = lxml.html.fromstring(text(tree, f"{folder_of(page)}index.html"))
    assert [link.get("download") for link in html.cssselect(".files a")] == list(files)
    Withdraw(DocumentPage.objects.get(pk=page.pk), by=publisher.leader, reason="附件有误").execute()
    outlets.catch_up()
    assert tree.names(folder_of(page)) == [] and mentions(tree, "%PDF-1.4 one") == []


def test_interpretation_and_policy__stand_on_each_others_page(tree, publisher):
    policy = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    outlets.catch_up()
    reading = a_draft(publisher, "关于实施办法的解读", kind="interpretation")
    reading.interprets = [policy]
    reading.save_revision(user=publisher.author)
    opened_and_signed(publisher, reading)
    outlets.catch_up()
    assert "关于实施办法的解读" in text(tree, f"{folder_of(policy)}index.html")
    assert policy.title in text(tree, f"{folder_of(reading)}index.html")
    Withdraw(DocumentPage.objects.get(pk=policy.pk), by=publisher.leader, reason="更正").execute()
    outlets.catch_up()
    assert policy.title not in text(tree, f"{folder_of(reading)}index.html")
    assert right(tree) == []


def test_repealed_document__stays_and_says_so_first(tree, publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    ChangeValidity(
        page, PolicyEventKind.ABOLISHED, today(), basis="新办法第十二条", by=publisher.head
    ).execute()
    outlets.catch_up()
    html = lxml.html.fromstring(text(tree, f"{folder_of(page)}index.html"))
    assert "已废止" in html.cssselect(".validity")[0].text_content()
    assert "已废止" in text(tree, f"{COLUMN}index.html")


def test_document_that_lapsed_before_its_period_was_over__tells_the_day_on_which_it_did(tree, publisher):
    ends = today() + dt.timedelta(days=365)
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative", expiry_date=ends)
    ChangeValidity(page, PolicyEventKind.LAPSED, today(), basis="上位法修改", by=publisher.head).execute()
    outlets.catch_up()
    html = lxml.html.fromstring(text(tree, f"{folder_of(page)}index.html"))
    said = html.cssselect(".validity")[0].text_content()
    assert f"自{today().year}年{today().month}月{today().day}日起失效" in said


def test_another_publication__leaves_earlier_pages_of_the_year_alone(tree, publisher, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for number in range(4):
        published(publisher, f"第{number}件通知")
    outlets.catch_up()
    year = today().year
    before = {path: tree.read(path) for path in tree.files(COLUMN) if f"/{year}-" in path}
    assert sorted(before) == [f"{COLUMN}{year}-1.html", f"{COLUMN}{year}-2.html"]
    published(publisher, "第4件通知")
    outlets.catch_up()
    assert tree.read(f"{COLUMN}{year}-1.html") == before[f"{COLUMN}{year}-1.html"]
    assert "第4件通知" in text(tree, f"{COLUMN}{year}-3.html")


def test_authority_that_moves__is_right_on_every_page(tree, publisher):
    page = published(publisher, TITLE)
    publisher.agency.address = "新的地址18号"
    publisher.agency.save()
    outlets.catch_up()
    for path in ("index.html", f"{COLUMN}index.html", f"{folder_of(page)}index.html"):
        assert "新的地址18号" in text(tree, path)
    assert right(tree) == []


def test_rebuild__takes_over_whole_and_clears_up(tree, publisher, public_root):
    published(publisher, TITLE)
    (tree.root / "left-over.html").write_text("x")
    assert [(one.path, one.what) for one in building.check() if one.what == "too many"] == [
        ("left-over.html", "too many")
    ]
    building.build()
    now = building.current()
    assert now is not None and now.root != tree.root and not tree.root.exists()
    assert mentions(now, TITLE) and not now.has("left-over.html")


def test_site_around__gives_its_head_foot_and_style(publisher, public_root, tmp_path, settings):
    settings.KAICHENG_SITE_PARTS = str(tmp_path)
    (tmp_path / "header.html").write_text('<!--#include virtual="/common/head.html" -->')
    (tmp_path / "foot.html").write_text("<p>市政府网站</p>")
    (tmp_path / "style.css").write_text(":root { --accent: #003366; }")
    building.build()
    now = building.current()
    assert now is not None
    page = text(now, "index.html")
    assert page.index("#include") < page.index("masthead") < page.index("市政府网站")
    assert '/site.css"' in page and "#003366" in text(now, "site.css")
    settings.KAICHENG_SITE_PARTS = ""


def test_under_a_path_of_an_existing_site__every_address_begins_with_it(publisher, public_root):
    page = published(publisher, TITLE)
    set_script_prefix("/zwgk/")
    try:
        building.build()
    finally:
        set_script_prefix("/")
    now = building.current()
    assert now is not None
    html = lxml.html.fromstring(text(now, f"{folder_of(page)}index.html"))
    links = [link.get("href") for link in html.cssselect("a[href^='/']")]
    links += [form.get("action") for form in html.cssselect("form")]
    assert links and all(link.startswith("/zwgk/") for link in links)
    assert f"http://localhost/zwgk/{folder_of(page)}" in text(now, f"{COLUMN}feed.xml")
    assert f"/zwgk/{folder_of(page)}" in text(now, f"sitemap-{today().year}.xml")


def opened_and_signed(publisher: Publisher, page: DocumentPage) -> None:
    """Signed by people who have opened every attachment."""
    page = DocumentPage.objects.get(pk=page.pk)
    latest = page.get_latest_revision_as_object()
    for user in (publisher.author, publisher.head, publisher.leader):
        for one in latest.attachments.all():
            Opening.objects.get_or_create(user=user, digest=one.digest, defaults={"at": timezone.now()})
    signed_by(submitted(publisher, page), publisher.head, publisher.leader)


def failing(monkeypatch, name: str, fails) -> None:
    """An outlet that raises for what ``fails`` says, as on a full disk; the others work."""
    label, outlet = outlets._outlets[name]

    def broken(changed):
        if any(fails(one) for one in changed):
            raise OSError("No space left on device")
        outlet(changed)

    monkeypatch.setitem(outlets._outlets, name, (label, broken))


def test_withdrawal__is_not_kept_waiting_by_a_page_that_cannot_be_brought_outside(
    tree, publisher, monkeypatch
):
    bad, gone = published(publisher, "写不出来的通知"), published(publisher, TITLE)
    outlets.catch_up()
    assert mentions(tree, TITLE)
    content = update.content
    monkeypatch.setattr(
        update, "content", lambda page, *rest: 1 / 0 if page.pk == bad.pk else content(page, *rest)
    )
    outlets.announce(bad, timezone.now())
    Withdraw(gone, by=publisher.leader, reason="内容有误").execute()
    with pytest.raises(outlets.NotOutside):
        outlets.catch_up()
    assert mentions(tree, TITLE) == []
    row = Outgoing.objects.get()
    assert (row.page, list(row.errors)) == (bad.pk, ["files"])
    assert "ZeroDivisionError" in row.errors["files"]


def test_file_of_a_column_that_cannot_be_written__keeps_the_withdrawn_in_no_other(
    tree, publisher, monkeypatch
):
    published(publisher, "另一份通知")
    gone = published(publisher, TITLE)
    outlets.catch_up()
    column, content = gone.get_parent().pk, update.content
    bad = f"{COLUMN}index.html"
    assert len([path for path in mentions(tree, TITLE) if path.startswith(COLUMN)]) > 3

    def broken(page, name, edition):
        return 1 / 0 if (page.pk, COLUMN + name) == (column, bad) else content(page, name, edition)

    monkeypatch.setattr(update, "content", broken)
    Withdraw(gone, by=publisher.leader, reason="内容有误").execute()
    with pytest.raises(outlets.NotOutside):
        outlets.catch_up()
    assert mentions(tree, TITLE) == [bad]


def test_removals__come_first(tree, publisher, monkeypatch):
    first, gone = published(publisher, "先变的通知"), published(publisher, TITLE)
    outlets.catch_up()
    monkeypatch.setattr(outlets, "AT_ONCE", 1)
    order = []
    monkeypatch.setitem(outlets._outlets, "order", ("顺序", lambda some: order.extend(x.page for x in some)))
    outlets.announce(first, timezone.now())
    Withdraw(gone, by=publisher.leader, reason="内容有误").execute()
    outlets.catch_up()
    assert order == [gone.pk, first.pk]


def test_leader__is_told_where_a_withdrawn_text_still_stands_until_the_worker_has_done_it(
    tree, publisher, monkeypatch, client, django_capture_on_commit_callbacks
):
    page = published(publisher, TITLE)
    outlets.catch_up()
    with monkeypatch.context() as broken:
        failing(broken, "search", lambda one: one.page == page.pk)
        client.force_login(publisher.leader)
        with django_capture_on_commit_callbacks(execute=True):
            form = {"reason": "内容有误"}
            answer = client.post(reverse("publishing_withdraw", args=[page.pk]), form)
        assert answer.status_code == 302
        assert mentions(tree, TITLE) == [], "what worked is done"
        assert outlets.unfinished([page.pk]) == ["搜索"]
        with pytest.raises(outlets.NotOutside):
            catch_up(timezone.now())
        ticket = Ticket.objects.get(rule="U08")
        assert (ticket.agency, ticket.title, ticket.blocks) == (publisher.agency, TITLE, True)
        assert "搜索" in ticket.message
    catch_up(timezone.now())
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.MENDED
    assert outlets.unfinished([page.pk]) == []


def test_outlet_that_is_down__is_not_asked_for_every_page(tree, publisher, monkeypatch):
    pages = [published(publisher, f"第{number}份通知") for number in range(6)]
    asked = []

    def down(changed):
        asked.append(len(changed))
        raise OSError

    monkeypatch.setitem(outlets._outlets, "down", ("接口", down))
    with pytest.raises(outlets.NotOutside):
        outlets.catch_up()
    assert asked == [6, 1, 1, 1]
    assert Outgoing.objects.filter(errors__has_key="down").count() == 6
    assert all(mentions(tree, page.title) for page in pages)


def an_attachment(name: str, data: bytes) -> Attachment:
    made = Attachment(file=ContentFile(data, name), name=name)
    made.digest, made.size = hashlib.sha256(data).hexdigest(), len(data)
    made.file.save(name, ContentFile(data), save=False)
    return made


def test_renamed_office_or_authority__is_told_on_every_page_some_at_a_time(tree, publisher, monkeypatch):
    monkeypatch.setattr(update, "AT_ONCE", 1)
    page = published(publisher, TITLE)
    gone = published(publisher, "后来撤下的通知")
    outlets.catch_up()
    turns = []

    def between(*given: object) -> None:
        """Somebody withdraws a document while the platform is written anew."""
        turns.append(given)
        if len(turns) == 3:
            Withdraw(gone, by=publisher.leader, reason="内容有误").execute()
            building.bring_outside([outlets.Changed(gone.pk, gone.url_path)])

    locked = building._current_alone

    @contextmanager
    def in_turn():
        between()
        with locked() as here:
            yield here

    monkeypatch.setattr(building, "_current_alone", in_turn)
    publisher.office.name = "综合科"
    publisher.office.save()
    publisher.agency.telephone = "0834-2160001"
    publisher.agency.save()
    outlets.catch_up()
    assert "综合科" in text(tree, f"{folder_of(page)}data.json")
    assert "0834-2160001" in text(tree, f"{folder_of(page)}index.html")
    assert mentions(tree, "后来撤下的通知") == []
    assert len(turns) > 20
    assert right(tree) == []
