from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "kaicheng.portal"
    label = "portal"
    verbose_name = _("政府信息公开平台")

    def ready(self) -> None:
        """Put the annual report on the desks, and what is published into files."""
        from kaicheng.portal import answered, events, policies, report_duty  # noqa: F401
        from kaicheng.portal.public import outlet  # noqa: F401
