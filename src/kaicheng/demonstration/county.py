"""The county of ``data/county.yaml``: its authorities with their offices and posts, as a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kaicheng.agencies.models.agency import Kind, Level
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.roles import Role

COUNTY = "xichang"
GENERAL_OFFICE = "xichang-zfb"
BUREAU = "xichang-rsj"


@dataclass(frozen=True, slots=True)
class PlannedOffice:
    """An office to be set up."""

    code: str
    name: str
    kind: OfficeKind
    disclosure: bool


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post and its holder, who has its name; a leader in charge holds it in several offices."""

    role: Role
    user: str
    name: str
    title: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedAuthority:
    """An authority to be set up."""

    number: int
    slug: str
    name: str
    short_name: str
    kind: Kind
    level: Level
    region: str
    parent: str
    disclosure_office: str
    website: str
    offices: tuple[PlannedOffice, ...]
    posts: tuple[PlannedPost, ...]


@dataclass(frozen=True, slots=True)
class County:
    """All of it. Parents stand before what is below them."""

    authorities: tuple[PlannedAuthority, ...]
    shown: tuple[str, ...]

    @property
    def posts(self) -> Iterator[PlannedPost]:
        """Every post of every authority."""
        for authority in self.authorities:
            yield from authority.posts

    def holder(self, user: str) -> PlannedPost:
        """The first post of the account with that name."""
        return next(post for post in self.posts if post.user == user)


@cache
def county() -> County:
    """The plan as it stands in the file."""
    data = yaml.safe_load(files(__package__).joinpath("data/county.yaml").read_text("utf-8"))
    patterns: Mapping[str, Any] = data["patterns"]
    authorities = tuple(
        _authority(number, given, patterns.get(given.get("pattern"), {"offices": {}, "posts": []}))
        for number, given in enumerate(data["authorities"], start=1)
    )
    return County(authorities, tuple(data["shown"]))


def _authority(number: int, given: Mapping[str, Any], pattern: Mapping[str, Any]) -> PlannedAuthority:
    slug: str = given["slug"]
    kind = Kind(given.get("kind", Kind.DEPARTMENT))
    level = Level.TOWNSHIP if given.get("pattern") == "township" else Level(given.get("level", Level.COUNTY))
    offices = tuple(
        PlannedOffice(
            code, one["name"], OfficeKind(one.get("kind", OfficeKind.SECTION)), one.get("disclosure", False)
        )
        for code, one in pattern["offices"].items()
    )
    disclosure = next((office.name for office in offices if office.disclosure), "")
    top = level is Level.CITY
    return PlannedAuthority(
        number=number,
        slug=slug,
        name=given["name"],
        short_name=given["short"],
        kind=kind,
        level=level,
        region=given.get("region", "513401"),
        parent="" if top else given.get("below", COUNTY),
        disclosure_office=given.get("office", disclosure),
        website=given.get("website", ""),
        offices=offices,
        posts=tuple(_posts(given, pattern, offices)),
    )


def _posts(
    given: Mapping[str, Any], pattern: Mapping[str, Any], offices: tuple[PlannedOffice, ...]
) -> Iterator[PlannedPost]:
    accounts = given["slug"].removeprefix(f"{COUNTY}-")
    for one in pattern["posts"]:
        role, title = Role(one["role"]), one["title"].format(head=given.get("head", "局长"))
        if one.get("each_office"):
            for office in offices:
                named = f"{office.name}{title}"
                user = f"{accounts}-{office.code}-{one['account']}"
                yield PlannedPost(role, user, f"{given['people']}{named}", named, (office.code,))
            continue
        user = one.get("user") or f"{accounts}-{one['account']}"
        name = one.get("name") or f"{given['people']}{title}"
        yield PlannedPost(role, user, name, title, tuple(one.get("offices", ())))
