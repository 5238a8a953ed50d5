from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "kaicheng.publishing"
    label = "publishing"
    verbose_name = _("主动公开")

    def ready(self) -> None:
        """Register who may do what, and what the trail records."""
        from kaicheng.publishing import desk, events, holdings, jobs, outlets, page_policy, policies  # noqa: F401
        from kaicheng.publishing.checking import copies
        from kaicheng.publishing.decisions import work as decisions  # noqa: F401
        from kaicheng.publishing.importing import work as importing  # noqa: F401
        from kaicheng.publishing.kinds import Kind
        from kaicheng.publishing.upkeep import look, work  # noqa: F401
        from kaicheng.review import kinds

        page_policy.install()
        outlets.register("copies", _("相似内容的比对"))(copies.outlet)
        kinds.register([("document", _("主动公开的信息"))])
        kinds.register((f"document:{kind}", kind.label) for kind in Kind)
