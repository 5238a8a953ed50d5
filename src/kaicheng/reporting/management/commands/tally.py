"""``manage.py tally``: the figures of an authority's year, or of other days, counted now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.by_hand import MARK
from kaicheng.annual_report.model import Period
from kaicheng.annual_report.writers import write
from kaicheng.reporting.scope import FIRST, LAST, Scope
from kaicheng.reporting.tally import tally


class Command(BaseCommand):
    """Counts tables two, three and four from this installation's records."""

    help = "年度报告三张表的数据，从本系统的记录里统计。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agency", required=True, help="机关全称、简称或者网址用名")
        parser.add_argument("--year", type=int, help="哪一年；统计别的时段的，用 --from 和 --to")
        parser.add_argument("--from", dest="start", metavar="DATE", help="从哪一天起，写成 2025-01-01")
        parser.add_argument("--to", dest="end", metavar="DATE", help="到哪一天止，当天也算")
        parser.add_argument("--subtree", action="store_true", help="连同下级机关")
        parser.add_argument("--json", action="store_true", help="kaicheng/annual-report/1")

    def handle(self, *_args: Any, **options: Any) -> None:
        agency = _find(options["agency"])
        period = _period(options["year"], options["start"], options["end"])
        found = tally(Scope(agency, period, options["subtree"]))
        report = found.report()
        if options["json"]:
            self.stdout.write(write(report, "json").decode(), ending="")
            return
        self.stdout.write(report.title)
        for path, cell in report.statutory_form.cells.items():
            if path in found.figures:
                mark = f"  （{MARK}）" if path in found.entered else ""
                self.stdout.write(f"{cell.name}：{report.text_of(path)}{cell.unit}{mark}")


def _period(year: int | None, start: str | None, end: str | None) -> Period:
    if year is not None and start is None and end is None:
        if not FIRST <= year <= LAST:
            raise CommandError(f"没有{year}年的报告：年份在{FIRST}到{LAST}之间。")
        return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if year is not None or start is None or end is None:
        raise CommandError("请写 --year，或者同时写 --from 和 --to。")
    try:
        period = Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    except ValueError:
        raise CommandError("日期请写成 2025-01-01 这样。") from None
    if not FIRST <= period.start.year <= period.end.year <= LAST or period.start > period.end:
        raise CommandError(f"时段不对：从{start}到{end}。")
    return period


def _find(name: str) -> Agency:
    for field in ("name", "slug", "short_name"):
        agencies = list(Agency.objects.filter(**{field: name})[:2])
        if len(agencies) == 1:
            return agencies[0]
    raise CommandError(f"没有找到“{name}”这个机关，或者不止一个。请写全称或者网址用名。")
