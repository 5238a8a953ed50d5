from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "kaicheng.agencies"
    label = "agencies"
    verbose_name = _("行政机关")

    def ready(self) -> None:
        autodiscover_modules("policies", "holdings")
