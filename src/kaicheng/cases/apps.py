from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "kaicheng.cases"
    label = "cases"
    verbose_name = _("依申请公开")

    def ready(self) -> None:
        """Register who may do what, what the trail records, and what is personal."""
        from kaicheng.cases import events, holidays, policies, work  # noqa: F401
        from kaicheng.review import kinds

        kinds.register([("letter", _("申请的文书"))])
        from kaicheng.cases.public import events as _applicants  # noqa: F401
        from kaicheng.cases.public import personal as _theirs  # noqa: F401
