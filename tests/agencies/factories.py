"""Small organisations in the words of the field: ``a_bureau()``, ``somebody(Role.OFFICE_HEAD, office)``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import count

from django.utils import timezone

from kaicheng.agencies import setup
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.roles import OFFICE_ROLES, Role

_numbers = count(1)
LONG_AGO = dt.date(2020, 1, 1)


def today() -> dt.date:
    return timezone.localdate()


def an_agency(name: str | None = None, *, parent: Agency | None = None, **profile: object) -> Agency:
    """An authority; named by a number unless a name is given."""
    number = next(_numbers)
    return setup.create_agency(
        name or f"示例市第{number}局", slug=str(profile.pop("slug", f"ju-{number}")), parent=parent, **profile
    )  # type: ignore[arg-type]


def an_office(agency: Agency, name: str | None = None, **particulars: object) -> Office:
    """An office of an authority."""
    return setup.add_office(agency, name or f"第{next(_numbers)}科", **particulars)  # type: ignore[arg-type]


def an_account(agency: Agency, name: str | None = None, **given: object) -> User:
    """An account without any post, called by a number."""
    number = next(_numbers)
    return setup.create_account(f"u{number}", name=name or f"{number}号", agency=agency, **given)  # type: ignore[arg-type]


def somebody(role: Role, place: Office | Agency, user: User | None = None, **given: object) -> User:
    """A person appointed to a post, confirmed, since long ago."""
    agency = place.agency if isinstance(place, Office) else place
    user = user or an_account(agency, str(role.label))
    setup.appoint(user, role, place, valid_from=given.pop("valid_from", LONG_AGO), **given)  # type: ignore[arg-type]
    return user


def post_of(user: User) -> Membership:
    """The one appointment of somebody."""
    return Membership.objects.get(user=user)


@dataclass
class Bureau:
    """An authority with two offices and everybody in one of them."""

    agency: Agency
    office: Office
    other_office: Office
    people: dict[Role, User]


def a_bureau(name: str | None = None, *, parent: Agency | None = None) -> Bureau:
    """An authority with two offices and one person for every role."""
    agency = an_agency(name, parent=parent)
    office, other = an_office(agency, "办公室", handles_disclosure=True), an_office(agency, "业务科")
    people = {role: somebody(role, office if role in OFFICE_ROLES else agency) for role in Role}
    return Bureau(agency, office, other, people)
