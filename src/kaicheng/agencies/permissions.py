"""Who may do what, decided here and nowhere else.

Apps register actions by dotted names with the reach each role has (``policies.py`` of every app)::

    permissions.register(
        "publishing.document.draft",
        zh="起草", en="draft documents",
        information_officer=Scope.OFFICE, disclosure_officer=Scope.AGENCY,
    )

and say where objects of their models belong::

    permissions.place(Document, agency="office__agency", office="office", owner="author")

Everything else asks::

    permissions.may(user, "publishing.document.draft", document, on)
    permissions.visible(user, "publishing.document.view", Document.objects.all(), on)
    capacity = permissions.require(user, "publishing.document.draft", document, on)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from kaicheng.agencies.models import Agency, Delegation, Membership, Office
from kaicheng.agencies.roles import ADMINISTRATORS, Role
from kaicheng.agencies.standing import Capacity, Somebody, capacities, succession, with_predecessors
from kaicheng.findings import Text

_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)+")
Row = TypeVar("Row", bound=models.Model)


class Scope(StrEnum):
    """How far a role reaches with an action."""

    OWN = "own"
    """What belongs to the person, in the own authority."""
    OFFICE = "office"
    """The office of the post, with offices merged into it."""
    AGENCY = "agency"
    """The authority of the post, with authorities merged into it."""
    SUBTREE = "subtree"
    """The authority of the post and everything below it."""


class UnknownPermission(LookupError):
    """An action that nobody registered."""


class Denied(PermissionDenied):
    """Somebody may not do this. ``elsewhere`` when not even its existence is to be told."""

    def __init__(self, permission: Permission, *, elsewhere: bool) -> None:
        self.permission, self.elsewhere = permission, elsewhere
        super().__init__(f"您的岗位不能办这件事：{permission.label.zh}。需要时请联系本单位系统管理员。")


@dataclass(frozen=True, slots=True)
class Permission:
    """An action with the reach of each role. A role that is not named may not do it at all."""

    name: str
    label: Text
    scopes: Mapping[Role, Scope]


@dataclass(frozen=True, slots=True)
class Paths:
    """Where rows of a model belong, as lookup paths; an empty one is the row itself."""

    agency: str
    office: str | None = None
    owner: str | None = None


_permissions: dict[str, Permission] = {}
_paths: dict[type[models.Model], Paths] = {}


def register(name: str, *, zh: str, en: str, administrative: bool = False, **scopes: Scope) -> Permission:
    """Register the action ``name`` with the scope of each role, and give it back.

    Only what is marked ``administrative`` can be given to one of the three administrators. Raises ValueError
    for a name taken, an unknown role, or a business action given to an administrator.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an action: write app.object.verb, all lower case")
    if name in _permissions:
        raise ValueError(f"{name} is registered already")
    reach = {Role(role): Scope(scope) for role, scope in scopes.items()}
    if not administrative and reach.keys() & ADMINISTRATORS:
        raise ValueError(f"{name}: administrators have no part in business; is it administrative?")
    _permissions[name] = Permission(name, Text(zh, en), reach)
    return _permissions[name]


def place(
    model: type[models.Model], *, agency: str, office: str | None = None, owner: str | None = None
) -> None:
    """Say where rows of ``model`` belong: lookup paths to the authority, the office and the person."""
    _paths[model] = Paths(agency, office, owner)


def find(name: str) -> Permission:
    """The action with this name. Raises :class:`UnknownPermission`."""
    try:
        return _permissions[name]
    except KeyError:
        raise UnknownPermission(f"{name}: register the action in your app's policies.py first") from None


def registered() -> Iterator[Permission]:
    """Every action, by name."""
    yield from (_permissions[name] for name in sorted(_permissions))


# --- questions ------------------------------------------------------------------------------------------


class Standing:
    """What somebody may do on a day, looked up once: for pages that ask about many things."""

    def __init__(self, user: Somebody, on: dt.date) -> None:
        self.user, self.on = user, on
        self.held = capacities(user, on)

    def capacity_for(self, action: str, obj: models.Model) -> Capacity | None:
        """The capacity in which this may be done, own posts before delegated ones."""
        return _allowing(find(action), self.held, _Belonging.of(obj))

    def may(self, action: str, obj: models.Model) -> bool:
        """Whether this may be done. What is about to be made is asked of where it is made."""
        return self.capacity_for(action, obj) is not None

    def may_somewhere(self, action: str) -> bool:
        """Whether this may be done to anything at all: for menus and buttons."""
        scopes = find(action).scopes
        return any(capacity.role in scopes for capacity in self.held)

    def require(self, action: str, obj: models.Model) -> Capacity:
        """The capacity in which this may be done.

        Raises :class:`Denied`, marked ``elsewhere`` when ``obj`` belongs to none of their authorities.
        """
        permission, belonging = find(action), _Belonging.of(obj)
        capacity = _allowing(permission, self.held, belonging)
        if capacity is None:
            raise Denied(permission, elsewhere=not any(belonging.known_to(other) for other in self.held))
        return capacity

    def visible(self, action: str, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
        """Those of ``rows`` to which this may be done."""
        scopes, paths = find(action).scopes, _paths_of(rows.model)
        reaching: dict[Scope, list[Capacity]] = {}
        for capacity in self.held:
            if capacity.role in scopes:
                reaching.setdefault(scopes[capacity.role], []).append(capacity)
        if not reaching:
            return rows.none()
        wanted = Q(pk__in=[])
        for scope, held in reaching.items():
            wanted |= _reached(scope, held, paths, self.user)
        return rows.filter(wanted)


def may(user: Somebody, action: str, obj: models.Model, on: dt.date) -> bool:
    """Whether ``user`` may do ``action`` to ``obj`` on that day."""
    return Standing(user, on).may(action, obj)


def may_somewhere(user: Somebody, action: str, on: dt.date) -> bool:
    """Whether ``user`` may do ``action`` to anything at all on that day."""
    return Standing(user, on).may_somewhere(action)


def capacity_for(user: Somebody, action: str, obj: models.Model, on: dt.date) -> Capacity | None:
    """The capacity in which ``user`` may do ``action`` to ``obj`` on that day."""
    return Standing(user, on).capacity_for(action, obj)


def require(user: Somebody, action: str, obj: models.Model, on: dt.date) -> Capacity:
    """The capacity in which ``user`` may do ``action`` to ``obj``, or :class:`Denied`."""
    return Standing(user, on).require(action, obj)


def visible(user: Somebody, action: str, rows: models.QuerySet[Row], on: dt.date) -> models.QuerySet[Row]:
    """Those of ``rows`` to which ``user`` may do ``action`` on that day: never another authority's."""
    return Standing(user, on).visible(action, rows)


# --- how far a scope reaches ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Belonging:
    """To whom an object belongs, with what took over from its authority and office."""

    paths: tuple[str, ...]
    agencies: frozenset[int]
    offices: frozenset[int]
    owner: Any

    @classmethod
    def of(cls, obj: models.Model) -> _Belonging:
        paths = _paths_of(type(obj))
        agency = _follow(obj, paths.agency)
        if not isinstance(agency, Agency):
            raise TypeError(f"{obj!r} belongs to no authority")
        office = None if paths.office is None else _follow(obj, paths.office)
        owner = None if paths.owner is None else _follow(obj, paths.owner)
        agencies = succession(agency)
        return cls(
            tuple(one.path for one in agencies),
            frozenset(one.pk for one in agencies),
            frozenset(one.pk for one in succession(office)) if office is not None else frozenset(),
            owner,
        )

    def within(self, scope: Scope, capacity: Capacity) -> bool:
        if scope is Scope.SUBTREE:
            return any(path.startswith(capacity.agency.path) for path in self.paths)
        if scope is Scope.OFFICE:
            return capacity.membership.office_id in self.offices
        own = capacity.membership.agency_id in self.agencies
        return own and (scope is Scope.AGENCY or self.owner == capacity.user)

    def known_to(self, capacity: Capacity) -> bool:
        """Whether somebody in this capacity knows of the object, and may be told that it is refused."""
        overseeing = capacity.role is Role.SUPERVISOR or capacity.role in ADMINISTRATORS
        return self.within(Scope.SUBTREE if overseeing else Scope.AGENCY, capacity)


def _allowing(permission: Permission, held: tuple[Capacity, ...], belonging: _Belonging) -> Capacity | None:
    return next(
        (
            capacity
            for capacity in held
            if capacity.role in permission.scopes
            and belonging.within(permission.scopes[capacity.role], capacity)
        ),
        None,
    )


def _reached(scope: Scope, held: list[Capacity], paths: Paths, user: Somebody) -> Q:
    agency = paths.agency or "pk"
    if scope is Scope.SUBTREE:
        below, path = Q(), f"{paths.agency}__path" if paths.agency else "path"
        inside = Q()
        for capacity in held:
            below |= Q(**{f"{path}__startswith": capacity.agency.path})
            inside |= Q(successor__path__startswith=capacity.agency.path)
        merged = set(Agency.objects.filter(inside).values_list("pk", flat=True))
        return below | Q(**{f"{agency}__in": with_predecessors(Agency, merged)}) if merged else below
    if scope is Scope.OFFICE:
        if paths.office is None:
            return Q(pk__in=[])
        offices = {capacity.office.pk for capacity in held if capacity.office is not None}
        return Q(**{f"{paths.office or 'pk'}__in": with_predecessors(Office, offices)})
    own = Q(**{f"{agency}__in": with_predecessors(Agency, {one.membership.agency_id for one in held})})
    if scope is Scope.AGENCY:
        return own
    return own & Q(**{paths.owner or "pk": user.pk}) if paths.owner is not None else Q(pk__in=[])


def _paths_of(model: type[models.Model]) -> Paths:
    for known in model.__mro__:
        if known in _paths:
            return _paths[known]
    raise LookupError(f"{model.__name__}: say in your app's policies.py where its rows belong")


def _follow(obj: Any, path: str) -> Any:
    for name in filter(None, path.split("__")):
        obj = None if obj is None else getattr(obj, name)
    return obj


place(Agency, agency="")
place(Office, agency="agency", office="")
place(Membership, agency="agency", office="office", owner="user")
place(Delegation, agency="membership__agency", office="membership__office", owner="membership__user")
