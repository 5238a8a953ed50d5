"""Carrying out a plan: everything in one transaction with its events, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass

from kaicheng.agencies import events, permissions
from kaicheng.agencies.loading.plan import PERMISSION, Plan
from kaicheng.agencies.models import Agency, AgencyName, Import, Membership, Office, User
from kaicheng.audit.recording import NOWHERE, SYSTEM, Actor, Entry, Origin, Target, atomic, record
from kaicheng.audit.registry import EventType

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made."""

    agencies: list[Agency]
    offices: list[Office]
    users: list[User]
    memberships: list[Membership]


def load(
    plan: Plan,
    *,
    by: User | None,
    at: dt.datetime,
    file: str = "",
    data: bytes = b"",
    origin: Origin = NOWHERE,
) -> Loaded:
    """Make everything in a plan without problems. What the installation itself loads (``by=None``) counts at
    once; what somebody loads waits for the security administrator, as every appointment does.
    """
    if plan.problems:
        raise ValueError(f"the plan has {len(plan.problems)} problems")
    with atomic():
        actor = SYSTEM
        if by is not None:
            standing = permissions.Standing(by, plan.today)
            capacities = [one for one in standing.held if one.role in permissions.find(PERMISSION).scopes]
            if not capacities:
                raise permissions.Denied(permissions.find(PERMISSION), elsewhere=False)
            actor = capacities[0].actor
        imported = Import(file=file[:200], digest=_digest(data), made_at=at, made_by=by) if by else None
        made = _make(plan, confirmed_at=at if by is None else None, imported=imported)
        for entry in _entries(plan, made, actor, at, origin, file, data):
            record(entry)
    return made


def _make(plan: Plan, *, confirmed_at: dt.datetime | None, imported: Import | None) -> Loaded:
    agencies = _plant(plan)
    if imported is not None and plan.memberships:
        imported.save()
    AgencyName.objects.bulk_create(
        [
            AgencyName(agency=agency, name=agency.name, short_name=agency.short_name, valid_from=since)
            for agency, _parent, since in plan.agencies
        ],
        BATCH,
    )
    for office in plan.offices:
        office.agency = office.agency  # takes over the id it has by now
    Office.objects.bulk_create(plan.offices, BATCH)
    users = [user for user, _agency in plan.users]
    User.objects.bulk_create(users, BATCH)
    for post in plan.memberships:
        post.user, post.agency, post.office = post.user, post.agency, post.office
        post.confirmed_at = confirmed_at
        post.imported = imported
    Membership.objects.bulk_create(plan.memberships, BATCH)
    return Loaded(agencies, plan.offices, users, plan.memberships)


def _plant(plan: Plan) -> list[Agency]:
    """Put the new authorities into the tree, each after the last child of its parent."""
    children: dict[int | None, int] = {}
    added: dict[int, int] = defaultdict(int)
    waiting = [(agency, parent) for agency, parent, _since in plan.agencies]
    while waiting:
        # One level of new authorities at a time: a parent needs its id before its children are numbered.
        level = [(agency, parent) for agency, parent in waiting if parent is None or parent.pk is not None]
        waiting = [(agency, parent) for agency, parent in waiting if parent is not None and parent.pk is None]
        for agency, parent in level:
            key = parent.pk if parent is not None else None
            if key not in children:
                children[key] = _last_child(parent)
            children[key] += 1
            agency.depth = parent.depth + 1 if parent is not None else 1
            agency.numchild = 0
            agency.path = Agency._get_path(parent.path if parent else "", agency.depth, children[key])
            if parent is not None:
                added[parent.pk] += 1
        Agency.objects.bulk_create([agency for agency, _parent in level], BATCH)
    parents = list(Agency.objects.filter(pk__in=added))
    for parent in parents:
        parent.numchild += added[parent.pk]
    Agency.objects.bulk_update(parents, ["numchild"], BATCH)
    return [agency for agency, _parent, _since in plan.agencies]


def _last_child(parent: Agency | None) -> int:
    """The number of the last child in the tree's own counting."""
    if parent is None:
        last = Agency.get_last_root_node()
    else:
        last = Agency.objects.get(pk=parent.pk).get_last_child()
    return int(Agency._str2int(last.path[-Agency.steplen :])) if last is not None else 0


def _entries(
    plan: Plan, made: Loaded, actor: Actor, at: dt.datetime, origin: Origin, file: str, data: bytes
) -> list[Entry]:
    def entry(kind: EventType, chain: str, target: Target, **more: dict[str, object]) -> Entry:
        return Entry(type=kind, chain=chain, actor=actor, target=target, at=at, origin=origin, **more)  # type: ignore[arg-type]

    found = [
        entry(
            events.AGENCY_CREATED,
            agency.chain,
            Target.of(agency),
            facts={
                "parent": parent.name if parent else "",
                "kind": str(agency.kind),
                "level": str(agency.level),
                "credit_code": agency.credit_code,
            },
        )
        for agency, parent, _since in plan.agencies
    ]
    found += [
        entry(
            events.OFFICE_CREATED,
            office.agency.chain,
            Target.of(office),
            facts={"kind": str(office.kind), "handles_disclosure": office.handles_disclosure},
        )
        for office in made.offices
    ]
    found += [
        entry(
            events.ACCOUNT_CREATED,
            agency.chain,
            Target.of(user, f"账号{user.pk}"),
            personal={"username": user.username, "name": user.label},
        )
        for user, agency in plan.users
    ]
    for post in made.memberships:
        kind = events.MEMBERSHIP_APPOINTED if post.confirmed else events.MEMBERSHIP_PROPOSED
        found.append(
            entry(
                kind,
                post.agency.chain,
                Target.of(post, post.post),
                facts={
                    "role": post.role_label,
                    "user": str(post.user_id),
                    "office": post.office.name if post.office else "",
                    "valid_from": post.valid_from.isoformat() if post.valid_from else "",
                    "valid_to": post.valid_to.isoformat() if post.valid_to else "",
                },
                personal={"holder": post.user.label},
            )
        )
    touched = made.agencies[:1] or [post.agency for post in made.memberships[:1]]
    touched = touched or [office.agency for office in made.offices[:1]]
    counts = {
        "agencies": len(made.agencies),
        "offices": len(made.offices),
        "users": len(made.users),
        "memberships": len(made.memberships),
        "file": file,
        "digest": _digest(data),
    }
    found += [entry(events.LOADED, agency.chain, Target.of(agency), facts=counts) for agency in touched]
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""
