"""Headers, audiences, and that nothing is written into pages that the policy would have to allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kaicheng import audience

TEMPLATES = Path(audience.__file__).parent / "portal" / "templates"
THEIRS = ("wagtail.", "django.")


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_view_of_ours__declares_its_audience():
    silent = [
        f"{pattern.lookup_str} at {pattern.pattern}"
        for pattern in patterns(get_resolver())
        if not pattern.callback.__module__.startswith(THEIRS) and audience.of(pattern.callback) is None
    ]
    assert silent == []


def test_addresses_of_the_cms__stand_under_its_prefix_or_are_pages(client):
    roots = {str(entry.pattern) for entry in get_resolver().url_patterns}
    assert roots == {"gongzuo/", "wenjian/", "yishenqing/", ""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/xichang-rsj/nianbao/2024/", "/jiaohe/", "/jiaohe/shili/published/"]
)
def test_public_policy__allows_nothing_inline(client, report_page, address):
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_staff_pages__ask_to_sign_in_and_have_their_own_policy(client, report_page):
    response = client.get("/gongzuo/")
    assert response.status_code == 302
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_staff_home__opens_for_the_demonstration_account_without_outside_addresses(client, report_page):
    assert client.login(username="admin", password="kaicheng-demo")
    page = client.get("/gongzuo/").content.decode()
    assert "releases.wagtail" not in page
    assert "gravatar" not in page


@pytest.mark.django_db
def test_report_page__is_not_edited_in_the_cms(client, report_page):
    client.login(username="admin", password="kaicheng-demo")
    assert client.get(f"/gongzuo/pages/{report_page.pk}/edit/").status_code == 302


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_template__has_no_inline_style_or_script(path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)", text)
