"""The layout of the platform as data: the statutory columns and what stands below them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Column(models.TextChoices):
    """What a column is: one of the five entries of 国办公开办函〔2019〕61号, or one below them."""

    GUIDE = "guide", _("政府信息公开指南")
    RULES = "rules", _("政府信息公开制度")
    PROACTIVE = "proactive", _("法定主动公开内容")
    REPORTS = "reports", _("政府信息公开年报")
    REQUESTS = "requests", _("依申请公开")
    ITEM = "item", _("法定公开事项")
    OWN = "own", _("本机关栏目")


ENTRIES = (Column.GUIDE, Column.RULES, Column.PROACTIVE, Column.REPORTS, Column.REQUESTS)
"""The five entries, in the order of the platform."""


class Item(models.TextChoices):
    """The items of Art. 20 of the Regulation, and Art. 21 for what counties and townships add."""

    ART20_01 = "art20_01", _("第二十条第一项：行政法规、规章和规范性文件")
    ART20_02 = "art20_02", _("第二十条第二项：机关职能、机构设置、联系方式、负责人")
    ART20_03 = "art20_03", _("第二十条第三项：规划及相关政策")
    ART20_04 = "art20_04", _("第二十条第四项：统计信息")
    ART20_05 = "art20_05", _("第二十条第五项：行政许可和其他对外管理服务事项")
    ART20_06 = "art20_06", _("第二十条第六项：行政处罚、行政强制")
    ART20_07 = "art20_07", _("第二十条第七项：财政预算、决算")
    ART20_08 = "art20_08", _("第二十条第八项：行政事业性收费")
    ART20_09 = "art20_09", _("第二十条第九项：政府集中采购")
    ART20_10 = "art20_10", _("第二十条第十项：重大建设项目")
    ART20_11 = "art20_11", _("第二十条第十一项：扶贫、教育、医疗、社会保障、促进就业")
    ART20_12 = "art20_12", _("第二十条第十二项：突发公共事件")
    ART20_13 = "art20_13", _("第二十条第十三项：监督检查")
    ART20_14 = "art20_14", _("第二十条第十四项：公务员招考、录用")
    ART20_15 = "art20_15", _("第二十条第十五项：其他应当主动公开的信息")
    ART21 = "art21", _("第二十一条：县、乡级还应当公开的信息")


ABOUT: dict[str, Promise] = {
    Column.GUIDE: _("公开哪些信息、怎么查找、怎么申请、找哪个机构。"),
    Column.RULES: _("政府信息公开条例和与公开工作有关的规章、文件。"),
    Column.PROACTIVE: _("条例第二十条和第二十一条要求主动公开的信息。"),
    Column.REPORTS: _("每年1月31日前公布的上一年度工作报告。"),
    Column.REQUESTS: _("没有主动公开的信息，可以提出申请。"),
}

MEANWHILE: dict[str, Promise] = {
    Column.GUIDE: _("将来这里是公开指南。目前请直接联系下面的机构，询问怎么查找和申请。"),
    Column.RULES: _("将来这里是公开工作的法规和制度。目前请联系下面的机构。"),
    Column.PROACTIVE: _("将来这里按目录列出主动公开的信息。目前请到官方网站查找，或者联系下面的机构。"),
    Column.REPORTS: _("还没有发布过年度报告。需要往年报告的，请联系下面的机构。"),
    Column.REQUESTS: _("将来可以在这里提交申请、查进度。目前请向下面的机构当面或者书面提出。"),
    Column.ITEM: _("这个栏目目前没有应当公开的信息。需要了解的，请联系下面的机构。"),
    Column.OWN: _("这个栏目目前没有内容。需要了解的，请联系下面的机构。"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A column that every authority has; ``kinds`` of authority it is for, all when empty."""

    kind: Column
    slug: str
    title: str
    update_days: int | None
    item: str = ""
    kinds: frozenset[str] = frozenset()

    def is_for(self, kind: str) -> bool:
        """Whether an authority of that kind has it."""
        return not self.kinds or kind in self.kinds


@cache
def statutory() -> tuple[Planned, ...]:
    """The five entries."""
    return tuple(
        Planned(Column(one["kind"]), one["slug"], one["title"], one["update_days"])
        for one in _data()["statutory"]
    )


@cache
def items() -> tuple[Planned, ...]:
    """What stands below 法定主动公开内容."""
    return tuple(
        Planned(
            Column.ITEM,
            one["slug"],
            one["title"],
            one["update_days"],
            Item(one["item"]),
            frozenset(one.get("for", ())),
        )
        for one in _data()["items"]
    )


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return yaml.safe_load(files(__package__).joinpath("data/columns.yaml").read_text("utf-8"))
