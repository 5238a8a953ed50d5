"""An import is looked at and confirmed as a whole, with an event for every appointment in it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.actions.imported import confirm_import, confirmable, fingerprint
from kaicheng.agencies.actions.membership import Decline
from kaicheng.agencies.loading import load, make_plan, read_files
from kaicheng.agencies.models import Import, Membership, User
from kaicheng.agencies.permissions import Denied, Standing
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import capacities
from kaicheng.audit.models import Event
from kaicheng.audit.verification import verify_all
from kaicheng.findings import Finding
from tests.agencies.factories import Bureau, a_bureau, an_agency, somebody, today
from tests.agencies.test_loading import workbook

pytestmark = pytest.mark.django_db
BUREAU = "示例县甲局"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "kaicheng.accounts" not in name]


@pytest.fixture
def bureau() -> Bureau:
    return a_bureau(BUREAU, parent=an_agency("示例县人民政府"))


@pytest.fixture
def security(bureau) -> User:
    return bureau.people[Role.SECURITY_ADMINISTRATOR]


def line(username: str, role: str, office: str = "", name: str = "") -> dict[str, object]:
    name = name or f"{username}号"
    return {"登录名": username, "姓名": name, "单位": BUREAU, "科室": office, "角色": role}


def imported(bureau: Bureau, *lines: dict[str, object]) -> Import:
    """What the bureau's system administrator loads."""
    data = workbook(人员任职=list(lines))
    by = bureau.people[Role.SYSTEM_ADMINISTRATOR]
    plan = make_plan(read_files([("表.xlsx", data)]), by=by, today=today())
    assert plan.problems == []
    load(plan, by=by, at=timezone.now(), file="表.xlsx", data=data)
    return Import.objects.latest("pk")


def three(bureau: Bureau) -> Import:
    """Two new people, and a third post for somebody who is there already."""
    archivist = bureau.people[Role.ARCHIVIST]
    return imported(
        bureau,
        line("z1", "信息员", "业务科"),
        line("z2", "科室负责人", "业务科"),
        line(archivist.username, "收件登记员", name=archivist.label),
    )


def seen(made: Import, by: User) -> str:
    return fingerprint(confirmable(made, Standing(by, today())))


def confirm(made: Import, by: User, shown: str | None = None) -> list[Membership]:
    return confirm_import(made, seen=shown or seen(made, by), by=by, at=timezone.now())


def test_import__is_confirmed_whole_with_an_event_for_each(bureau, security):
    made = three(bureau)
    assert made.digest and made.made_by == bureau.people[Role.SYSTEM_ADMINISTRATOR]
    assert not capacities(User.objects.get(username="z1"), today())
    assert len(confirm(made, security)) == 3
    assert not made.memberships.pending().exists()
    assert {one.role for one in capacities(User.objects.get(username="z2"), today())} == {Role.OFFICE_HEAD}
    events = Event.objects.filter(action="agencies.membership.confirmed")
    assert {event.object_id for event in events} == {str(post.pk) for post in made.memberships.all()}
    assert {event.actor_post for event in events} == {f"{bureau.agency.short_name}安全管理员"}
    assert not any(isinstance(found, Finding) for found in verify_all())
    with pytest.raises(ValidationError, match="没有等您确认"):
        confirm(made, security)


def test_list_that_changed_since__is_not_confirmed(bureau, security):
    made = three(bureau)
    shown = seen(made, security)
    post = made.memberships.first()
    Decline(post, by=security, reason="名字写错").execute()
    with pytest.raises(ValidationError, match="名单有变化"):
        confirm(made, security, shown)
    assert made.memberships.pending().count() == 2
    assert len(confirm(made, security)) == 2
    post.refresh_from_db()
    assert not post.confirmed, "what was declined stays so"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECURITY_ADMINISTRATOR}))
def test_nobody_else__may_confirm(bureau, role):
    made = three(bureau)
    with pytest.raises(Denied):
        confirm(made, bureau.people[role], "x")
    assert made.memberships.pending().count() == 3


def test_own_appointment__is_left_to_another(bureau, security):
    station = an_agency("示例县甲局直属站", parent=bureau.agency)
    own = line(security.username, "安全管理员", name=security.label)
    until = (today() + dt.timedelta(days=30)).isoformat()
    made = imported(bureau, {**own, "单位": station.name, "任职截止日期": until}, line("z9", "档案员"))
    text = signed_in(security).get(page(made)).content.decode()
    assert "2项中有1项由您确认" in text and "管理员岗位" in text
    assert [post.user.username for post in confirm(made, security)] == ["z9"]
    assert made.memberships.pending().get().user == security
    above = somebody(Role.SECURITY_ADMINISTRATOR, bureau.agency.get_parent())
    assert [post.user for post in confirm(made, above)] == [security]


def test_another_authority__neither_sees_nor_confirms(bureau):
    made, stranger = three(bureau), a_bureau().people[Role.SECURITY_ADMINISTRATOR]
    with pytest.raises(Denied) as refusal:
        confirm(made, stranger, "x")
    assert refusal.value.elsewhere
    client = signed_in(stranger)
    assert client.get(page(made)).status_code == 404
    assert client.post(page(made), {"seen": "x"}).status_code == 404
    assert "表.xlsx" not in client.get(reverse("organisation:pending")).content.decode()


def test_page__shows_counts_differences_and_confirms(bureau, security):
    made = three(bureau)
    client = signed_in(security)
    listed = client.get(reverse("organisation:pending")).content.decode()
    assert "表.xlsx" in listed and "等待确认3项" in listed and "z1号" not in listed
    text = client.get(page(made)).content.decode()
    assert "3项任职，3人" in text and "z1号" in text
    assert "现任：" in text.partition("原来就有岗位的人")[2].partition("等待确认的全部任职")[0]
    assert "管理员岗位" not in text
    assert "确认全部3项任职" in text
    shown = text.partition('name="seen" value="')[2][:64]
    assert client.post(page(made), {"seen": "0" * 64}, follow=True).content.decode().count("名单有变化") == 1
    answer = client.post(page(made), {"seen": shown}, follow=True).content.decode()
    assert "已确认3项任职" in answer and "没有等待确认的任职" in answer


def test_page__is_only_read_by_the_system_administrator(bureau):
    made = three(bureau)
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    text = client.get(page(made)).content.decode()
    assert "z1号" in text and "确认全部" not in text
    assert client.post(page(made), {"seen": "x"}).status_code == 403


def test_declining_one__leads_back_to_the_import(bureau, security):
    made = three(bureau)
    post = made.memberships.first()
    act = reverse("organisation:act", args=["renzhi", post.pk, "butongyi"])
    answer = signed_in(security).post(act, {"reason": "不在编"})
    assert answer["Location"] == page(made)


def test_import_of_nobody_new__leaves_nothing_to_confirm(bureau):
    made = three(bureau)
    again = make_plan(read_files([("表.xlsx", workbook(人员任职=[line("z1", "信息员", "业务科")]))]),
                      by=bureau.people[Role.SYSTEM_ADMINISTRATOR], today=today())  # fmt: skip
    load(again, by=bureau.people[Role.SYSTEM_ADMINISTRATOR], at=timezone.now(), file="再来.xlsx")
    assert Import.objects.get() == made


def test_many__are_confirmed_in_a_bounded_number_of_questions(
    bureau, security, django_assert_max_num_queries
):
    made = imported(bureau, *(line(f"y{number}", "信息员", "业务科") for number in range(300)))
    Membership.objects.filter(imported=made).update(title=F("title"))
    shown = seen(made, security)
    with django_assert_max_num_queries(40):
        assert len(confirm(made, security, shown)) == 300


def page(made: Import) -> str:
    return reverse("organisation:import", args=[made.pk])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
