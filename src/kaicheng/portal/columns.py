"""The statutory columns: what each is for, and where to turn while it is empty."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Column(models.TextChoices):
    """The columns that 国办公开办函〔2019〕61号 requires, and the entrance for requests."""

    GUIDE = "guide", _("政府信息公开指南")
    RULES = "rules", _("政府信息公开制度")
    PROACTIVE = "proactive", _("法定主动公开内容")
    REPORTS = "reports", _("政府信息公开年报")
    REQUESTS = "requests", _("依申请公开")


SLUGS = {
    Column.GUIDE: "zhinan",
    Column.RULES: "zhidu",
    Column.PROACTIVE: "zhudong",
    Column.REPORTS: "nianbao",
    Column.REQUESTS: "shenqing",
}

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
}
