"""The county: complete, loaded once, and open to everybody in it."""

from __future__ import annotations

import re
import socket

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from kaicheng.agencies import codes
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.models.agency import Kind
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.roles import ADMINISTRATORS, Role
from kaicheng.demonstration.county import BUREAU, COUNTY, GENERAL_OFFICE, county
from kaicheng.demonstration.greeting import lines
from kaicheng.demonstration.parts.platform import SUPERUSER
from kaicheng.demonstration.registry import PASSWORD, Occasion, Size, load, part, registered
from kaicheng.workbench.agenda import Agenda
from tests.demonstration.conftest import NOW

pytestmark = pytest.mark.django_db

# What somebody's name could end in, and a name of a person does not.
POSTS = re.compile(
    r"(信息员|负责人|副?(局长|主任|镇长)|工作人员|登记员|档案员|监督员|(系统|安全|审计)管理员|维护员)$"
)


def counts() -> dict[str, int]:
    """Rows of every table."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_loading_again__changes_nothing():
    before = counts()
    load(Size.SMALL, Occasion(now=NOW))
    assert counts() == before


def test_loading_again__leaves_alone_what_somebody_changed():
    Agency.objects.filter(slug=BUREAU).update(telephone="0834-0009999")
    User.objects.filter(username="rsj-gongkai").update(first_name="人社局公开员")
    Membership.objects.filter(user__username="rsj-dangan").delete()
    load(Size.SMALL, Occasion(now=NOW))
    assert Agency.objects.get(slug=BUREAU).telephone == "0834-0009999"
    assert User.objects.get(username="rsj-gongkai").first_name == "人社局公开员"
    assert not Membership.objects.filter(user__username="rsj-dangan").exists()


def test_tree__has_the_bureau_in_the_middle():
    government = Agency.objects.get(slug=COUNTY)
    below = government.get_children()
    assert government.get_parent().name == "凉山彝族自治州人民政府"
    assert Agency.objects.get(slug=BUREAU) in below
    assert below.filter(kind=Kind.DEPARTMENT).count() == 7
    assert below.filter(kind__in=[Kind.TOWNSHIP, Kind.DISPATCHED]).count() == 4
    others = below.exclude(kind=Kind.GENERAL_OFFICE)
    assert {agency.supervising_department.slug for agency in others} == {GENERAL_OFFICE}


def test_bureau__has_sections_and_subordinate_units_with_a_three_level_chain_each():
    offices = Office.objects.filter(agency__slug=BUREAU)
    assert offices.filter(kind=OfficeKind.SUBORDINATE).count() == 3
    for office in offices:
        roles = {membership.role for membership in office.memberships.all()}
        assert roles == {Role.INFORMATION_OFFICER, Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE}, office.name


def test_every_role__is_held_by_somebody():
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)


def test_administrators__are_three_and_hold_nothing_else():
    posts = Membership.objects.filter(role__in=ADMINISTRATORS)
    assert [post.user.memberships.count() for post in posts] == [1, 1, 1]
    assert {post.agency.slug for post in posts} == {COUNTY}


@pytest.mark.parametrize("plan", county().authorities, ids=lambda plan: plan.slug)
def test_authority__passes_every_check_and_has_an_office_for_disclosure(plan):
    agency = Agency.objects.get(slug=plan.slug)
    agency.full_clean()
    assert codes.problem_of_organisation_code(agency.index_code) is None
    assert agency.index_code.startswith("XXXX")
    assert Office.objects.filter(agency=agency, handles_disclosure=True).exists() or not plan.posts


def test_people__are_named_by_post_and_reached_nowhere():
    for user in User.objects.all():
        assert POSTS.search(user.first_name), user.first_name
        assert user.last_name == ""
        assert user.email == "" or user.email.endswith(".example")
    names = list(User.objects.values_list("first_name", flat=True))
    assert len(names) == len(set(names))


def owed_by(username: str) -> int:
    """How many reports the person's home must ask for: one of each authority they answer for."""
    answering = [Role.DISCLOSURE_OFFICER, Role.AGENCY_HEAD]
    return Membership.objects.filter(user__username=username, role__in=answering).count()


@pytest.mark.parametrize("username", [*sorted({post.user for post in county().posts}), SUPERUSER])
def test_account__signs_in_and_sees_its_home(client, username, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    answer = client.post(
        "/gongzuo/login/", {"username": username, "password": PASSWORD, "next": "/gongzuo/"}, follow=True
    )
    assert answer.redirect_chain == [("/gongzuo/", 302)]
    page = answer.content.decode()
    assert page.count("2025年度政府信息公开工作年度报告") >= owed_by(username)
    if not owed_by(username):
        assert "年度报告" not in "".join(line.item.title for line in answer.context["agenda"].lines)


def test_bureau_and_government__owe_the_report_by_their_own_dates():
    user = User.objects.get(username="zfb-gongkai")
    due = {line.item.agency: line.due.on.isoformat() for line in Agenda.of(user, NOW.date()).lines}
    assert due == {"西昌市政府": "2026-03-31", "西昌市政府办": "2026-01-31"}


@pytest.mark.parametrize("user", county().shown)
def test_account_that_is_told__exists(user):
    assert User.objects.filter(username=user, first_name=county().holder(user).name).exists()


@pytest.mark.parametrize(
    ("now", "opened"),
    [("2026-11-23", "2026-01-02"), ("2027-01-01", "2026-01-02"), ("2027-01-02", "2027-01-02")],
)
def test_opening_day__is_the_last_second_of_january(now, opened):
    at = timezone.make_aware(timezone.datetime.fromisoformat(f"{now}T08:00"))
    assert Occasion(now=at).opened.isoformat() == opened


def test_part__has_a_name_of_its_own():
    registered(Size.SMALL)  # whichever process this is, the parts are known before one is tried again
    with pytest.raises(ValueError, match="county"):
        part("county")(print)


def test_command__names_another_port_when_this_one_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"make run PORT={port + 1}"):
            call_command("demo", serve=True, port=port)


def test_command__loads_nothing_into_an_authoritys_own_installation(settings):
    settings.KAICHENG_DEMONSTRATION = False
    with pytest.raises(CommandError, match="not for demonstrations"):
        call_command("demo")


def test_command__tells_where_to_look_and_as_whom():
    told = "\n".join(lines(8123))
    assert "http://127.0.0.1:8123/gongzuo/" in told
    assert PASSWORD in told
    for user in county().shown:
        assert f"{county().holder(user).name} " in told
        assert f" {user}" in told
