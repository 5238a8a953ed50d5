"""Anybody reads what is public, and nothing else."""

from __future__ import annotations

import csv
import io
import random

import jsonschema
import pytest

from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.models import DocumentPage
from tests.publishing.factories import a_draft, published

pytestmark = pytest.mark.django_db


def get(client, address: str, status: int = 200, **headers: str):
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content
    return response.json()


def failure_of(answer: dict) -> str:
    schema = {
        "type": "object",
        "required": ["error"],
        "additionalProperties": False,
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "details"],
                "properties": {"message": {"type": "string", "minLength": 5}},
            }
        },
    }
    jsonschema.validate(answer, schema)
    return answer["error"]["code"]


def test_authorities_and_columns__lead_to_the_lists(client, bureau):
    published(bureau)
    (one,) = get(client, "/api/v1/authorities")["items"]
    assert (one["slug"], one["name"]) == (bureau.agency.slug, bureau.agency.name)
    columns = get(client, f"/api/v1/authorities/{one['slug']}/columns")["items"]
    (column,) = [each for each in columns if each["id"] == bureau.column().pk]
    (listed,) = get(client, column["json_list"])["documents"]
    assert listed["title"] == "关于做好稳岗就业工作的通知"
    rows = list(csv.reader(io.StringIO(client.get(column["csv_list"]).content.decode("utf-8-sig"))))
    assert dict(zip(*rows, strict=True))["index_number"] == listed["index_number"]


def test_one_document__with_body_history_and_particulars(client, bureau):
    page = published(bureau, "西昌市稳岗就业补贴实施办法", kind="normative")
    one = get(client, f"/api/v1/documents/{page.pk}")
    assert one["index_number"] == page.index_number
    assert "请认真贯彻执行" in one["body"]
    assert [event["kind"] for event in one["history"]] == ["issued"]
    assert one["signatures"] == []


def test_signatures__name_posts_where_the_authority_shows_them(client, bureau, settings):
    settings.KAICHENG_SHOW_SIGNATURES = True
    page = published(bureau)
    signatures = get(client, f"/api/v1/documents/{page.pk}")["signatures"]
    assert len(signatures) == 3
    names = {user.username for user in bureau.people.values()}
    assert not names & {one["post"] for one in signatures}


def test_what_is_not_rightly_public__is_not_there(client, bureau):
    draft, withdrawn, forged = a_draft(bureau, "草稿"), published(bureau, "撤下的"), a_draft(bureau, "伪造的")
    Withdraw(withdrawn, by=bureau.leader, reason="更正").execute()
    DocumentPage.objects.filter(pk=forged.pk).update(
        live=True, live_revision=forged.latest_revision, signed_hash=forged.content_hash
    )
    assert get(client, "/api/v1/documents")["items"] == []
    for page in (draft, withdrawn, forged):
        assert failure_of(get(client, f"/api/v1/documents/{page.pk}", 404)) == "not_found"


def test_filters__narrow_down(client, bureau):
    published(bureau)
    published(bureau, "动态", kind="news", summary="又一条。")
    year = DocumentPage.objects.first().published_date.year
    for query, count in [
        ("kind=news", 1),
        (f"year={year}", 2),
        ("year=1999", 0),
        (f"authority={bureau.agency.slug}", 2),
        ("authority=elsewhere", 0),
        (f"column={bureau.column().pk}", 2),
        ("since=2999-01-01", 0),
        ("validity=abolished", 0),
    ]:
        assert len(get(client, f"/api/v1/documents?{query}")["items"]) == count, query


def test_paging__neither_skips_nor_repeats_while_others_publish_and_withdraw(client, bureau):
    there = [published(bureau, f"通知之{number}") for number in range(12)]
    drawn = random.Random(3)
    seen: list[int] = []
    address = "/api/v1/documents?limit=3"
    gone: set[int] = set()
    while address:
        answer = get(client, address)
        seen += [one["id"] for one in answer["items"]]
        address = answer["next"]
        published(bureau, f"期间公开的{len(seen)}")
        victim = drawn.choice([page for page in there if page.pk not in gone])
        Withdraw(victim, by=bureau.leader, reason="更正").execute()
        gone.add(victim.pk)
    assert len(seen) == len(set(seen))
    assert {page.pk for page in there} - gone <= set(seen)


def test_unchanged_answer__is_304_and_every_site_may_read_it(client, bureau):
    published(bureau)
    first = client.get("/api/v1/documents")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/documents", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    published(bureau, "又一份")
    assert client.get("/api/v1/documents", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/documents/999999", 404, "not_found"),
        ("/api/v1/documents/x", 422, "invalid"),
        ("/api/v1/documents?limit=0", 422, "invalid"),
        ("/api/v1/documents?cursor=zzz", 400, "malformed"),
        ("/api/v1/documents?kind=poem", 422, "invalid"),
        ("/api/v1/columns/999999/documents.csv", 404, "not_found"),
        ("/api/v1/authorities/none/columns", 404, "not_found"),
    ],
)
def test_errors__have_one_shape(client, bureau, address, status, code):
    assert failure_of(get(client, address, status)) == code


def test_too_many_requests__are_told_when_to_come_back(client, bureau, settings):
    settings.KAICHENG_API_PER_MINUTE = 1
    client.get("/api/v1/authorities")
    response = client.get("/api/v1/authorities")
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert failure_of(response.json()) == "too_often"


def test_documentation__names_every_operation(client, bureau):
    schema = get(client, "/api/v1/openapi.json")
    page = client.get("/api/v1/").content.decode()
    for path in schema["paths"]:
        assert path in page
    assert "http://" not in page.replace("http://testserver", "").replace("http://localhost", "")
