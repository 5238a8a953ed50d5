"""Authorities and the people who work in them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "kaicheng.agencies"
    label = "agencies"
    verbose_name = _("行政机关")

    def ready(self) -> None:
        from kaicheng.agencies.separation import after_migrating

        post_migrate.connect(after_migrating, sender=self, dispatch_uid="agencies.separation")
        autodiscover_modules("policies", "holdings")
