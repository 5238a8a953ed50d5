"""``manage.py tally``: the figures of an authority's year, counted now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.writers import write
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally


class Command(BaseCommand):
    """Counts tables two, three and four from this installation's records."""

    help = "年度报告三张表的数据，从本系统的记录里统计。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agency", required=True, help="机关全称、简称或者网址用名")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--subtree", action="store_true", help="连同下级机关")
        parser.add_argument("--json", action="store_true", help="kaicheng/annual-report/1")

    def handle(self, *_args: Any, **options: Any) -> None:
        agency = _find(options["agency"])
        found = tally(Scope.year(agency, options["year"], subtree=options["subtree"]))
        report = found.report()
        if options["json"]:
            self.stdout.write(json.dumps(json.loads(write(report, "json")), ensure_ascii=False, indent=2))
            return
        self.stdout.write(report.title)
        for path, cell in form_for(options["year"]).cells.items():
            if path in found.figures:
                mark = "  （手工填报）" if path in found.entered else ""
                self.stdout.write(f"{cell.name}：{report.text_of(path)}{cell.unit}{mark}")


def _find(name: str) -> Agency:
    for field in ("name", "slug", "short_name"):
        agencies = list(Agency.objects.filter(**{field: name})[:2])
        if len(agencies) == 1:
            return agencies[0]
    raise CommandError(f"没有找到“{name}”这个机关，或者不止一个。请写全称或者网址用名。")
