"""The province's authorities with their offices and some 20,000 people.

Rows are inserted in bulk, a prefecture in a transaction: what was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaicheng.agencies.events import LOADED
from kaicheng.agencies.models import Agency, AgencyName, Membership, Office, User
from kaicheng.agencies.models.agency import Kind
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.roles import Role, duty_of
from kaicheng.audit.recording import SYSTEM, Entry, Target, atomic, record
from kaicheng.demonstration.bulk import AT_ONCE, new_root_path
from kaicheng.demonstration.invented import credit_code, email
from kaicheng.demonstration.province import OPENED, OPENED_AT, PROVINCE, Planned, counted
from kaicheng.demonstration.registry import Occasion, Size, part
from kaicheng.publishing.importing.tree import paths_below

OFFICES = ("办公室", "政策法规科", "业务科")
TOWNSHIP_OFFICES = ("党政办公室", "便民服务中心")
WHOLE = (
    (Role.AGENCY_HEAD, "zhuyao", "主要负责人"),
    (Role.DISCLOSURE_OFFICER, "gongkai", "公开工作人员"),
)
OVERSEEING = (Role.SUPERVISOR, "jiandu", "政务公开监督员")
ADMINISTRATORS = (
    (Role.SYSTEM_ADMINISTRATOR, "xitong", "系统管理员"),
    (Role.SECURITY_ADMINISTRATOR, "anquan", "安全管理员"),
    (Role.AUDIT_ADMINISTRATOR, "shenji", "审计管理员"),
)


@part("province", size=Size.LARGE)
def organisation(occasion: Occasion) -> None:
    """The authorities with their offices and people."""
    for portion, so_far in counted(occasion.scale):
        if Agency.objects.filter(slug=portion[0].slug).exists():
            continue
        with atomic():
            agencies = _agencies(portion)
            offices = _offices(agencies)
            users, memberships = _people(agencies, offices, occasion)
            facts = {
                "agencies": len(agencies),
                "offices": len(offices),
                "users": users,
                "memberships": memberships,
                "file": portion[0].slug,
                "digest": "",
            }
            root = Agency.objects.get(slug=PROVINCE)
            record(_told(root, occasion, facts))
        occasion.tell(f"演示省：机关和人员 authorities and people {so_far}")


def _told(root: Agency, occasion: Occasion, facts: dict[str, Any]) -> Entry:
    """The event for a portion, in the chain of the province."""
    return Entry(
        type=LOADED, chain=root.chain, actor=SYSTEM, target=Target.of(root), at=occasion.now, facts=facts
    )


def _agencies(portion: Sequence[Planned]) -> list[Agency]:
    outside = {plan.parent for plan in portion} - {plan.slug for plan in portion}
    known = {agency.slug: agency for agency in Agency.objects.select_for_update().filter(slug__in=outside)}
    children = {slug: paths_below(agency, agency.get_last_child()) for slug, agency in known.items()}
    made = []
    for plan in portion:
        path = next(children[plan.parent]) if plan.parent else new_root_path(Agency)
        agency = Agency(
            path=path,
            depth=len(path) // Agency.steplen,
            name=plan.name,
            short_name=plan.name,
            slug=plan.slug,
            kind=plan.kind,
            level=plan.level,
            credit_code=credit_code(plan.number),
            office=f"{plan.name}办公室"[:120],
            email=email(plan.slug),
        )
        if plan.parent:
            known[plan.parent].numchild += 1
        known[plan.slug], children[plan.slug] = agency, paths_below(agency)
        made.append(agency)
    Agency.objects.bulk_create(made, AT_ONCE)
    for slug in outside - {""}:
        Agency.objects.filter(slug=slug).update(numchild=known[slug].numchild)
    supervisors = {plan.supervised_by for plan in portion if plan.supervised_by}
    for slug in supervisors:
        below = [plan.slug for plan in portion if plan.supervised_by == slug]
        Agency.objects.filter(slug__in=below).update(supervising_department=Agency.objects.get(slug=slug))
    AgencyName.objects.bulk_create(
        [AgencyName(agency=agency, name=agency.name, short_name=agency.short_name) for agency in made],
        AT_ONCE,
    )
    return made


def _offices(agencies: Sequence[Agency]) -> list[Office]:
    return Office.objects.bulk_create(
        [
            Office(
                agency=agency,
                name=name,
                kind=OfficeKind.SUBORDINATE if name.endswith("中心") else OfficeKind.SECTION,
                order=order,
                handles_disclosure=order == 0,
            )
            for agency in agencies
            for order, name in enumerate(TOWNSHIP_OFFICES if agency.kind == Kind.TOWNSHIP else OFFICES)
        ],
        AT_ONCE,
    )


def _people(agencies: Sequence[Agency], offices: Sequence[Office], occasion: Occasion) -> tuple[int, int]:
    """Accounts and appointments; how many of each."""
    of_agency: dict[int, list[Office]] = {}
    for office in offices:
        of_agency.setdefault(office.agency_id, []).append(office)
    users: list[User] = []
    memberships: list[Membership] = []

    def hold(agency: Agency, account: str, title: str, role: Role, places: Sequence[Office | None]) -> None:
        user = User(
            username=f"{agency.slug}-{account}",
            first_name=f"{agency.short_name}{title}",
            email=email(f"{agency.slug}-{account}"),
            password=occasion.password,
        )
        users.append(user)
        memberships.extend(
            Membership(
                user=user,
                agency=agency,
                office=place,
                role=role,
                duty=duty_of(role),
                title=title,
                valid_from=OPENED,
                confirmed_at=OPENED_AT,
            )
            for place in places
        )

    for agency in agencies:
        own = of_agency[agency.pk]
        whole = [*WHOLE, OVERSEEING] if agency.kind == Kind.GOVERNMENT else WHOLE
        for role, account, title in [*whole, *(ADMINISTRATORS if agency.slug == PROVINCE else ())]:
            hold(agency, account, title, role, [None])
        hold(agency, "fenguan", "分管领导", Role.LEADER_IN_CHARGE, own)
        hold(agency, "fuze", f"{own[0].name}负责人", Role.OFFICE_HEAD, own[:1])
        for number, office in enumerate(own, start=1):
            hold(agency, f"xinxi{number}", f"{office.name}信息员", Role.INFORMATION_OFFICER, [office])
    User.objects.bulk_create(users, AT_ONCE)
    Membership.objects.bulk_create(memberships, AT_ONCE)
    return len(users), len(memberships)
