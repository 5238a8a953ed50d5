from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "kaicheng.audit"
    label = "audit"
    verbose_name = _("审计记录")

    def ready(self) -> None:
        from kaicheng.audit import checks  # noqa: F401

        autodiscover_modules("events")
