from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    name = "kaicheng.workbench"
    label = "workbench"
    verbose_name = _("工作台")

    def ready(self) -> None:
        """Make the periodic jobs and the checks known."""
        from kaicheng.workbench import checks, jobs  # noqa: F401
