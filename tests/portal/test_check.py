"""年报校核: what is sent, what comes back, what is refused."""

from __future__ import annotations

import base64
import csv
import io
import json
import threading

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaicheng.annual_report.readers import isolate, read
from kaicheng.annual_report.writers import write
from kaicheng.portal import limits, views
from kaicheng.portal.samples import PLANTED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(report_page):
    pass


def page_of(response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def rules_of(response) -> list[str]:
    return [note.text_content().split()[-1] for note in page_of(response).cssselect(".finding .rule")]


def upload(data: bytes, name: str = "report.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_upload__of_the_published_report_finds_what_is_wrong_with_it(client, xichang):
    response = client.post("/jiaohe/", {"report": upload(xichang)})
    assert response.status_code == 200
    assert {"F08", "F12", "F15"} <= set(rules_of(response))
    assert "没有必须改正的问题" in page_of(response).cssselect("#verdict")[0].text_content()
    assert not page_of(response).cssselect(".finding.block")


def test_pasted_text__is_read_like_a_file(client, xichang):
    by_file = client.post("/jiaohe/", {"report": upload(xichang)})
    by_text = client.post("/jiaohe/", {"text": xichang.decode()})
    assert rules_of(by_text) == rules_of(by_file)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html", "json"])
def test_upload__takes_each_kind_of_file(client, xichang, kind):
    data = write(read(xichang, "x.txt"), kind)
    response = client.post("/jiaohe/", {"report": upload(data, f"report.{kind}")})
    assert response.status_code == 200
    assert (
        page_of(response).get_element_by_id("cell-proactive.licensing_decisions").text_content().strip()
        == "158"
    )


@pytest.mark.parametrize("name", ["report.docx", "report.txt"])
def test_upload__is_taken_apart_in_a_process_of_its_own(client, xichang, name, monkeypatch):
    given = []

    def spy(function, data):
        given.append(function)
        return isolate.run_isolated(function, data)

    monkeypatch.setattr("kaicheng.annual_report.readers.containers.run_isolated", spy)
    data = write(read(xichang, "x.txt"), "docx") if name.endswith("docx") else xichang
    assert client.post("/jiaohe/", {"report": upload(data, name)}).status_code == 200
    assert len(given) == 1


def test_result__marks_the_wrong_cells_and_leads_there_and_back(client):
    page = page_of(client.get("/jiaohe/shili/with-mistakes/"))
    for path in PLANTED:
        cell = page.get_element_by_id(f"cell-{path}")
        assert "faulty" in cell.get("class")
        for link in cell.cssselect(".refs a"):
            assert page.get_element_by_id(link.get("href")[1:]).tag == "article"
    for link in page.cssselect(".finding .places a"):
        assert page.get_element_by_id(link.get("href")[1:]).tag in {"td", "section"}
    assert "5 + 0 + 0 + 0 + 0 + 0 = 5" in page.cssselect("main")[0].text_content()
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))


def test_result__can_be_saved_without_being_kept(client, xichang):
    page = page_of(client.post("/jiaohe/", {"report": upload(xichang)}))
    links = [link.get("href") for link in page.cssselect("a[download]")]
    table, data = (base64.b64decode(link.partition("base64,")[2]).decode() for link in links)
    found = json.loads(data)
    assert found["schema"] == "kaicheng/findings/1"
    assert len(list(csv.reader(io.StringIO(table)))) == len(found["files"][0]["findings"]) + 1


def test_previous_year__is_compared(client, xichang):
    last_year = xichang.replace("2024年".encode(), "2023年".encode())
    response = client.post("/jiaohe/", {"report": upload(xichang), "previous": upload(last_year, "p.txt")})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 400, "还差年度报告"),
        ({"text": "只有一句话。"}, 422, ""),
        ({"report": ("empty.txt", b"")}, 400, "空的"),
        ({"report": ("note.txt", "今天天气很好。".encode())}, 422, ""),
        ({"report": ("a.docx", b"PK\x03\x04broken")}, 422, ""),
        ({"report": ("a.pdf", b"%PDF-1.7 broken")}, 422, ""),
    ],
)
def test_what_cannot_be_read__is_said_beside_the_field(client, data, status, words):
    fields = {
        name: upload(value[1], value[0]) if isinstance(value, tuple) else value
        for name, value in data.items()
    }
    response = client.post("/jiaohe/", fields)
    assert response.status_code == status
    page = page_of(response)
    errors = page.cssselect(".field .error")
    assert len(errors) == 1
    assert words in errors[0].text_content()
    field = page.cssselect(".error-summary a")[0].get("href")[1:]
    assert f"{field}_error" in page.get_element_by_id(field).get("aria-describedby")


def test_file_and_text__together_are_refused(client, xichang):
    response = client.post("/jiaohe/", {"report": upload(xichang), "text": "x"})
    assert response.status_code == 400


def test_too_large__is_refused_before_it_is_read(client, settings, monkeypatch):
    settings.KAICHENG_CHECK_MAX_BYTES = 1000
    monkeypatch.setattr(views.uploads, "keep_in_memory", lambda _: pytest.fail("looked at the form"))
    response = client.post("/jiaohe/", {"report": upload(b"x" * 100_000)})
    assert response.status_code == 413
    assert "文件太大" in response.content.decode()


def test_one_file_a_little_too_large__is_an_error_of_its_field(client, settings):
    settings.KAICHENG_CHECK_MAX_BYTES = 1000
    response = client.post("/jiaohe/", {"report": upload(b"x" * 1500)})
    assert response.status_code == 400


def test_too_often__is_refused_for_a_while(client, settings):
    settings.KAICHENG_CHECK_PER_MINUTE = 2
    statuses = [client.post("/jiaohe/", {}).status_code for _ in range(3)]
    assert statuses == [400, 400, 429]


def test_another_address__is_not_held_back(client, settings):
    settings.KAICHENG_CHECK_PER_MINUTE = 1
    client.post("/jiaohe/", {})
    assert client.post("/jiaohe/", {}, REMOTE_ADDR="10.0.0.9").status_code == 400


def test_address_behind_proxies__is_taken_from_the_right(rf, settings):
    settings.KAICHENG_PROXIES = 1
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"})
    assert limits.client_address(request) == "2.2.2.2"


def test_when_every_place_is_taken__it_says_so(client, settings, xichang):
    settings.KAICHENG_CHECK_AT_ONCE = 1
    settings.KAICHENG_CHECK_WAIT_SECONDS = 0.01
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with limits.a_place():
            taken.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(10)
    response = client.post("/jiaohe/", {"report": upload(xichang)})
    done.set()
    holder.join()
    assert response.status_code == 503
    assert response["Retry-After"]


def test_without_token__nothing_is_read(xichang):
    response = Client(enforce_csrf_checks=True).post("/jiaohe/", {"report": upload(xichang)})
    assert response.status_code == 403


def test_nothing_is_kept(client, xichang, settings, caplog, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    big = xichang + b" " * (4 * 1024 * 1024)
    response = client.post("/jiaohe/", {"report": upload(big, "秘密的名字.txt")})
    assert response.status_code == 200
    assert not list(tmp_path.iterdir())
    assert "秘密的名字" not in caplog.text
    assert "no-store" in response["Cache-Control"]


def test_sample_that_does_not_exist__is_not_found(client):
    assert client.get("/jiaohe/shili/nothing/").status_code == 404
