"""``manage.py search_index build|check``: the index of the public search."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from kaicheng.portal.live import outlet
from kaicheng.retrieval import RetrievalError


class Command(BaseCommand):
    help = "公开信息的搜索索引：build 从数据库重建，不影响正在使用的；check 核对文件和件数。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["build", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["what"] == "build":
                self.stdout.write(f"已重建，可以搜到{outlet.build()}件。")
                return
            public, found = outlet.differences()
        except RetrievalError as error:
            raise CommandError(error.message.zh) from error
        if public != found:
            raise CommandError(
                f"公开的有{public}件，搜得到{found}件。请运行 manage.py search_index build 重建；"
                "重建后仍不一致的，说明有的信息没有完整的审核签名，请安全管理员查明。"
            )
        self.stdout.write(f"索引完好，公开的{public}件都搜得到。")
