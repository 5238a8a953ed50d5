"""The organisation's pages: who may open which, and that what is done on them is done by actions."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from kaicheng.agencies.actions.membership import End
from kaicheng.agencies.loading import load, xlsx_template
from kaicheng.agencies.models import Agency, Delegation, Membership, Office, User
from kaicheng.agencies.policy import RolePermissionPolicy
from kaicheng.agencies.roles import Role
from kaicheng.agencies.staff import loading_views
from kaicheng.agencies.standing import capacities
from kaicheng.audit.models import Event
from tests.agencies.factories import Bureau, a_bureau, an_agency, post_of, today

pytestmark = pytest.mark.django_db
EVERYBODY = set(Role) - {Role.AUDIT_ADMINISTRATOR}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Signing in has tests of its own."""
    settings.KAICHENG_SECOND_FACTOR_ROLES = []
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "kaicheng.accounts" not in name]


@pytest.fixture
def bureau() -> Bureau:
    return a_bureau("示例县甲局", parent=an_agency("示例县人民政府"))


@pytest.fixture
def other() -> Bureau:
    return a_bureau("示例县乙局")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"organisation:{name}", args=args)


# --- who may open what: role by page, own and other authority ---------------------------------------------

SYSTEM, SECURITY, AUDIT = (
    {Role.SYSTEM_ADMINISTRATOR},
    {Role.SECURITY_ADMINISTRATOR},
    {Role.AUDIT_ADMINISTRATOR},
)
PAGES = {
    "agency": (lambda b: url("agency", b.agency.pk), EVERYBODY),
    "profile": (lambda b: url("profile", b.agency.pk), SYSTEM | {Role.DISCLOSURE_OFFICER}),
    "seal": (lambda b: url("seal", b.agency.pk), SYSTEM),
    "new agency": (lambda b: url("act", "jigou", b.agency.pk, "xinshe"), SYSTEM),
    "new office": (lambda b: url("act", "jigou", b.agency.pk, "keshi"), SYSTEM),
    "appoint": (lambda b: url("act", "jigou", b.agency.pk, "renming"), SYSTEM),
    "hand over": (lambda b: url("act", "jigou", b.agency.pk, "yijiao"), SYSTEM),
    "rename": (lambda b: url("act", "jigou", b.agency.pk, "gengming"), SYSTEM),
    "move": (lambda b: url("act", "jigou", b.agency.pk, "tiaozheng"), SYSTEM),
    "merge": (lambda b: url("act", "jigou", b.agency.pk, "hebing"), SYSTEM),
    "abolish": (lambda b: url("act", "jigou", b.agency.pk, "chexiao"), SYSTEM),
    "change office": (lambda b: url("act", "keshi", b.office.pk, "xiugai"), SYSTEM),
    "close office": (lambda b: url("act", "keshi", b.office.pk, "chexiao"), SYSTEM),
    "confirm": (lambda b: url("act", "renzhi", post_of(b.people[Role.REGISTRAR]).pk, "queren"), SECURITY),
    "end": (
        lambda b: url("act", "renzhi", post_of(b.people[Role.REGISTRAR]).pk, "zhongzhi"),
        SYSTEM | SECURITY,
    ),
    "delegate": (
        lambda b: url("act", "renzhi", post_of(b.people[Role.OFFICE_HEAD]).pk, "daishen"),
        {Role.OFFICE_HEAD, Role.AGENCY_HEAD},
    ),
}
LISTS = {
    "load": SYSTEM,
    "trail": AUDIT,
}


@pytest.mark.parametrize("role", list(Role))
def test_every_page__opens_for_whom_it_is_and_tells_nothing_of_other_authorities(bureau, other, role):
    client = signed_in(bureau.people[role])
    wrong = []
    for name, (address, permitted) in PAGES.items():
        expected = 200 if role in permitted else 403
        if (found := client.get(address(bureau)).status_code) != expected:
            wrong.append((name, "own", found, expected))
        if (found := client.get(address(other)).status_code) != 404:
            wrong.append((name, "other", found, 404))
    for name, permitted in LISTS.items():
        expected = 200 if role in permitted else 403
        if (found := client.get(url(name)).status_code) != expected:
            wrong.append((name, found, expected))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_lists__show_nobody_of_another_authority(bureau, other, role):
    client = signed_in(bureau.people[role])
    for name in ("agencies", "people", "pending", "delegations"):
        text = client.get(url(name)).content.decode()
        assert "示例县乙局" not in text, name


@pytest.mark.parametrize("name", ["agencies", "people", "pending", "delegations", "load", "trail"])
def test_somebody_without_a_post__does_not_enter(bureau, name):
    for user in (User.objects.create(username="nobody"), None):
        client = signed_in(user) if user else Client()
        assert client.get(url(name)).status_code == 302


def test_superuser_without_a_post__sees_empty_lists_and_may_do_nothing(bureau):
    client = signed_in(User.objects.create_superuser("root", password=None))
    assert "示例县甲局" not in client.get(url("agencies")).content.decode()
    assert client.get(url("agency", bureau.agency.pk)).status_code == 404
    assert client.get(url("trail")).status_code in (403, 404)


# --- doing things -----------------------------------------------------------------------------------------


def test_appointing_and_confirming__take_two_people(bureau):
    system = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    data = {"username": "xin", "name": "新来的", "role": "office_head", "office": bureau.other_office.pk}
    answer = system.post(url("act", "jigou", bureau.agency.pk, "renming"), data)
    assert answer.status_code == 302, answer.content.decode()
    user = User.objects.get(username="xin")
    assert not capacities(user, today())
    post = post_of(user)
    shown = system.post(url("first-address", post.pk))
    assert "/shouci/" in shown.content.decode() and shown["Cache-Control"].count("no-store")
    assert Event.objects.filter(action="agencies.account.address_issued").count() == 1
    assert signed_in(bureau.people[Role.OFFICE_HEAD]).post(url("first-address", post.pk)).status_code == 403
    security = signed_in(bureau.people[Role.SECURITY_ADMINISTRATOR])
    assert "新来的" in security.get(url("pending")).content.decode()
    assert security.post(url("confirm-many"), {"renzhi": [post.pk]}).status_code == 302
    assert capacities(user, today())
    event = Event.objects.get(action="agencies.membership.confirmed")
    assert event.actor_post.endswith("安全管理员") and event.personal_values["address"] == "127.0.0.1"


def test_what_forbids_an_act__is_said_at_the_field(bureau):
    system = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    data = {"username": "xin", "name": "新来的", "role": "office_head"}
    text = system.post(url("act", "jigou", bureau.agency.pk, "renming"), data).content.decode()
    assert "科室负责人要写明在哪个科室。" in text
    assert not User.objects.filter(username="xin").exists(), "no account stays behind"
    nameless = {**data, "name": "", "office": bureau.office.pk}
    text = system.post(url("act", "jigou", bureau.agency.pk, "renming"), nameless).content.decode()
    assert "这是新账号，请填写姓名。" in text


def test_disclosure_officer__keeps_the_contact_data_and_nothing_else(bureau):
    client = signed_in(bureau.people[Role.DISCLOSURE_OFFICER])
    address = url("profile", bureau.agency.pk)
    assert "统一社会信用代码" not in client.get(address).content.decode()
    data = {"office": "局办公室", "telephone": "0834-1", "level": "national"}
    assert client.post(address, data).status_code == 302
    agency = Agency.objects.get(pk=bureau.agency.pk)
    assert (agency.telephone, agency.level) == ("0834-1", "county")


def test_delegating__by_the_holder_and_taking_back(bureau):
    head = bureau.people[Role.OFFICE_HEAD]
    client = signed_in(head)
    data = {
        "to": bureau.people[Role.INFORMATION_OFFICER].pk,
        "valid_from": today().isoformat(),
        "valid_to": today().isoformat(),
        "reason": "学习",
    }
    assert client.post(url("act", "renzhi", post_of(head).pk, "daishen"), data).status_code == 302
    lent = Delegation.objects.get()
    assert "学习" in client.get(url("delegations")).content.decode()
    assert client.post(url("act", "daishen", lent.pk, "chehui")).status_code == 302
    assert Delegation.objects.get().revoked_at is not None


def test_new_agency_office_and_rename__by_the_system_administrator(bureau):
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    new = {"name": "甲局新站", "slug": "xinzhan", "kind": "department", "level": "county"}
    assert client.post(url("act", "jigou", bureau.agency.pk, "xinshe"), new).status_code == 302
    office = {"name": "新科", "kind": "section", "order": 3}
    assert client.post(url("act", "jigou", bureau.agency.pk, "keshi"), office).status_code == 302
    name = {"name": "示例县新甲局", "since": today().isoformat(), "reason": "改革"}
    assert client.post(url("act", "jigou", bureau.agency.pk, "gengming"), name).status_code == 302
    assert Agency.objects.get(slug="xinzhan").get_parent().name == "示例县新甲局"
    assert Office.objects.filter(agency=bureau.agency, name="新科").exists()


def test_seal__is_private(bureau, settings, tmp_path):
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    address = url("seal", bureau.agency.pk)
    stream = io.BytesIO()
    Image.new("RGBA", (40, 40), (200, 0, 0, 128)).save(stream, "PNG")
    half = SimpleUploadedFile("章.png", stream.getvalue()[:60])
    assert "能正常打开" in client.post(address, {"seal": half}).content.decode()
    picture = SimpleUploadedFile("章.png", stream.getvalue())
    assert client.post(address, {"seal": picture}).status_code == 302
    assert b"".join(client.get(address + "?tu=1").streaming_content).startswith(b"\x89PNG")
    wrong = SimpleUploadedFile("章.svg", b"<svg onload=alert(1)>")
    assert "PNG" in client.post(address, {"seal": wrong}).content.decode()
    other = signed_in(bureau.people[Role.OFFICE_HEAD])
    assert other.get(address + "?tu=1").status_code == 403
    Agency.objects.get(pk=bureau.agency.pk).seal.delete()


def test_loading__shows_problems_first_and_loads_what_is_clean(bureau):
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    assert load_workbook(io.BytesIO(client.get(url("template", "xlsx")).content)).sheetnames[0] == "单位"
    assert client.get(url("template", "2")).content.decode("utf-8-sig").startswith("登录名")

    def upload(role: str) -> str:
        book = load_workbook(io.BytesIO(xlsx_template()))
        page = book["人员任职"]
        for column, value in {1: "z9", 2: "新人", 4: "示例县甲局", 5: "业务科", 6: role}.items():
            page.cell(2, column, value)
        stream = io.BytesIO()
        book.save(stream)
        answer = client.post(url("load"), {"file": SimpleUploadedFile("表.xlsx", stream.getvalue())})
        return answer.content.decode()

    assert "《人员任职》第2行“角色”" in upload("局长") and "共1处问题" in upload("局长")
    text = upload("信息员")
    assert "没有发现问题" in text
    digest = text.split('name="digest" value="')[1][:64]
    assert client.post(url("carry-out"), {"digest": digest, "name": "表.xlsx"}).status_code == 302
    user = User.objects.get(username="z9")
    assert Membership.objects.pending().get(user=user)
    assert "下载首次登录网址" in client.get(url("load")).content.decode()
    lines = b"".join(client.post(url("first-addresses")).streaming_content).decode("utf-8-sig")
    assert "z9,新人" in lines and "/shouci/" in lines
    for twice in (digest, "../../etc/passwd"):
        answer = client.post(url("carry-out"), {"digest": twice}, follow=True)
        assert "已经导入" in answer.content.decode()
    assert Membership.objects.filter(user=user).count() == 1


def test_loading_at_once_by_two_clicks__loads_once_and_says_so(bureau, monkeypatch):
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    text = "登录名,姓名,单位,科室,角色\nz9,新人,示例县甲局,业务科,信息员\n"
    given = {"file": SimpleUploadedFile("表.csv", text.encode())}
    digest = client.post(url("load"), given).content.decode().split('name="digest" value="')[1][:64]
    plain = loading_views.make_plan

    def while_another_loads(*args: Any, **options: Any) -> Any:
        plan = plain(*args, **options)
        load(plain(*args, **options), by=bureau.people[Role.SYSTEM_ADMINISTRATOR], at=timezone.now())
        return plan

    monkeypatch.setattr(loading_views, "make_plan", while_another_loads)
    answer = client.post(url("carry-out"), {"digest": digest, "name": "表.csv"}, follow=True)
    assert "这一次没有再导入" in answer.content.decode()
    assert Membership.objects.filter(user__username="z9").count() == 1


def test_people_who_have_left__are_found_and_their_accounts_switched_off(bureau, other):
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    post = post_of(bureau.people[Role.REGISTRAR])
    End(post, reason="退休", by=None).execute()
    End(post_of(other.people[Role.REGISTRAR]), reason="退休", by=None).execute()
    listed = client.get(url("people"), {"lizhi": "1"}).content.decode()
    assert listed.count("账号还在用") == 1 and "停用账号" in listed
    assert client.post(url("act", "renzhi", post.pk, "tingyong"), {"reason": "退休"}).status_code == 302
    assert "账号已停用" in client.get(url("people"), {"lizhi": "1"}).content.decode()
    assert not User.objects.get(pk=post.user_id).is_active
    form = client.get(url("act", "jigou", bureau.agency.pk, "yijiao")).content.decode()
    assert form.count("已离任") == 1, "may hand over, may not take over"


def test_days_and_numbers_out_of_this_world__are_no_fault_of_the_page(bureau):
    audit = signed_in(bureau.people[Role.AUDIT_ADMINISTRATOR])
    huge = "9" * 5000
    for query in ({"dao": "9999-12-31"}, {"cong": "0001-01-01"}, {"jigou": "9" * 30}, {"jigou": huge}):
        assert audit.get(url("trail"), query).status_code == 200
    system = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    assert system.get(url("people"), {"jigou": "9" * 30}).status_code == 200
    renamed = {"name": "示例县丙局", "since": "0001-01-01", "reason": "批复"}
    answer = system.post(url("act", "jigou", bureau.agency.pk, "gengming"), renamed)
    assert "请核对年份" in answer.content.decode()
    security = signed_in(bureau.people[Role.SECURITY_ADMINISTRATOR])
    assert security.post(url("confirm-many"), {"renzhi": ["9" * 30, "x"]}).status_code == 302


def test_a_login_name_of_somebody_else__appoints_nobody(bureau):
    client = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    known = bureau.people[Role.REGISTRAR].username
    given = {"username": known, "name": "另一个人", "role": "archivist"}
    answer = client.post(url("act", "jigou", bureau.agency.pk, "renming"), given)
    assert "和姓名对不上" in answer.content.decode()
    assert not Membership.objects.pending().exists()


def test_trail__is_found_by_what_is_asked_and_exported_on_record(bureau, other):
    client = signed_in(bureau.people[Role.AUDIT_ADMINISTRATOR])
    text = client.get(url("trail"), {"xingwei": "agencies.office.created"}).content.decode()
    assert "设立了“业务科”" in text and "示例县乙局" not in text
    assert "没有符合条件的记录" in client.get(url("trail"), {"dao": "2001-01-01"}).content.decode()
    assert client.get(url("trail"), {"ye": "胡写"}).status_code == 200
    exported = b"".join(client.post(url("trail-export")).streaming_content).decode()
    assert bureau.agency.chain in exported and other.agency.chain not in exported
    assert Event.objects.filter(action="agencies.trail.exported").count() == 1


def test_policy__gives_the_cms_what_the_permissions_say(bureau, other):
    policy = RolePermissionPolicy(
        Office, {"view": "agencies.office.view", "change": "agencies.office.change"}
    )
    system, head = bureau.people[Role.SYSTEM_ADMINISTRATOR], bureau.people[Role.OFFICE_HEAD]
    assert policy.user_has_permission(system, "change") and not policy.user_has_permission(head, "change")
    assert not policy.user_has_permission(system, "delete")
    assert policy.user_has_permission_for_instance(head, "view", bureau.other_office)
    assert not policy.user_has_permission_for_instance(head, "view", other.office)
    seen = policy.instances_user_has_any_permission_for(head, ["view", "change"])
    assert set(seen) == {bureau.office, bureau.other_office}
    assert system in policy.users_with_any_permission_for_instance(["change"], bureau.office)
    assert other.people[Role.SYSTEM_ADMINISTRATOR] in policy.users_with_permission("change")
