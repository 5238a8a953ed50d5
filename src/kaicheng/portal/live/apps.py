from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "kaicheng.portal.live"
    label = "live"
    verbose_name = _("查找和订阅")

    def ready(self) -> None:
        """Keep the search index up with what is public."""
        from kaicheng.portal.live import jobs, outlet  # noqa: F401
