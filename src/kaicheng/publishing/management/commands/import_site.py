"""``manage.py import_site``: what an authority had published before it came here."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kaicheng.agencies.models import Agency, Office
from kaicheng.publishing import outlets
from kaicheng.publishing.importing.batches import FinishImport, UnknownColumn, begin, store
from kaicheng.publishing.importing.mapping import DryRun, SourceMapping, incoming
from kaicheng.publishing.importing.reading import UnreadableSource, read_source
from kaicheng.publishing.importing.redirects import lead_old_addresses
from kaicheng.publishing.importing.screened import screened
from kaicheng.publishing.models import ImportBatch

SHOWN = 20


class Command(BaseCommand):
    """Takes up an import that was broken off; stores nothing twice."""

    help = "导入原网站已经公开的信息：CSV、JSON、RSS 文件，或者放有表格和附件、存有网页的文件夹。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="文件或者文件夹")
        parser.add_argument("--agency", required=True, help="机关全称或者网址用名")
        parser.add_argument("--column", default="zhudong/qita", help="没有写明栏目的放在哪里")
        parser.add_argument(
            "--map", action="append", default=[], metavar="NAME=原名", help="例如 title=文章标题，可以写多个"
        )
        parser.add_argument("--columns", action="append", default=[], metavar="原栏目=地址")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")

    def handle(self, *_args: Any, **options: Any) -> None:
        agency = Agency.objects.filter(name=options["agency"]).first()
        agency = agency or Agency.objects.filter(slug=options["agency"]).first()
        if agency is None or not hasattr(agency, "platform"):
            raise CommandError(f"没有找到“{options['agency']}”，或者它还没有公开平台。")
        mapping = SourceMapping(
            options["column"],
            _pairs(options["map"]),
            _pairs(options["columns"]),
            until=timezone.localdate(),
        )
        found = DryRun()
        try:
            documents = incoming(read_source(options["source"]), mapping, found)
            if options["dry_run"]:
                for _document in screened(documents, agency, timezone.localdate(), found):
                    pass
                self._tell(found)
                return
            digest = _digest(options["source"])
            if ImportBatch.objects.filter(
                agency=agency, source_digest=digest, finished_at__isnull=False
            ).exists():
                self.stdout.write("这个来源已经导入过了，没有变化。")
                return
            batch = begin(agency, str(options["source"]), timezone.now(), digest=digest)
            office = Office.objects.filter(agency=agency, handles_disclosure=True).first()
            stored = store(
                batch, office, documents, lambda count: self.stdout.write(f"已导入{count}条"), found
            )
        except (UnreadableSource, UnknownColumn, OSError) as error:
            raise CommandError(str(error)) from error
        FinishImport(batch, by=None, at=timezone.now()).execute()
        led = lead_old_addresses(batch)
        self._tell(found)
        self.stdout.write(f"新导入{stored}条，旧网址转向{led}个。正在更新公开页面……")
        try:
            outlets.catch_up()
        except outlets.NotOutside as error:
            raise CommandError(
                "已经导入，但是有的公开页面没有更新成；原因写在日志里，后台任务每分钟重试。"
            ) from error
        self.stdout.write("完成。")

    def _tell(self, found: DryRun) -> None:
        self.stdout.write(f"可以导入{found.ready}条，有问题{len(found.problems)}条。")
        for problem in found.problems[:SHOWN]:
            self.stdout.write(f"  {problem.where}：{problem.message}")


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise CommandError(f"“{one}”应当写成 名称=名称。")
        pairs[name.strip()] = value.strip()
    return pairs


def _digest(source: Path) -> str:
    """By which a source is known again: a file's bytes, a folder's names."""
    if source.is_dir():
        names = "\n".join(sorted(str(one.relative_to(source)) for one in source.rglob("*")))
        return hashlib.sha256(names.encode()).hexdigest()
    return hashlib.sha256(source.read_bytes()).hexdigest()
