"""The report as files."""

from __future__ import annotations

import io
import json
from urllib.parse import quote

import pytest

from kaicheng.annual_report.readers import read
from kaicheng.portal import downloads, stored

pytestmark = pytest.mark.django_db
FIRST_BYTES = {"html": b"<!doctype", "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "json": b"{"}


@pytest.mark.parametrize("kind", list(FIRST_BYTES))
def test_download__has_type_name_and_content(client, report_page, kind):
    response = client.get(f"/xichang-rsj/nianbao/2024/download/{kind}/")
    data = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert data.lower().startswith(FIRST_BYTES[kind].lower())
    assert quote(report_page.title) in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment")
    assert int(response["Content-Length"]) == len(data)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "json", "html"])
def test_download__reads_back_as_the_same_report(client, report_page, kind):
    data = b"".join(client.get(f"/xichang-rsj/nianbao/2024/download/{kind}/").streaming_content)
    assert read(data, f"report.{kind}").figures == stored.from_text(report_page.report_json).figures


def test_download__of_unknown_kind_is_not_found(client, report_page):
    assert client.get("/xichang-rsj/nianbao/2024/download/exe/").status_code == 404


def test_download__is_not_sent_again_to_who_has_it(client, report_page):
    first = client.get("/xichang-rsj/nianbao/2024/download/json/")
    assert b"".join(first.streaming_content)
    again = client.get("/xichang-rsj/nianbao/2024/download/json/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]


def test_files__are_written_once(report_page, monkeypatch):
    first = downloads.all_of(report_page.report_json)
    monkeypatch.setattr(downloads, "write", lambda *_: pytest.fail("written again"))
    assert downloads.all_of(report_page.report_json) == first


def test_json_download__is_the_contract(client, report_page):
    data = json.load(
        io.BytesIO(b"".join(client.get("/xichang-rsj/nianbao/2024/download/json/").streaming_content))
    )
    assert data["schema"] == "kaicheng/annual-report/1"
    assert data["proactive"]["administrative_fees_wan_yuan"] == 24.83
