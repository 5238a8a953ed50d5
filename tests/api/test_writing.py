"""A system of an authority records decisions with its token."""

from __future__ import annotations

import pytest

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.api.actions import MakeToken, RevokeToken
from kaicheng.api.models import Token
from kaicheng.audit.models import Event
from kaicheng.publishing.decisions.showing import public_in
from kaicheng.publishing.models import Decision
from tests.publishing.factories import a_publisher, confirmed

pytestmark = pytest.mark.django_db
ROW = {
    "kind": "licence",
    "number": "西人社许〔2024〕1号",
    "name": "劳务派遣经营许可",
    "party": "西昌市某劳务有限公司",
    "decided_on": "2024-03-05",
}


def send(client, secret: str, *rows: dict, status: int = 200) -> dict:
    response = client.post(
        "/api/v1/decisions",
        {"decisions": list(rows)},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert response.status_code == status, response.content
    return response.json()


def test_decision__is_recorded_once_and_changed_by_its_number(client, bureau, secret):
    assert send(client, secret, ROW)["created"] == 1
    assert send(client, secret, ROW)["unchanged"] == 1
    assert send(client, secret, {**ROW, "valid_to": "2027-03-04"})["updated"] == 1
    decision = Decision.objects.get()
    assert (decision.agency, decision.source) == (bureau.agency, "行政审批系统")
    assert decision.valid_to.isoformat() == "2027-03-04"
    told = Event.objects.filter(action="publishing.decisions.recorded")
    assert told.count() == 3


def test_what_a_system_sends__is_public_when_a_leader_has_confirmed_it(client, bureau, secret):
    column = bureau.column("art20_05")
    send(client, secret, ROW, {**ROW, "number": "西人社许〔2024〕2号", "public": False})
    assert list(public_in(column)) == []
    assert confirmed(bureau) == 1
    assert [one.number for one in public_in(column)] == [ROW["number"]]
    assert send(client, secret, ROW)["unchanged"] == 1
    assert public_in(column).count() == 1, "what is sent again in the same words stays public"
    send(client, secret, {**ROW, "party": "另一家公司"})
    assert list(public_in(column)) == [], "other words wait again"


def test_wrong_rows__are_refused_one_by_one(client, bureau, secret):
    wrong_day = {**ROW, "number": "2", "decided_on": "2024-02-30"}
    leaking = {**ROW, "number": "3", "content": "身份证号：513401199003070015"}
    answer = send(client, secret, ROW, wrong_day, leaking)
    assert (answer["created"], answer["refused"]) == (1, 2)
    assert [error["where"] for error in answer["rows"][1]["errors"]] == ["decided_on"]
    assert {error["where"] for error in answer["rows"][2]["errors"]} == {"content"}
    assert Decision.objects.count() == 1


def test_what_no_database_keeps__is_left_out(client, bureau, secret):
    assert send(client, secret, {**ROW, "name": "劳务\x00派遣\ud800经营\n许可"})["created"] == 1
    assert Decision.objects.get().name == "劳务派遣经营\n许可"


def test_without_a_token_or_with_an_ended_one__nothing_is_recorded(client, bureau, secret):
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    assert send(client, "kc1_wrong", ROW, status=401)["error"]["code"] == "unauthorized"
    RevokeToken(Token.objects.get(), by=officer, reason="系统更换").execute()
    assert send(client, secret, ROW, status=401)["error"]["code"] == "unauthorized"
    assert client.post("/api/v1/decisions", {}, content_type="application/json").status_code == 401
    assert not Decision.objects.exists()


def test_token__writes_for_its_own_authority_alone_and_is_kept_as_a_digest(client, bureau, secret):
    send(client, secret, ROW)
    assert set(Decision.objects.values_list("agency", flat=True)) == {bureau.agency.pk}
    token = Token.objects.get()
    assert secret not in str(token.__dict__)
    assert token.used_at is not None


def test_only_the_disclosure_officer__makes_tokens(bureau):
    with pytest.raises(Denied):
        MakeToken(bureau.agency, "系统", by=bureau.author).execute()


def test_staff_page__shows_a_token_once_and_ends_it(client, bureau):
    client.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    made = client.post("/gongzuo/jiekou/", {"agency": bureau.agency.pk, "name": "执法系统"})
    assert made.status_code == 200
    token = Token.objects.get()
    assert made.content.decode().count(token.beginning) == 2
    assert "kc1_" not in client.get("/gongzuo/jiekou/").content.decode().replace(token.beginning, "")
    address = f"/gongzuo/jiekou/{token.pk}/tingyong/"
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "不用了"})
    token.refresh_from_db()
    assert token.revoked_at is not None
    stranger = a_publisher().people[Role.DISCLOSURE_OFFICER]
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert "执法系统" not in client.get("/gongzuo/jiekou/").content.decode()


def test_list_of_a_thousand_and_one__is_refused_as_a_whole(client, bureau, secret):
    rows = [{**ROW, "number": str(number)} for number in range(1001)]
    assert send(client, secret, *rows, status=422)["error"]["code"] == "invalid"
