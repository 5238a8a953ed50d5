"""Who may do what: role by action by whose. Written out apart from the policies it holds to account."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Delegation, Membership, Office, User
from kaicheng.agencies.roles import ADMINISTRATORS, OFFICE_ROLES, Role
from tests.agencies.factories import a_bureau, an_agency, an_office, somebody, today

pytestmark = pytest.mark.database

ROLES = [
    Role.INFORMATION_OFFICER,
    Role.OFFICE_HEAD,
    Role.LEADER_IN_CHARGE,
    Role.AGENCY_HEAD,
    Role.DISCLOSURE_OFFICER,
    Role.REGISTRAR,
    Role.ARCHIVIST,
    Role.SUPERVISOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
]

# Reach: o own things, f own office (none of these actions stops there), a own authority, s subtree, - none.
TABLE = """
                                 信息员 科室 分管 主要 公开 收件 档案 主管 系统 安全 审计
agencies.agency.view                a    a    a    a    a    a    a    s    s    s    -
agencies.agency.create              -    -    -    -    -    -    -    -    s    -    -
agencies.agency.rename              -    -    -    -    -    -    -    -    s    -    -
agencies.agency.move                -    -    -    -    -    -    -    -    s    -    -
agencies.agency.merge               -    -    -    -    -    -    -    -    s    -    -
agencies.agency.abolish             -    -    -    -    -    -    -    -    s    -    -
agencies.agency.identify            -    -    -    -    -    -    -    -    s    -    -
agencies.agency.change_profile      -    -    -    -    a    -    -    -    s    -    -
agencies.office.view                a    a    a    a    a    a    a    s    s    s    -
agencies.office.create              -    -    -    -    -    -    -    -    s    -    -
agencies.office.change              -    -    -    -    -    -    -    -    s    -    -
agencies.office.close               -    -    -    -    -    -    -    -    s    -    -
agencies.account.create             -    -    -    -    -    -    -    -    s    -    -
agencies.account.switch             -    -    -    -    -    -    -    -    s    -    -
agencies.account.rescue             -    -    -    -    -    -    -    -    -    s    -
agencies.membership.view            a    a    a    a    a    a    a    s    s    s    -
agencies.membership.appoint         -    -    -    -    -    -    -    -    s    -    -
agencies.membership.confirm         -    -    -    -    -    -    -    -    -    s    -
agencies.membership.end             -    -    -    -    -    -    -    -    s    s    -
agencies.membership.hand_over       -    -    -    -    -    -    -    -    s    -    -
agencies.delegation.view            a    a    a    a    a    a    a    s    s    s    -
agencies.delegation.grant           o    o    o    a    o    o    o    -    -    -    -
agencies.delegation.revoke          o    o    o    a    o    o    o    -    -    s    -
agencies.setup.load                 -    -    -    -    -    -    -    -    s    -    -
audit.trail.view                    -    -    -    -    -    -    -    -    -    -    s
audit.trail.export                  -    -    -    -    -    -    -    -    -    -    s
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}

# What a reach covers, by whose the thing is.
REACH = {
    "-": set(),
    "o": {"own"},
    "f": {"own", "own office"},
    "a": {"own", "own office", "other office", "merged office"},
    "s": {"own", "own office", "other office", "merged office", "below", "far below"},
}
WHOSE = ["own", "own office", "other office", "merged office", "below", "far below", "beside", "above"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[SimpleNamespace]:
    """A county, in it a bureau with everybody in it, a station below, and a neighbour; built once."""
    with django_db_blocker.unblock(), transaction.atomic():
        county = an_agency("示例县人民政府")
        bureau = a_bureau("示例县甲局", parent=county)
        below = a_bureau("示例县甲局直属站", parent=bureau.agency)
        far = a_bureau("示例县甲局直属站分站", parent=below.agency)
        beside = a_bureau("示例县乙局", parent=county)
        merged = an_agency("示例县丙局", parent=county)
        merged_office = an_office(merged, "原科室")
        merged_person = somebody(Role.INFORMATION_OFFICER, merged_office)
        type(merged).objects.filter(pk=merged.pk).update(status="merged", successor=bureau.agency)
        merged.refresh_from_db()
        above = an_office(county, "县府办")
        above_person = somebody(Role.INFORMATION_OFFICER, above)
        yield SimpleNamespace(**locals())
        transaction.set_rollback(True)


def thing(world: SimpleNamespace, action: str, role: Role, whose: str) -> object:
    """Something to which the action can be done, belonging to whom is asked."""
    person = world.bureau.people[role]
    post = Membership.objects.select_related("agency", "office").get(user=person)
    colleague = Role.OFFICE_HEAD if role is not Role.OFFICE_HEAD else Role.INFORMATION_OFFICER

    def of(user: object) -> Membership:
        return Membership.objects.get(user=user)

    membership = {
        "own": lambda: post,
        "own office": lambda: of(world.bureau.people[colleague]),
        "other office": lambda: Membership(
            user=world.above_person, agency=world.bureau.agency, office=world.bureau.other_office
        ),
        "merged office": lambda: Membership(
            user=world.merged_person, agency=world.merged, office=world.merged_office
        ),
        "below": lambda: of(world.below.people[role]),
        "far below": lambda: of(world.far.people[role]),
        "beside": lambda: of(world.beside.people[role]),
        "above": lambda: of(world.above_person),
    }[whose]
    return _in(action, membership(), world)


def _in(action: str, post: Membership, world: SimpleNamespace) -> object:
    if action.startswith("agencies.membership"):
        return post
    if action.startswith("agencies.delegation"):
        return post if action.endswith("grant") else Delegation(membership=post)
    if action.startswith("agencies.office"):
        return post.office or Office.objects.filter(agency=post.agency).first()
    return post.agency


@pytest.mark.parametrize("action", ROWS)
def test_each_role__reaches_exactly_as_far_as_the_table_says(world, action):
    wrong = []
    for role, reach in zip(ROLES, ROWS[action], strict=True):
        standing = permissions.Standing(world.bureau.people[role], today())
        for whose in WHOSE:
            target = thing(world, action, role, whose)
            expected = whose in REACH[reach]
            if standing.may(action, target) != expected:
                wrong.append(f"{role.label} × {action} × {whose}: expected {expected}")
    assert wrong == []


def test_table__names_every_action_of_this_app():
    ours = {one.name for one in permissions.registered() if one.name.split(".")[0] in ("agencies", "audit")}
    assert ours == set(ROWS)
    assert set(ROLES) == set(Role)


def test_superuser_without_a_post__may_do_nothing(world):
    root = User.objects.create_superuser("root-of-the-table", password=None)
    for action in ROWS:
        assert not permissions.may(root, action, thing(world, action, Role.OFFICE_HEAD, "own"), today())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("whose", "elsewhere"),
    [("other office", False), ("below", True), ("beside", True), ("above", True)],
)
def test_refusal__hides_what_belongs_to_other_authorities(world, role, whose, elsewhere):
    """404 across authorities, 403 within; who oversees a subtree knows what is in it."""
    permissions_nobody_has = "tests.nobody.may"
    try:
        permissions.find(permissions_nobody_has)
    except permissions.UnknownPermission:
        permissions.register(permissions_nobody_has, zh="无人能办", en="nobody may")
    target = thing(world, "agencies.office.view", Role.OFFICE_HEAD, whose)
    with pytest.raises(permissions.Denied) as refusal:
        permissions.require(world.bureau.people[role], permissions_nobody_has, target, today())
    overseeing = role in ADMINISTRATORS | {Role.SUPERVISOR}
    assert refusal.value.elsewhere is (elsewhere and not (overseeing and whose == "below"))
    assert "无人能办" in str(refusal.value)


def test_business__cannot_be_registered_for_administrators():
    with pytest.raises(ValueError, match="no part in business"):
        permissions.register(
            "tests.document.sign", zh="签发", en="sign", system_administrator=permissions.Scope.AGENCY
        )


def test_office_roles__are_those_of_the_constraint():
    assert {Role.INFORMATION_OFFICER, Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE} == OFFICE_ROLES
