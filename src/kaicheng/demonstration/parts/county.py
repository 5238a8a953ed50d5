"""The county's authorities, offices and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaicheng.agencies import setup
from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.models.agency import Kind, Level
from kaicheng.audit.recording import atomic
from kaicheng.demonstration.county import GENERAL_OFFICE, PlannedAuthority, PlannedPost, county
from kaicheng.demonstration.invented import credit_code, email
from kaicheng.demonstration.registry import Occasion, part

HOURS = "工作日 9:00—12:00，13:30—17:30（演示数据）"
ONLINE = "行政复议网上服务平台（演示数据，以复议机关公布的为准）"
REMEDIES = {
    Level.CITY: ("四川省人民政府", "凉山彝族自治州中级人民法院"),
    Level.COUNTY: ("西昌市人民政府", "西昌市人民法院"),
    Level.TOWNSHIP: ("西昌市人民政府", "西昌市人民法院"),
}
OF_THE_COUNTY = ("凉山彝族自治州人民政府", "凉山彝族自治州中级人民法院")
"""Where to turn against the county's government itself."""


@part("county")
def authorities(occasion: Occasion) -> None:
    """Set up every authority that is not there yet, with its offices and everybody in them."""
    with atomic():
        there = set(Agency.objects.values_list("slug", flat=True))
        missing = [plan for plan in county().authorities if plan.slug not in there]
        made = [(plan, _authority(plan, occasion)) for plan in missing]
        people: list[User] = []
        for plan, agency in made:
            offices = {office.code: _office(agency, office, occasion) for office in plan.offices}
            for post in plan.posts:
                people.append(_appoint(post, agency, offices, occasion))
        User.objects.filter(pk__in={user.pk for user in people}).update(password=occasion.password)


def _authority(plan: PlannedAuthority, occasion: Occasion) -> Agency:
    body, court = OF_THE_COUNTY if plan.kind == Kind.GOVERNMENT and plan.parent else REMEDIES[plan.level]
    below = plan.parent and plan.kind not in (Kind.GOVERNMENT, Kind.GENERAL_OFFICE)
    profile: dict[str, Any] = {
        "kind": plan.kind,
        "level": plan.level,
        "credit_code": credit_code(plan.number, plan.region),
        "region_code": plan.region,
        "supervising_department": Agency.objects.get(slug=GENERAL_OFFICE) if below else None,
        "office": plan.disclosure_office,
        "address": f"演示路{plan.number}号（演示数据，以官方网站为准）",
        "hours": HOURS,
        "telephone": f"0834-000{plan.number:04d}（演示数据）",
        "email": email(plan.slug),
        "website": plan.website,
        "holiday_region": "liangshan",
        "reconsideration_body": body,
        "online_reconsideration": ONLINE,
        "court": court,
    }
    parent = Agency.objects.get(slug=plan.parent) if plan.parent else None
    return setup.create_agency(
        plan.name,
        slug=plan.slug,
        short_name=plan.short_name,
        parent=parent,
        at=occasion.opened_at,
        **profile,
    )


def _office(agency: Agency, plan: Any, occasion: Occasion) -> Office:
    return setup.add_office(
        agency,
        plan.name,
        kind=plan.kind,
        handles_disclosure=plan.disclosure,
        at=occasion.opened_at,
    )


def _appoint(post: PlannedPost, agency: Agency, offices: Mapping[str, Office], occasion: Occasion) -> User:
    user = User.objects.filter(username=post.user).first() or setup.create_account(
        post.user, name=post.name, agency=agency, email=email(post.user), at=occasion.opened_at
    )
    for place in [offices[code] for code in post.offices] or [agency]:
        setup.appoint(user, post.role, place, title=post.title, at=occasion.opened_at)
    return user
