from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "kaicheng.review"
    label = "review"
    verbose_name = _("三审")

    def ready(self) -> None:
        """Register events, permissions, and what lies on the reviewers' desks."""
        from kaicheng.review import events, policies, work  # noqa: F401
