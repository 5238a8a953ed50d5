"""No list, detail or download shows rows of another authority, whatever the tree and the posts are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, Delegation, Membership, Office, User
from kaicheng.agencies.roles import ADMINISTRATORS, DELEGABLE, OFFICE_ROLES, Role
from kaicheng.agencies.standing import capacities

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 5)
ROWS = {
    Agency: ["successor"],
    Office: ["agency__successor", "successor"],
    Membership: ["agency__successor", "office__successor"],
}
REACHES = [
    permissions.register(
        f"tests.reach.{scope}",
        zh="试",
        en="try",
        administrative=True,
        **{str(role): scope for role in Role},
    ).name
    for scope in permissions.Scope
]  # every role with every reach: the worst that any table of policies could say

OVERSEERS = {
    **{action: frozenset(Role) if action.endswith("subtree") else frozenset() for action in REACHES},
    "agencies.agency.view": ADMINISTRATORS | {Role.SUPERVISOR},
}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@st.composite
def plans(draw: st.DrawFn) -> dict[str, list[tuple[int, ...]]]:
    """Numbers from which an installation is built: parents, mergers, posts, delegations."""
    agencies = draw(st.integers(2, 7))
    place = st.integers(0, agencies - 1)
    return {
        "parents": [(draw(st.integers(-1, number - 1)),) for number in range(agencies)],
        "mergers": draw(st.lists(st.tuples(place, place), max_size=2)),
        "posts": draw(
            st.lists(
                st.tuples(place, st.integers(0, 1), st.integers(0, len(Role) - 1), st.integers(-2, 2)),
                min_size=1,
                max_size=6,
            )
        ),
        "lent": draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=2)),
    }


def build(plan: dict[str, list[tuple[int, ...]]]) -> list[User]:
    """The installation of a plan, straight in the tables; some posts are over or still to come."""
    agencies: list[Agency] = []
    for number, (parent,) in enumerate(plan["parents"]):
        fields = {"name": f"甲{number}局", "short_name": f"甲{number}", "slug": f"a-{number}"}
        if parent < 0:
            made = Agency.add_root(**fields)
        else:
            made = Agency.objects.get(pk=agencies[parent].pk).add_child(**fields)
        agencies.append(made)
    offices = [
        [Office.objects.create(agency=agency, name=f"第{number}科") for number in (1, 2)]
        for agency in agencies
    ]
    for old, new in plan["mergers"]:
        if old < new:  # never in a ring
            Agency.objects.filter(pk=agencies[old].pk).update(status="merged", successor=agencies[new])
            Office.objects.filter(pk=offices[old][0].pk).update(successor=offices[new][1])
    users, posts = [], []
    for number, (place, office, role_number, shift) in enumerate(plan["posts"]):
        role = list(Role)[role_number]
        user = User.objects.create(username=f"u{number}")
        posts.append(
            Membership.objects.create(
                user=user,
                agency=agencies[place],
                office=offices[place][office] if role in OFFICE_ROLES else None,
                role=role,
                valid_from=DAY + dt.timedelta(days=shift),
                valid_to=DAY + dt.timedelta(days=shift + 1),
                confirmed_at=None if number == 4 else dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            )
        )
        users.append(user)
    for lender, borrower in plan["lent"]:
        if lender < len(posts) and borrower < len(users) and lender != borrower:
            Delegation.objects.create(
                membership=posts[lender],
                delegate=users[borrower],
                valid_from=DAY,
                valid_to=DAY,
                reason="学习",
            )
    return users


def reached(user: User, overseers: frozenset[Role]) -> set[int]:
    """The authorities that may concern ``user`` when ``overseers`` see what is below: in plain Python."""
    every = {agency.pk: agency for agency in Agency.objects.all()}
    own: set[int] = set()
    for post in Membership.objects.filter(user=user) | Membership.objects.filter(
        pk__in=Delegation.objects.filter(delegate=user).values("membership")
    ):
        own.add(post.agency_id)
        if post.role in overseers:
            top = every[post.agency_id]
            own |= {one.pk for one in every.values() if one.pk == top.pk or one.is_descendant_of(top)}
    while True:
        merged = {one.pk for one in every.values() if one.successor_id in own} - own
        if not merged:
            return own
        own |= merged


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_nobody_sees_another_authority__and_lists_agree_with_details(plan):
    with undone():
        for user in build(plan):
            standing = permissions.Standing(user, DAY)
            for action, overseers in OVERSEERS.items():
                permitted = reached(user, overseers)
                for model, related in ROWS.items():
                    rows = model.objects.select_related(*related)
                    listed = set(standing.visible(action, rows).values_list("pk", flat=True))
                    single = {row.pk for row in rows if standing.may(action, row)}
                    assert listed == single, (action, model)
                    places = {
                        row.pk if isinstance(row, Agency) else row.agency_id
                        for row in rows
                        if row.pk in listed
                    }
                    assert places <= permitted, (action, model)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_capacities__are_of_the_day_and_confirmed(plan):
    with undone():
        for user in build(plan):
            for capacity in capacities(user, DAY):
                assert capacity.membership.holds_on(DAY) and capacity.membership.confirmed
                assert capacity.delegation is None or capacity.role in DELEGABLE
                assert (capacity.membership.user_id == user.pk) == (capacity.delegation is None)


def test_inactive_account__sees_nothing():
    agency = Agency.add_root(name="甲局", short_name="甲", slug="a")
    user = User.objects.create(username="u", is_active=False)
    Membership.objects.create(
        user=user,
        agency=agency,
        role=Role.ARCHIVIST,
        confirmed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    assert not permissions.visible(user, "agencies.agency.view", Agency.objects.all(), DAY)
    user.is_active = True
    assert list(permissions.visible(user, "agencies.agency.view", Agency.objects.all(), DAY)) == [agency]
