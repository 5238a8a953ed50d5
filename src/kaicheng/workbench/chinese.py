"""Chinese where nothing can be translated: labels made from field names, names kept in tables."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS = {"add": _("新增"), "change": _("修改"), "delete": _("删除"), "view": _("查看"), "choose": _("选用")}
PERMISSIONS: dict[str, Promise] = {
    "Can access Wagtail admin": _("进入工作后台"),
    "Delete pages with children": _("连同下级页面一起删除"),
    "Lock/unlock pages you've locked": _("锁定页面，解锁自己锁定的页面"),
    "Publish any page": _("发布任何页面"),
    "Unlock any page": _("解锁任何页面"),
    "Can submit translations": _("提交翻译"),
}
# (model, field, the name it is installed with): its name here
INSTALLED: dict[tuple[str, str, str], Promise] = {
    ("auth.Group", "name", "Moderators"): _("审核人员"),
    ("auth.Group", "name", "Editors"): _("编辑人员"),
    ("wagtailcore.Workflow", "name", "Moderators approval"): _("审核人员审批"),
    ("wagtailcore.Task", "name", "Moderators approval"): _("审核人员审批"),
    ("wagtailcore.Collection", "name", "Root"): _("全部文件"),
    ("wagtailcore.Page", "title", "Root"): _("根目录"),
    ("wagtailcore.Page", "draft_title", "Root"): _("根目录"),
    ("wagtailcore.Page", "title", "Welcome to your new Wagtail site!"): _("初始页面"),
    ("wagtailcore.Page", "draft_title", "Welcome to your new Wagtail site!"): _("初始页面"),
}


def name_what_is_installed(sender: AppConfig, using: str, apps: Apps = installed_apps, **_sent: Any) -> None:
    """After migrating: what was installed under an English name gets its Chinese one. Other names stay.

    Asked once for each app. ``apps`` knows what has been migrated so far.
    """
    create_permissions(sender, using=using, apps=apps, verbosity=0)  # which Django does after our turn
    with translation.override(settings.LANGUAGE_CODE):
        for (label, field, old), new in INSTALLED.items():
            if label.partition(".")[0] == sender.label and (model := _migrated(apps, label)):
                model.objects.using(using).filter(**{field: old}).update(**{field: str(new)})
        if permissions := _migrated(apps, "auth.Permission"):
            english = permissions.objects.using(using).filter(name__regex=r"^[A-Z][a-z/]+ ")
            for permission in english.select_related("content_type"):
                if name := _permission_name(permission):
                    permissions.objects.using(using).filter(pk=permission.pk).update(name=name[:255])


def _migrated(apps: Apps, label: str) -> Any:
    """The model as its table stands now; None while there is none."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _permission_name(permission: Any) -> str:
    """What the permission is called in Chinese; empty where nobody knows."""
    if permission.name in PERMISSIONS:
        return str(PERMISSIONS[permission.name])
    action = ACTIONS.get(permission.codename.partition("_")[0])
    kind = permission.content_type
    model = _migrated(installed_apps, f"{kind.app_label}.{kind.model}")
    return f"{action}{model._meta.verbose_name}" if action and model and permission.name[:4] == "Can " else ""


def label_fields() -> None:
    """Labels that the CMS makes of the names of fields and columns."""
    from wagtail.admin.forms.workflows import WorkflowPageForm
    from wagtail.admin.ui.tables import Column
    from wagtail.sites.views import IndexView
    from wagtail.users.forms import PagePermissionsForm

    for form in (WorkflowPageForm, PagePermissionsForm):
        form.base_fields["page"].label = _("页面")
    names = {"port": _("端口"), "site_name": _("站点名称"), "root_page": _("首页")}
    IndexView.columns = [
        Column(column.name, label=names[column.name]) if column.name in names else column
        for column in IndexView.columns
    ]
