from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    name = "kaicheng.workbench"
    label = "workbench"
    verbose_name = _("工作台")

    def ready(self) -> None:
        """Make the periodic jobs and the checks known, and the CMS speak Chinese throughout."""
        from kaicheng.workbench import checks, chinese, jobs, upkeep  # noqa: F401

        chinese.label_fields()
        post_migrate.connect(chinese.name_what_is_installed, dispatch_uid="kaicheng.workbench.chinese")
