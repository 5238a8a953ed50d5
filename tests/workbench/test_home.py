"""The home and the notices, as pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kaicheng import audience
from kaicheng.agencies.models import Delegation, User
from kaicheng.agencies.roles import Role
from kaicheng.portal.actions import open_platform
from kaicheng.publishing.models import ColumnPage
from kaicheng.workbench import registry
from kaicheng.workbench.models import Notice
from kaicheng.workbench.notices import notify
from kaicheng.workbench.registry import Bar
from kaicheng.workbench.wagtail_hooks import addresses
from tests.agencies.factories import an_agency, post_of
from tests.workbench.desks import item, only_source

HOME = "/gongzuo/"


@pytest.fixture
def desk(client, officer):
    """The officer, signed in, on a desk with nothing from the apps."""
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    with only_source():
        yield client


@pytest.mark.django_db
def test_strangers__are_asked_to_sign_in(client):
    for pattern in addresses():
        assert audience.of(pattern.callback) == audience.STAFF
    for address in (HOME, reverse("workbench_notices"), reverse("workbench_mail"), "/gongzuo/account/"):
        assert client.get(address).status_code == 302


def test_home__shows_numbers_list_and_next_act(desk):
    today = timezone.localdate()
    items = [item("a", today - timedelta(days=60), state="还没有发布"), item("b", waits_for_me=True)]
    with only_source(*items):
        page = desk.get(HOME).content.decode()
        assert "事项a" in page and "已逾期" in page and "还没有发布" in page
        assert 'href="/gongzuo/a/"' in page
        only_reviews = desk.get(HOME, {"kan": "daishen"}).content.decode()
    assert "事项b" in only_reviews and "事项a" not in only_reviews
    assert desk.get(HOME, {"kan": "no-such"}).status_code == 200


def test_empty_home__says_what_comes_first(desk, client, officer):
    assert "没有要办的事" in desk.get(HOME).content.decode()
    officer.memberships.all().update(confirmed_at=None)
    officer.is_superuser = True
    officer.save()
    assert "请本单位系统管理员为您登记任职" in desk.get(HOME).content.decode()


def test_long_list__is_paged(desk):
    with only_source(*[item(f"{number:03}") for number in range(120)]):
        first = desk.get(HOME).content.decode()
        assert "第 1 页，共 3 页" in first and "事项049" in first and "事项050" not in first
        assert "事项119" in desk.get(HOME, {"ye": "99"}).content.decode()


def test_home__costs_a_bounded_number_of_queries(desk, django_assert_max_num_queries):
    with only_source(*[item(f"{number}", date(2026, 1, 5)) for number in range(500)]):
        desk.get(HOME)  # the first request of a session is known to write it
        with django_assert_max_num_queries(48) as asked:
            desk.get(HOME)
    of_posts = [query for query in asked.captured_queries if 'FROM "agencies_membership"' in query["sql"]]
    assert len(of_posts) == 1, "what the person may do is looked up once, by the gate, and known to the rest"


def test_home__names_every_post_with_its_authority_and_whose_stands_in(desk, officer, bureau):
    head = post_of(bureau.people[Role.OFFICE_HEAD])
    today = timezone.localdate()
    Delegation.objects.create(
        membership=head, delegate=officer, valid_from=today, valid_to=today + timedelta(days=3), reason="学习"
    )
    page = desk.get(HOME).content.decode()
    assert f"{bureau.agency.short_name} · 公开工作人员" in page
    assert f"{bureau.agency.short_name} · 办公室 · 科室负责人" in page
    assert f"代审（{head.user.label}，到" in page


def test_titles__name_the_persons_own_authority(desk, officer, bureau):
    other = an_agency("示例市别的局")
    open_platform(other, hostname="testserver")
    page = desk.get(HOME).content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert f"工作台 · {bureau.agency.short_name}" in title and "别的局" not in title
    nobody = User.objects.create_superuser("root", password=None)
    desk.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")
    assert "工作台 · 开诚" in desk.get(HOME).content.decode()


def test_drafts__are_mine_and_unpublished(desk, officer, bureau):
    officer.is_superuser = True  # may edit every page of the CMS
    officer.save()
    home = open_platform(bureau.agency)
    for title, mine in (("我起草的", True), ("别人起草的", False)):
        page = ColumnPage(title=title, slug=f"x{mine}".lower(), kind="proactive", live=False)
        page.owner = officer if mine else bureau.people[Role.OFFICE_HEAD]
        home.add_child(instance=page)
    page = desk.get(HOME).content.decode()
    assert "我的草稿" in page and "我起草的" in page and "别人起草的" not in page


def test_submission_bar__stands_there_only_when_an_app_gives_one(desk):
    assert "业务科信息报送" not in desk.get(HOME).content.decode()

    @registry.register_bar
    def bar(user, today):
        return [Bar("业务科信息报送", 14, 12, "/gongzuo/bao/")]

    try:
        page = desk.get(HOME).content.decode()
    finally:
        registry.unregister_bar(bar)
    assert "已报 14 件，应报 12 件" in page and 'value="12"' in page


def test_notices__are_listed_opened_and_marked(desk, officer, bureau):
    now = timezone.now()
    mine = notify(officer, "returned", "稿件已退回", "/gongzuo/pages/", now)
    other = notify(bureau.people[Role.ARCHIVIST], "returned", "别人的事", "/gongzuo/", now)
    assert "1 条未读通知" in desk.get(HOME).content.decode()
    page = desk.get(reverse("workbench_notices")).content.decode()
    assert "稿件已退回" in page and "别人的事" not in page
    assert desk.get(reverse("workbench_open_notice", args=[mine.pk])).status_code == 405
    answer = desk.post(reverse("workbench_open_notice", args=[mine.pk]))
    assert answer["Location"] == "/gongzuo/pages/"
    assert desk.post(reverse("workbench_open_notice", args=[other.pk])).status_code == 404
    assert Notice.objects.unread().get() == other
    notify(officer, "returned", "又一件", "", now)
    desk.post(reverse("workbench_read_all"))
    assert Notice.objects.unread().get() == other


def test_notice__is_given_once_and_leads_nowhere_else(officer):
    now = timezone.now()
    assert notify(officer, "x", "一", "/gongzuo/", now, key="k") is not None
    assert notify(officer, "x", "一", "/gongzuo/", now, key="k") is None
    assert len(notify(officer, "x", "长" * 500, "", now).text) == 300
    for address in ("https://example.org/", "//example.org/", "/\\example.org"):
        with pytest.raises(ValueError, match="this site"):
            notify(officer, "x", "一", address, now)
