"""``manage.py load_organisation``: authorities, offices and people from a spreadsheet."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from kaicheng.agencies.loading import UnreadableFile, csv_template, load, make_plan, read_files, xlsx_template
from kaicheng.agencies.loading.first_sign_in import sheet
from kaicheng.agencies.loading.sheets import SHEETS


class Command(BaseCommand):
    help = "从表格批量导入机关、科室和人员：先试运行，列出每一处问题；没有问题才一次导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="填好的 .xlsx，或三个 .csv")
        parser.add_argument("--template", type=Path, help="把空白模板写到这个 .xlsx 文件或（.csv）文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
        parser.add_argument("--result", type=Path, help="把每个新账号的首次登录网址写到这个 .csv 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            self._template(options["template"])
            return
        files = self._files(options["files"])
        try:
            filled = read_files(files)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        now = timezone.now()
        plan = make_plan(filled, by=None, today=timezone.localdate(now))
        if plan.problems:
            self.stderr.write("\n".join(map(str, plan.problems)))
            raise CommandError(f"共{len(plan.problems)}处问题，什么都没有导入。改好以后再试。")
        counts = (
            f"新设机关{len(plan.agencies)}个、科室{len(plan.offices)}个、账号{len(plan.users)}个、"
            f"任职{len(plan.memberships)}项；已有的{plan.known}行不重复建立。"
        )
        if options["dry_run"]:
            self.stdout.write(f"没有发现问题。将要{counts}")
            return
        made = load(plan, by=None, at=now, file=files[0][0], data=files[0][1])
        self.stdout.write(f"已导入：{counts}")
        if options["result"]:
            self._result(options["result"], made.users)

    def _files(self, paths: list[Path]) -> list[tuple[str, bytes]]:
        if not paths:
            raise CommandError("请写明要导入的文件；用 --template 可以得到空白模板。")
        try:
            return [(path.name, path.read_bytes()) for path in paths]
        except OSError as error:
            raise CommandError(f"读不到文件：{error.filename}（{error.strerror}）") from error

    def _template(self, target: Path) -> None:
        if target.suffix == ".xlsx":
            target.write_bytes(xlsx_template())
        else:
            target.mkdir(parents=True, exist_ok=True)
            for sheet_ in SHEETS:
                (target / f"{sheet_.name}.csv").write_bytes(csv_template(sheet_.name))
        self.stdout.write(f"模板已写到 {target}")

    def _result(self, target: Path, users: list[Any]) -> None:
        """Readable by its owner only: whoever holds it can sign in as anyone in it."""
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.writelines(sheet(users))
        self.stdout.write(f"{len(users)}个新账号的首次登录网址在 {target}，请妥善保管，用后删除。")
