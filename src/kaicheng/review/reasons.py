"""Why something is sent back: the reasons that reviewers choose from."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "facts": _("事实、数据或者日期有误"),
    "wording": _("文字差错、表述不规范"),
    "basis": _("依据不对或者没有写依据"),
    "metadata": _("信息要素不全或者有误"),
    "column": _("栏目、信息类型不对"),
    "personal": _("含有不应公开的个人信息"),
    "secret": _("公开前要先做保密审查"),
    "attachment": _("附件缺失、打不开或者与正文不一致"),
    "incomplete": _("内容不完整，需要补充"),
    "coordinate": _("要先征求其他单位意见"),
    "not_now": _("暂不公开"),
}
