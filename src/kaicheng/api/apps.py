from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "kaicheng.api"
    label = "api"
    verbose_name = _("数据接口")

    def ready(self) -> None:
        """Register who may give tokens, and what the trail records."""
        from kaicheng.api import events, policies  # noqa: F401
