"""``manage.py public_site``: write the public site as files, check it, and write what a crash left out."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from kaicheng.portal.public import building
from kaicheng.publishing import outlets

WHAT = {"missing": "缺少", "other": "内容不同", "too many": "多余"}


class Command(BaseCommand):
    help = (
        "build: all files anew, then serve them. check: name what differs. catch-up: write what is waiting."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["build", "check", "catch-up"])
        parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["what"]:
            case "build":
                count = building.build()
                if not options["quiet"]:
                    self.stdout.write(f"公开网站已生成，共{count}个文件：{building.root()}")
            case "check":
                self._check()
            case "catch-up":
                try:
                    self.stdout.write(f"已更新{outlets.catch_up()}个页面。")
                except outlets.NotOutside as error:
                    raise CommandError(
                        "有的页面没有更新成，原因写在日志里，也列在“每日监测”里；其余的已经更新。"
                    ) from error

    def _check(self) -> None:
        if building.current() is None:
            raise CommandError("还没有生成公开网站：请先运行 manage.py public_site build。")
        found = list(building.check())
        for one in found:
            self.stdout.write(f"{WHAT[one.what]}：{one.path}")
        if found:
            raise CommandError(
                f"有{len(found)}个文件和应有的不一致。可以用 manage.py public_site build 重新生成。"
            )
        self.stdout.write("公开网站和数据库一致。")
