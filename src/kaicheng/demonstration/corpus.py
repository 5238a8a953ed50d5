"""Documents for the demonstration: ``data/documents.jsonl``, and bulletins to the number of the real year.

The bureau's report on 2024 says that it published 391 items; so many are here. Texts and numbers are made up.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

import yaml

from kaicheng.publishing.importing.incoming import Incoming

BUREAU_NAME = "西昌市人力资源和社会保障局"
YEAR = 2024
ITEMS_IN_YEAR = 391
"""西昌市人力资源和社会保障局2024年政府信息公开工作年度报告，第一部分。"""

OWN_COLUMNS = {"wengang": "稳岗就业", "shebao": "社会保障"}
"""The bureau's own columns, below 法定主动公开内容."""

_COLUMNS = {
    "稳岗就业": "zhudong/wengang",
    "社会保障": "zhudong/shebao",
    "规范性文件": "zhudong/wenjian",
    "政策解读": "zhudong/wenjian",
    "机构职能": "zhudong/jigou",
    "规划计划": "zhudong/guihua",
    "行政许可": "zhudong/xuke",
    "行政处罚": "zhudong/chufa",
    "预算决算": "zhudong/yusuan",
    "行政事业性收费": "zhudong/shoufei",
    "政府采购": "zhudong/caigou",
    "应急管理": "zhudong/yingji",
    "双随机一公开": "zhudong/jiandu",
    "劳动监察": "zhudong/jiandu",
    "食品安全": "zhudong/jiandu",
    "招考公示": "zhudong/zhaolu",
    "教师招聘": "zhudong/zhaolu",
    "政府信息公开制度": "zhidu",
    "工伤保险": "zhudong/minsheng",
    "劳动关系": "zhudong/minsheng",
    "社会救助": "zhudong/minsheng",
    "教育招生": "zhudong/minsheng",
    "公共卫生": "zhudong/minsheng",
}
_LEFT_OUT = frozenset({"政府信息公开年报", "政府信息公开指南"})
"""Kept elsewhere: the reports have pages of their own, the guide writes itself."""

_KINDS = {
    "通知": ("official", "notice"),
    "规范性文件": ("normative", "notice"),
    "决定": ("official", "decision"),
    "制度": ("official", "other"),
    "规划": ("official", "other"),
    "预案": ("official", "other"),
    "公告": ("notice", "proclamation"),
    "通告": ("notice", "announcement"),
    "公示": ("notice", "proclamation"),
    "工作动态": ("news", ""),
    "解读": ("interpretation", ""),
    "指南": ("guide", ""),
    "预算": ("budget", ""),
    "决算": ("accounts", ""),
    "清单": ("list", ""),
}
_TOPICS = {
    "综合政务": "general",
    "政务公开": "general",
    "机构": "general",
    "规划": "economy",
    "财政": "finance",
    "土地": "land",
    "教育": "education",
    "卫生健康": "health",
    "市场监管": "market",
    "应急": "market",
    "社会救助": "civil_affairs",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one authority published before."""

    authority: str
    documents: tuple[Incoming, ...]


@cache
def shelves() -> tuple[Shelf, ...]:
    """Every authority's documents, oldest first."""
    by_authority: dict[str, list[Incoming]] = {}
    for line in files(__package__).joinpath("data/documents.jsonl").read_text("utf-8").splitlines():
        given = json.loads(line)
        if given["column"] not in _LEFT_OUT:
            by_authority.setdefault(given["authority"], []).append(_incoming(given))
    bureau = by_authority[BUREAU_NAME]
    there = sum(one.published_date.year == YEAR for one in bureau)
    bureau += list(_bulletins(ITEMS_IN_YEAR - there))
    return tuple(
        Shelf(name, tuple(sorted(documents, key=lambda one: (one.published_date, one.title))))
        for name, documents in by_authority.items()
    )


def _incoming(given: dict[str, str]) -> Incoming:
    kind, genre = _KINDS.get(given["kind"], ("other", ""))
    if kind == "normative" and given["authority"] == BUREAU_NAME:
        kind = "official"  # the bureau reports that it has made none
    published = dt.date.fromisoformat(given["published_on"])
    made = given.get("number", "")
    column = _COLUMNS.get(given["column"], "zhudong/qita")
    if given["authority"] != BUREAU_NAME and column.rpartition("/")[2] in OWN_COLUMNS:
        column = "zhudong/minsheng"
    return Incoming(
        title=given["title"],
        published_date=published,
        column=column,
        body=_html(given["body"]),
        kind=kind,
        genre=genre,
        document_number=made,
        created_date=published - dt.timedelta(days=3) if made else None,
        topic=_TOPICS.get(given.get("topic", ""), "labour"),
        summary=given["body"].split("\n")[-1][:120],
        source_url=f"http://www.example.org{given['url']}",
        expiry_date=dt.date(published.year + 2, 1, 1) if given.get("validity") == "lapsed" else None,
    )


def _bulletins(wanted: int) -> Iterator[Incoming]:
    """So many short notices of the bureau, spread over the year."""
    made = 0
    series = yaml.safe_load(files(__package__).joinpath("data/bulletins.yaml").read_text("utf-8"))
    for one in series:
        length, column, title, text = one["length"], one["column"], one["title"], one["text"]
        for number in range(1, length + 1):
            if made == wanted:
                return
            made += 1
            values = {
                "year": YEAR,
                "n": number,
                "firms": 6 + number * 7 % 29,
                "posts": 60 + number * 37 % 180,
            }
            day = dt.date(YEAR, 1, 3) + dt.timedelta(days=(number - 1) * 360 // length)
            yield Incoming(
                title=title.format(**values),
                published_date=day,
                column=column,
                body=_html(text.format(**values)),
                kind="news",
                topic="labour",
                summary=text.format(**values)[:100],
                source_url=f"http://www.example.org/rsj/{YEAR}/{column.rpartition('/')[2]}-{made}.html",
            )


def _html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)
