from datetime import UTC, datetime
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "kaicheng.privacy"
    label = "privacy"
    verbose_name = _("个人信息保护")

    def ready(self) -> None:
        from kaicheng.privacy import checks, keys  # noqa: F401

        if settings.KAICHENG_MAKE_PERSONAL_KEYS:
            keys.create(Path(settings.KAICHENG_PERSONAL_KEYS), f"{datetime.now(UTC):%Y-%m-%d}")

        autodiscover_modules("personal")
