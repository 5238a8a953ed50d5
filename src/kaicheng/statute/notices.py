"""Holiday notices as data: the State Council's for each year, and local ones laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from kaicheng.findings import Text

from .citation import Article, InForce, check_succession, read_article, read_in_force
from .datafile import DATA, Node, load

NamedDays = tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Days off and make-up working days that one notice orders.

    ``off`` and ``work`` are pairs of a day and the Chinese name of the festival. ``number`` is the
    document number, ``None`` where no copy of the notice was seen. ``local`` is true for a notice of a
    local government: its days off are local holidays.
    """

    year: int
    number: str | None
    off: NamedDays
    work: NamedDays
    changed_by: tuple[str, ...] = ()
    local: bool = False

    @property
    def label(self) -> Text:
        """How a sentence refers to it."""
        numbers = [number for number in (self.number, *self.changed_by) if number]
        if numbers:
            return Text(zh="、".join(numbers), en=", ".join(numbers))
        if self.local:
            return Text(zh=f"{self.year}年当地放假通知", en=f"the local holiday notice for {self.year}")
        return Text(zh=f"{self.year}年国务院办公厅放假通知", en=f"the State Council notice for {self.year}")


@dataclass(frozen=True, slots=True)
class Festival:
    """A local festival and the season, both ends included as (month, day), in which its days can fall."""

    name: str
    name_en: str
    first: tuple[int, int]
    last: tuple[int, int]

    def meets(self, year: int, start: date, end: date) -> bool:
        """Whether the season of that year has a day in common with ``start`` to ``end``."""
        return date(year, *self.first) <= end and start <= date(year, *self.last)


@dataclass(frozen=True, slots=True)
class Region:
    """A place with holidays of its own, the notices known, and what is not known.

    ``unknown`` pairs a year with the name of a festival whose days no notice read tells.
    """

    code: str
    name: Text
    basis: Text
    festivals: tuple[Festival, ...]
    notices: tuple[Notice, ...]
    unknown: frozenset[tuple[int, str]]

    def gaps(self, start: date, end: date) -> tuple[tuple[int, Festival], ...]:
        """Festivals with unknown days that can fall between the two days, both included."""
        known = {notice.year for notice in self.notices}
        return tuple(
            (year, festival)
            for year in range(start.year, end.year + 1)
            for festival in self.festivals
            if (year not in known or (year, festival.name) in self.unknown)
            and festival.meets(year, start, end)
        )


@dataclass(frozen=True, slots=True)
class FixedHolidays:
    """Days off that the law fixes by the solar calendar, as (month, day) and name."""

    in_force: InForce
    days: tuple[tuple[tuple[int, int], str], ...]


def _named_days(node: Node) -> NamedDays:
    return tuple(
        (day.day(), group.at("name").text())
        for group in node.each()
        for day in group.only("name", "days").at("days").each()
    )


def _check_days(node: Node, notice: Notice) -> Notice:
    """A day stands once, and in the notice's year or the December before it (New Year's bridge days)."""
    days = [day for day, _ in notice.off + notice.work]
    for day in days:
        if day.year != notice.year and (day.year, day.month) != (notice.year - 1, 12):
            raise node.fault(f"{day}不在{notice.year}年内", f"{day} is not in {notice.year}")
        if days.count(day) > 1:
            raise node.fault(f"{day}出现了不止一次", f"{day} stands more than once")
    for day, _ in notice.work:
        if day.weekday() < 5 and not notice.local:
            raise node.fault(f"调休上班日{day}不是周末", f"make-up day {day} is not on a weekend")
    return notice


def read_notice(node: Node) -> Notice:
    """Read a file of ``data/work_calendar/``.

    Raises:
        DataError: it lacks a part, names a day twice, or a day lies outside its year.
    """
    node.only("year", "notice", "changed_by", "source", "off", "work")
    number = node.maybe("notice")
    node.at("source").text()
    notice = Notice(
        year=node.at("year").integer(),
        number=number.text() if number else None,
        off=_named_days(node.at("off")),
        work=_named_days(node.at("work")),
        changed_by=tuple(item.text() for item in node.at("changed_by").each()),
    )
    return _check_days(node, notice)


def read_region(node: Node) -> Region:
    """Read a file of ``data/local/``.

    Raises:
        DataError: as for a notice, or a year stands twice, or an unknown festival is not in the list.
    """
    node.only("region", "name", "basis", "festivals", "years")
    festivals = tuple(
        Festival(
            each.only("name", "en", "from", "to").at("name").text(),
            each.at("en").text(),
            each.at("from").month_day(),
            each.at("to").month_day(),
        )
        for each in node.at("festivals").each()
    )
    notices: list[Notice] = []
    unknown: set[tuple[int, str]] = set()
    for each in node.at("years").each():
        each.only("year", "notice", "unknown", "off", "work")
        year = each.at("year").integer()
        if year in {notice.year for notice in notices}:
            raise each.fault(f"{year}年出现了不止一次", f"{year} stands more than once")
        number = each.maybe("notice")
        notice = Notice(
            year=year,
            number=number.text() if number else None,
            off=_named_days(each.at("off")),
            work=_named_days(each.at("work")),
            local=True,
        )
        notices.append(_check_days(each, notice))
        missing = each.maybe("unknown")
        for name in missing.each() if missing else []:
            unknown.add((year, name.choice(festival.name for festival in festivals)))
    return Region(
        code=node.at("region").text(),
        name=node.at("name").pair(),
        basis=node.at("basis").pair(),
        festivals=festivals,
        notices=tuple(notices),
        unknown=frozenset(unknown),
    )


def read_fixed(node: Node) -> tuple[Article, tuple[FixedHolidays, ...]]:
    """Read ``data/fixed_holidays.yaml``.

    Raises:
        DataError: dates in force overlap.
    """
    rules = tuple(
        FixedHolidays(
            read_in_force(rule.only("in_force", "days").at("in_force")),
            tuple(
                (day.only("name", "on").at("on").month_day(), day.at("name").text())
                for day in rule.at("days").each()
            ),
        )
        for rule in node.only("article", "rules").at("rules").each()
    )
    check_succession(node.at("rules"), rules)
    return read_article(node.at("article")), rules


def _files(folder: str) -> list[Traversable]:
    names = sorted(file.name for file in (DATA / folder).iterdir())
    return [DATA / folder / name for name in names if name.endswith(".yaml")]


@cache
def national_notices() -> tuple[Notice, ...]:
    """The State Council's notices, oldest first."""
    return tuple(read_notice(load(file)) for file in _files("work_calendar"))


@cache
def regions() -> Mapping[str, Region]:
    """Places with holidays of their own, by code."""
    return MappingProxyType(
        {region.code: region for region in (read_region(load(file)) for file in _files("local"))}
    )


@cache
def fixed_holidays() -> tuple[Article, tuple[FixedHolidays, ...]]:
    """What the law fixes, with its article."""
    return read_fixed(load(DATA / "fixed_holidays.yaml"))


@cache
def festival_names() -> Mapping[str, str]:
    """English names of festivals, for the English version of sentences."""
    return MappingProxyType({name: node.text() for name, node in load(DATA / "festival_names.yaml").items()})
