"""Plain functions over the actions, for commands, demonstration data and tests.

Without ``by`` the installation itself acts: what it appoints counts at once.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from kaicheng.agencies.actions.account import CreateAccount
from kaicheng.agencies.actions.agency import CreateAgency
from kaicheng.agencies.actions.membership import Appoint
from kaicheng.agencies.actions.office import CreateOffice
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.roles import Role


def create_agency(
    name: str,
    *,
    slug: str,
    short_name: str = "",
    parent: Agency | None = None,
    since: dt.date | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
    **profile: Any,
) -> Agency:
    """A new authority; ``profile`` are fields of :class:`Agency`."""
    return CreateAgency(
        name, slug=slug, short_name=short_name, parent=parent, since=since, profile=profile, by=by, at=at
    ).execute()


def add_office(
    agency: Agency,
    name: str,
    *,
    since: dt.date | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
    **particulars: Any,
) -> Office:
    """A new office; ``particulars`` are fields of :class:`Office`."""
    return CreateOffice(agency, name, since=since, particulars=particulars, by=by, at=at).execute()


def create_account(
    username: str,
    *,
    name: str = "",
    agency: Agency,
    email: str = "",
    password: str | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> User:
    """A new account. Without a password it cannot be used before one is set by reset."""
    return CreateAccount(
        username, name=name, agency=agency, email=email, password=password, by=by, at=at
    ).execute()


def appoint(
    user: User,
    role: Role | str,
    place: Office | Agency,
    *,
    title: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> Membership:
    """A new appointment in an office, or in the whole authority."""
    office = place if isinstance(place, Office) else None
    agency = place.agency if isinstance(place, Office) else place
    return Appoint(
        user,
        role,
        agency,
        office=office,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
        by=by,
        at=at,
    ).execute()
