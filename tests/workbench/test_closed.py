"""The CMS's screens that go around our acts are closed, to its superusers as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from kaicheng.agencies.models import User
from kaicheng.workbench.closed import MENU

ADDRESSES = [
    "users/", "users/new/", "users/edit/{user}/", "users/delete/{user}/", "users/history/{user}/",
    "groups/", "groups/new/", "groups/edit/{group}/", "groups/delete/{group}/", "groups/users/{group}/",
    "workflows/list/", "workflows/add/", "workflows/edit/1/",
    "workflows/tasks/index/", "workflows/tasks/edit/1/",
    "bulk/agencies/user/delete/", "bulk/agencies/user/assign_role/", "bulk/agencies/user/set_active_state/",
]  # fmt: skip


@pytest.fixture
def root(client, bureau):
    user = User.objects.create_superuser("root", password=None)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody__gets_there(root, officer, address):
    where = "/gongzuo/" + address.format(user=officer.pk, group=Group.objects.first().pk)
    for answer in (
        root.get(where),
        root.get(f"{where}?id={officer.pk}"),
        root.post(where, {"is_active": ""}),
    ):
        assert answer.status_code == 403
        assert "人员任职" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.is_active


def test_every_address_of_these_pieces__is_closed(root, officer):
    """Whatever the CMS adds to them in its next version."""
    found = 0
    for resolver in resolvers(get_resolver()):
        if resolver.namespace not in ("wagtailusers_users", "wagtailusers_groups", "wagtailadmin_workflows"):
            continue
        for name in sorted({pattern.name for pattern in resolver.url_patterns if pattern.name}):
            for arguments in ([], [officer.pk], [1, 1]):
                with suppress(NoReverseMatch):
                    where = reverse(f"{resolver.namespace}:{name}", args=arguments)
                    assert root.get(where).status_code == 403, where
                    found += 1
    assert found > 20


def resolvers(start: URLResolver) -> Iterator[URLResolver]:
    """All below one, at any depth."""
    for pattern in start.url_patterns:
        if isinstance(pattern, URLResolver):
            yield pattern
            yield from resolvers(pattern)


def test_menu__does_not_offer_them_and_keeps_the_rest(root):
    page = root.get("/gongzuo/").content.decode()
    for address in ("/gongzuo/users/", "/gongzuo/groups/", "/gongzuo/workflows/"):
        assert address not in page.replace("/gongzuo/reports/workflow", ""), MENU
    for address in ("sites", "collections", "redirects"):
        assert f"/gongzuo/{address}/" in page
        assert root.get(f"/gongzuo/{address}/").status_code == 200
    assert "/gongzuo/users/" not in root.get("/gongzuo/pages/search/").content.decode()


def test_stranger__is_asked_to_sign_in(client, db):
    assert client.get("/gongzuo/users/").url.startswith("/gongzuo/login/")
