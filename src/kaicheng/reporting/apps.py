from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "kaicheng.reporting"
    label = "reporting"
    verbose_name = _("年度报告编制")

    def ready(self) -> None:
        """Register who may enter figures, and what the trail records."""
        from kaicheng.reporting import events, policies  # noqa: F401
