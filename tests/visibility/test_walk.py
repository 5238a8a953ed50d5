"""Nobody sees what belongs to another authority, at any address that there is or will be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from kaicheng.agencies.roles import Role
from tests.visibility.addresses import addresses
from tests.visibility.places import FIRST, MARK, SOUGHT
from tests.visibility.planted import QUERIES
from tests.visibility.rows import ELSEWHERE, every_model
from tests.visibility.worlds import World, a_world

pytestmark = pytest.mark.django_db
REFUSALS = {301, 302, 400, 403, 404, 405, 410}
HARMLESS = re.compile(r"/editing-sessions/release/|/choose-page/")
"""Ends nobody's editing but one's own, and answers everybody alike; shows what is below a public column."""
POSTED = 2
"""How many fillings of an address are posted to as well."""


@pytest.fixture(autouse=True)
def _signed_in_by_the_test(settings, tmp_path):
    """Signing in has tests of its own; files are kept here."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "kaicheng.accounts" not in name]
    settings.MEDIA_ROOT = tmp_path


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leaks(client: Client, path: str, *, refused: bool, post: bool = False) -> str:
    """What is wrong with the answer at this address, if anything."""
    with undone():
        response = client.post(path) if post else client.get(path)
        content = response.getvalue()
    told = content + repr(sorted(response.headers.items())).encode()
    if MARK.encode() in told or MARK.lower().encode() in told:
        return "tells"
    if response.status_code >= 500:
        return f"fails with {response.status_code}"
    if refused and response.status_code not in REFUSALS:
        return f"answers {response.status_code}"
    return ""


ENOUGH = 20
"""After so many the walk stops: something more general is wrong."""


def walk(world: World) -> list[tuple[str, str]]:
    """Every address with the ids of the other authority, and every list; gives what went wrong."""
    client = Client(raise_request_exception=False)
    client.force_login(world.user, backend="django.contrib.auth.backends.ModelBackend")
    stranger = world.place.person(Role.DISCLOSURE_OFFICER)
    filters = [
        query.format(
            sought=SOUGHT,
            agency=world.place.agency.pk,
            username=stranger.username,
            user=stranger.pk,
            ids="&".join(f"id={one}" for one in world.ids if isinstance(one, int)),
        )
        for query in QUERIES
    ]
    wrong = []
    for address in addresses():
        if len(wrong) > ENOUGH:
            break
        if not address.parts:
            for query in ["", *filters]:
                if found := leaks(client, f"/{address.pattern}?{query}", refused=False):
                    wrong.append((f"GET /{address.pattern}?{query}", found))
            continue
        paths = address.filled(world.ids, world.chance)
        for path in paths:
            if found := leaks(client, path, refused=theirs(path)):
                wrong.append((f"GET {path}", found))
        for path in world.chance.sample(paths, min(len(paths), POSTED)):
            if found := leaks(client, path, refused=theirs(path), post=True):
                wrong.append((f"POST {path}", found))
    return wrong


def theirs(path: str) -> bool:
    """Whether an address of the staff side holds an id that only the other authority has.

    The public side shows everybody what is public, whosever it is: there only the mark counts.
    """
    return path.startswith("/gongzuo/") and str(FIRST)[:4] in path and not HARMLESS.search(path)


def test_nobody__reads_or_touches_what_belongs_to_another_authority():
    """In one installation on SQLite, in another on PostgreSQL."""
    world = a_world(["sqlite", "postgresql"].index(connection.vendor))
    assert walk(world) == [], world.roles


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_nobody__in_many_more_installations(seed):
    world = a_world(seed)
    assert walk(world) == [], world.roles


def test_every_model__has_a_row_or_says_why_not():
    world = a_world(0)
    planted = {row._meta.label for row in world.rows if hasattr(row, "_meta")}
    made = {model._meta.label for model in every_model() if model._default_manager.exists()}
    assert {model._meta.label for model in every_model()} - made - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= {model._meta.label for model in every_model()}
    assert {"cases.Consultation", "reporting.HandIn", "publishing.Ticket", "api.Token"} <= planted


def test_what_is_planted__would_be_seen_by_its_own_people():
    """The walk proves something only if the marks are there to be found."""
    world = a_world(0)
    people = world.place.bureau.people
    for role, path in {
        Role.OFFICE_HEAD: f"/gongzuo/jigou/jigou/{world.place.agency.pk}/",
        Role.SYSTEM_ADMINISTRATOR: "/gongzuo/youjian/",
        Role.AUDIT_ADMINISTRATOR: "/gongzuo/jigou/shenji/",
        Role.DISCLOSURE_OFFICER: "/gongzuo/tongzhi/",
    }.items():
        client = Client()
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        assert leaks(client, path, refused=False) == "tells", path
