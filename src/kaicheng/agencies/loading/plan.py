"""What a filled-in spreadsheet would set up, and everything that stands against it. Nothing is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from kaicheng.agencies.actions.membership import problem_of
from kaicheng.agencies.loading.cells import choice_in, day_in, not_a_choice, not_a_day, quoted
from kaicheng.agencies.loading.problems import Problem
from kaicheng.agencies.loading.reading import Filled, Row
from kaicheng.agencies.loading.sheets import AGENCIES, OFFICES, PEOPLE, YES, Sheet
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.models.agency import Kind, Level, Status
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.roles import Role, duty_of

PERMISSION = "agencies.setup.load"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
NOT_CHECKED = {"id", "path", "depth", "numchild", "chain"}


@dataclass(slots=True)
class Plan:
    """What is to be made, in order; ``problems`` must be empty for it to be carried out."""

    today: dt.date
    problems: list[Problem] = field(default_factory=list)
    agencies: list[tuple[Agency, Agency | None, dt.date | None]] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    users: list[tuple[User, Agency]] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    known: int = 0
    """How many rows tell what is there already."""


def make_plan(filled: Filled, *, by: User | None, today: dt.date) -> Plan:
    """The plan for what was read. ``by`` is who asks; None is the installation itself."""
    return _Planner(filled, by, today).make()


class _Planner:
    def __init__(self, filled: Filled, by: User | None, today: dt.date) -> None:
        self.filled, self.by, self.today = filled, by, today
        self.standing = Standing(by, today) if by is not None else None
        self.plan = Plan(today, list(filled.problems))
        self.agencies = {agency.name: agency for agency in Agency.objects.filter(status=Status.ACTIVE)}
        self.offices = {
            (office.agency_id, office.name): office for office in Office.objects.filter(valid_to__isnull=True)
        }

    def make(self) -> Plan:
        self._lines()
        self._agencies()
        self._offices()
        self._people()
        self.plan.problems.sort(key=lambda problem: problem.row)
        order = [AGENCIES.name, OFFICES.name, PEOPLE.name]
        self.plan.problems.sort(key=lambda problem: order.index(problem.sheet))
        return self.plan

    def _lines(self) -> None:
        """Names and the rest stand in one line: what is broken for the eye would be another name."""
        for sheet in (AGENCIES, OFFICES, PEOPLE):
            for row in self.filled.rows[sheet.name]:
                for name, value in row.values.items():
                    if _CONTROL.search(value):
                        self._wrong(sheet, row, name, "格子里有换行或看不见的字符，请删去，写成一行。")

    # --- authorities

    def _agencies(self) -> None:
        rows = self.filled.rows[AGENCIES.name]
        fresh: dict[str, Row] = {}
        for row in rows:
            if row["name"] in fresh:
                first = fresh[row["name"]].number
                self._wrong(AGENCIES, row, "name", f"和第{first}行的名称相同，请删去一行。")
            elif row["name"] in self.agencies:
                self.plan.known += 1
            else:
                fresh[row["name"]] = row
        slugs = set(Agency.objects.values_list("slug", flat=True))
        codes = set(Agency.objects.exclude(credit_code="").values_list("credit_code", flat=True))
        for row in self._parents_first(fresh):
            self._agency(row, slugs, codes)

    def _parents_first(self, fresh: dict[str, Row]) -> Iterable[Row]:
        """The rows, each after that of its parent; rings and unknown parents are told."""
        state: dict[str, bool] = {}  # False while its ancestors are being looked at
        ordered: list[Row] = []
        for start in fresh.values():
            chain: list[Row] = []
            row: Row | None = start
            while row is not None and row["name"] not in state:
                state[row["name"]] = False
                chain.append(row)
                row = fresh.get(row["parent"])
            if row is not None and not state[row["name"]]:
                self._wrong(AGENCIES, chain[-1], "parent", "上级单位绕成了一圈，请核对。")
            for one in reversed(chain):
                state[one["name"]] = True
                ordered.append(one)
        return ordered

    def _agency(self, row: Row, slugs: set[str], codes: set[str]) -> None:
        parent = self._agency_called(AGENCIES, row, "parent") if row["parent"] else None
        if row["parent"] and parent is None:
            return
        if not row["parent"] and self.standing is not None:
            self._wrong(AGENCIES, row, "parent", "没有填写。最上级的单位由运维人员在服务器上用命令设立。")
        slug = row["slug"] or (row["credit_code"].lower() if row["credit_code"] else _free(slugs))
        if slug in slugs:
            self._wrong(AGENCIES, row, "slug", f"{quoted(slug)}已经有别的单位用了，请换一个。")
        slugs.add(slug)
        if row["credit_code"] and row["credit_code"] in codes:
            self._wrong(AGENCIES, row, "credit_code", "这个代码已经登记在另一个单位名下，请核对。")
        codes.add(row["credit_code"])
        plain = {
            name: row[name]
            for name in row.values
            if name not in {"name", "short_name", "slug", "parent", "kind", "level", "since"}
        }
        agency = Agency(
            name=row["name"],
            short_name=row["short_name"] or row["name"][:60],
            slug=slug,
            kind=self._choice(AGENCIES, row, "kind", Kind) or Kind.DEPARTMENT,
            level=self._choice(AGENCIES, row, "level", Level) or Level.COUNTY,
            **plain,
        )
        self._clean(AGENCIES, row, agency, NOT_CHECKED | {"supervising_department", "successor", "seal"})
        self.agencies[agency.name] = agency
        self.plan.agencies.append((agency, parent, self._date(AGENCIES, row, "since")))

    # --- offices

    def _offices(self) -> None:
        disclosing = {office.agency_id for office in self.offices.values() if office.handles_disclosure}
        chosen: set[str] = set()
        for row in self.filled.rows[OFFICES.name]:
            agency = self._agency_called(OFFICES, row, "agency")
            if agency is None:
                continue
            if (_key(agency), row["name"]) in self.offices:
                if self.offices[_key(agency), row["name"]].pk is None:
                    self._wrong(OFFICES, row, "name", f"“{agency}”里有两个同名的科室，请删去一行。")
                self.plan.known += 1
                continue
            discloses = row["handles_disclosure"] == YES
            if discloses and (agency.pk in disclosing or agency.name in chosen):
                message = f"“{agency}”已经有公开工作机构了，每个单位只有一个。"
                self._wrong(OFFICES, row, "handles_disclosure", message)
            if discloses:
                chosen.add(agency.name)
            order = row["order"] or "0"
            if not order.isdecimal() or len(order) > 5 or int(order) > 32767:
                self._wrong(OFFICES, row, "order", f"{quoted(order)}不是数字，请填整数。")
                order = "0"
            office = Office(
                agency=agency,
                name=row["name"],
                kind=self._choice(OFFICES, row, "kind", OfficeKind) or OfficeKind.SECTION,
                code=row["code"],
                order=int(order),
                handles_disclosure=discloses,
            )
            self._clean(OFFICES, row, office, {"id", "agency", "successor"})
            self.offices[_key(agency), office.name] = office
            self.plan.offices.append(office)

    # --- people

    def _people(self) -> None:
        rows = self.filled.rows[PEOPLE.name]
        names = {row["username"].lower() for row in rows}
        self.users = {
            user.username.lower(): user for user in User.objects.all() if user.username.lower() in names
        }
        self.held: dict[str, list[Membership]] = {}
        posts = Membership.objects.filter(ended_at=None).select_related("user", "agency", "office")
        for post in posts:
            if post.user.username.lower() in names:
                self.held.setdefault(post.user.username.lower(), []).append(post)
        for row in rows:
            self._person(row)

    def _person(self, row: Row) -> None:
        agency = self._agency_called(PEOPLE, row, "agency")
        role = self._choice(PEOPLE, row, "role", Role)
        if agency is None or role is None:
            return
        office = None
        if row["office"]:
            office = self.offices.get((_key(agency), row["office"]))
            if office is None:
                message = f"“{agency}”没有叫{quoted(row['office'])}的科室，请核对名称，或先在《科室》里加上。"
                self._wrong(PEOPLE, row, "office", message)
                return
        user = self._account(row, agency)
        key = user.username.lower()
        first = self._date(PEOPLE, row, "valid_from") or self.today
        last = self._date(PEOPLE, row, "valid_to")
        begins = min(first, self.today)
        everything = self.held.setdefault(key, [])
        held = [post for post in everything if post.valid_to is None or post.valid_to >= begins]
        if any(
            (post.role, _key(post.agency), post.office and post.office.name)
            == (role, _key(agency), office and office.name)
            and post.overlaps(first, last)
            for post in held
        ):
            self.plan.known += 1
            return
        problem = problem_of(role, row["name"], office is not None, (post.role for post in held))
        if problem is not None:
            self._wrong(PEOPLE, row, problem[1], problem[0])
            return
        post = Membership(
            user=user,
            agency=agency,
            office=office,
            role=role,
            duty=duty_of(role),
            title=row["title"],
            valid_from=first,
            valid_to=last,
            proposed_by=self.by,
        )
        self._clean(
            PEOPLE, row, post, {"id", "user", "agency", "office", "proposed_by", "confirmed_by", "duty"}
        )
        if post.valid_to and post.valid_from and post.valid_to < post.valid_from:
            self._wrong(PEOPLE, row, "valid_to", "截止日期早于起始日期。")
        everything.append(post)
        self.plan.memberships.append(post)

    def _account(self, row: Row, agency: Agency) -> User:
        user = self.users.get(row["username"].lower())
        if user is not None:
            if user.get_full_name() and user.get_full_name() != row["name"]:
                message = f"登录名“{user.username}”是{user.label}的，和姓名对不上，请核对。"
                self._wrong(PEOPLE, row, "username", message)
            if not user.is_active:
                self._wrong(PEOPLE, row, "username", f"账号“{user.username}”已经停用，请先启用。")
            if self.by is not None and user.pk == self.by.pk:
                self._wrong(PEOPLE, row, "username", "不能给自己安排任职，请由另一位系统管理员办理。")
            return user
        user = User(username=row["username"], first_name=row["name"], email=row["email"])
        user.set_unusable_password()
        self._clean(PEOPLE, row, user, {"id", "password"})
        self.users[row["username"].lower()] = user
        self.plan.users.append((user, agency))
        return user

    # --- cells

    def _agency_called(self, sheet: Sheet, row: Row, name: str) -> Agency | None:
        agency = self.agencies.get(row[name])
        if agency is None:
            message = f"系统里和《单位》里都没有{quoted(row[name])}，请写全称，或先在《单位》里加上。"
            self._wrong(sheet, row, name, message)
            return None
        if agency.pk is not None and self.standing and not self.standing.may(PERMISSION, agency):
            self._wrong(sheet, row, name, f"“{row[name]}”不归您管理，不能导入。")
            return None
        return agency

    def _choice(self, sheet: Sheet, row: Row, name: str, choices: Any) -> Any:
        found = choice_in(row[name], choices) if row[name] else None
        if row[name] and found is None:
            self._wrong(sheet, row, name, not_a_choice(row[name], choices))
        return found

    def _date(self, sheet: Sheet, row: Row, name: str) -> dt.date | None:
        found = day_in(row[name]) if row[name] else None
        if row[name] and found is None:
            self._wrong(sheet, row, name, not_a_day(row[name]))
        return found

    def _clean(self, sheet: Sheet, row: Row, made: models.Model, exclude: set[str]) -> None:
        try:
            made.clean_fields(exclude=exclude)
        except ValidationError as error:
            names = {"first_name": "name"}
            for name, messages in error.message_dict.items():
                self._wrong(sheet, row, names.get(name, name), "".join(messages))

    def _wrong(self, sheet: Sheet, row: Row, name: str, message: str) -> None:
        heading = next((column.heading for column in sheet.columns if column.field == name), "")
        self.plan.problems.append(Problem(sheet.name, row.number, heading, message))


def _key(agency: Agency) -> Any:
    """What tells authorities apart before they are stored."""
    return agency.pk if agency.pk is not None else agency.name


def _free(slugs: set[str]) -> str:
    number = len(slugs) + 1
    while f"jg-{number}" in slugs:
        number += 1
    return f"jg-{number}"
