from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "kaicheng.cases"
    label = "cases"
    verbose_name = _("依申请公开")

    def ready(self) -> None:
        """Register who may do what, what the trail records, and what is personal."""
        from kaicheng.cases import events, holidays, letter_mail, passing, policies, unopened, work  # noqa: F401
        from kaicheng.review import kinds

        kinds.register([("letter", _("申请的文书"))])
        from kaicheng.cases.bulk import events as _groups  # noqa: F401
        from kaicheng.cases.bundle import events as _bundles  # noqa: F401
        from kaicheng.cases.disputes import events as _disputes  # noqa: F401
        from kaicheng.cases.disputes import work as _dispute_work  # noqa: F401
        from kaicheng.cases.mailbox import events as _letters  # noqa: F401
        from kaicheng.cases.mailbox import jobs as _fetching  # noqa: F401
        from kaicheng.cases.mailbox import personal as _writers  # noqa: F401
        from kaicheng.cases.mailbox import work as _mail_work  # noqa: F401
        from kaicheng.cases.public import events as _applicants  # noqa: F401
        from kaicheng.cases.public import mine as _mine  # noqa: F401
        from kaicheng.cases.public import personal as _theirs  # noqa: F401
        from kaicheng.cases.public import receipt as _receipts  # noqa: F401
