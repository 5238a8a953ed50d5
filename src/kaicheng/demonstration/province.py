"""An invented province: which authorities there are, in portions, parents before what is below them.

42 of the province, 32 of each of 21 prefectures, 12 or 13 of each of 183 counties: 3,000.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from kaicheng.agencies.models.agency import Kind, Level

PROVINCE = "demo"
PREFECTURES = 21
COUNTIES = 183
WITH_ANOTHER_TOWNSHIP = 90
"""So many counties have five townships, the others four."""

OPENED = dt.date(2022, 1, 2)
"""Since when people hold their posts."""
OPENED_AT = timezone.make_aware(dt.datetime.combine(OPENED, dt.time(9)), dt.timezone(dt.timedelta(hours=8)))
YEARS = range(OPENED.year - 1, OPENED.year + 4)
"""The years of the reports: from the first that was asked for."""

OF_A_COUNTY = ("教育局", "民政局", "财政局", "人力资源和社会保障局", "自然资源局", "卫生健康局")
OF_A_PREFECTURE = (
    *OF_A_COUNTY,
    *("发展和改革委员会", "科学技术局", "经济和信息化局", "民族宗教事务局", "公安局", "司法局", "生态环境局"),
    *("住房和城乡建设局", "城市管理局", "交通运输局", "水利局", "农业农村局", "商务局", "文化和旅游局"),
    *("退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局", "林业和草原局"),
    *("信访局", "数据局", "体育局"),
)
OF_THE_PROVINCE = (
    *(name.removesuffix("局") + "厅" if name.endswith("局") else name for name in OF_A_PREFECTURE),
    *("国有资产监督管理委员会", "外事办公室", "广播电视局", "粮食和物资储备局", "能源局", "药品监督管理局"),
    *("知识产权局", "文物局", "中医药管理局", "疾病预防控制局"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """An authority to be made. ``number`` is its own for good, whatever part of the province is made."""

    number: int
    slug: str
    name: str
    kind: Kind
    level: Level
    parent: str
    supervised_by: str


def portions(scale: float = 1.0) -> Iterator[list[Planned]]:
    """The province in portions, each to be made in one transaction; of all of them ``scale`` is kept."""
    left = round(sum(len(portion) for portion in _portions()) * scale)
    for portion in _portions():
        if kept := portion[:left]:
            yield kept
        left -= len(kept)


def counted(scale: float) -> Iterator[tuple[list[Planned], str]]:
    """Every portion with how far the province is after it."""
    total = sum(len(portion) for portion in portions(scale))
    done = 0
    for portion in portions(scale):
        done += len(portion)
        yield portion, f"{done}/{total}"


def _portions() -> Iterator[list[Planned]]:
    number = 1000
    for portion in (_government(), *_prefectures(), _departments()):
        yield [Planned(number + place, *particulars) for place, particulars in enumerate(portion, start=1)]
        number += len(portion)


Particulars = tuple[str, str, Kind, Level, str, str]


def _government() -> list[Particulars]:
    return _head(PROVINCE, "演示省", Level.PROVINCE, "")


def _departments() -> list[Particulars]:
    return _below(PROVINCE, "演示省", Level.PROVINCE, OF_THE_PROVINCE)


def _prefectures() -> Iterator[list[Particulars]]:
    done = 0
    for prefecture in range(1, PREFECTURES + 1):
        slug, place = f"{PROVINCE}-{prefecture:02d}", f"演示省第{prefecture}市"
        portion = _head(slug, place, Level.CITY, PROVINCE)
        until = COUNTIES * prefecture // PREFECTURES
        for county in range(done + 1, until + 1):
            portion += _county(slug, county)
        done = until
        yield portion + _below(slug, place, Level.CITY, OF_A_PREFECTURE)


def _county(prefecture: str, number: int) -> list[Particulars]:
    slug, place = f"{PROVINCE}-x{number:03d}", f"演示省第{number}县"
    townships = 5 if number <= WITH_ANOTHER_TOWNSHIP else 4
    return [
        *_head(slug, place, Level.COUNTY, prefecture),
        *_below(slug, place, Level.COUNTY, OF_A_COUNTY),
        *(
            (
                f"{slug}-z{township}",
                f"{place}第{township}镇人民政府",
                Kind.TOWNSHIP,
                Level.TOWNSHIP,
                slug,
                f"{slug}-b",
            )
            for township in range(1, townships + 1)
        ),
    ]


def _head(slug: str, place: str, level: Level, parent: str) -> list[Particulars]:
    """A government and its general office."""
    office = f"{slug}-b"
    return [
        (slug, f"{place}人民政府", Kind.GOVERNMENT, level, parent, ""),
        (office, f"{place}人民政府办公室", Kind.GENERAL_OFFICE, level, slug, ""),
    ]


def _below(slug: str, place: str, level: Level, names: tuple[str, ...]) -> list[Particulars]:
    """The departments of a government, supervised by its general office."""
    return [
        (f"{slug}-j{number:02d}", f"{place}{name}", Kind.DEPARTMENT, level, slug, f"{slug}-b")
        for number, name in enumerate(names, start=1)
    ]
