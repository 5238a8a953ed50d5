from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "kaicheng.reporting"
    label = "reporting"
    verbose_name = _("年度报告编制")

    def ready(self) -> None:
        """Register who may do what, what the trail records, how reports are checked and handed up."""
        from kaicheng.portal import report_checks
        from kaicheng.reporting import events, handing_up, jobs, policies, work  # noqa: F401
        from kaicheng.reporting.writing import findings_of_page
        from kaicheng.review import kinds

        report_checks.register(findings_of_page)
        kinds.register([("report", _("年度报告"))])
