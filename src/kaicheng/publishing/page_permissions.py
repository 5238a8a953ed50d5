"""What the CMS's own screens let somebody do with pages: decided by posts, and never publishing.

The CMS asks a page for its tester and believes it, also for superusers. Publishing and withdrawing have
actions of their own; here they are refused to everybody, which takes the buttons away and stops bulk actions,
copies and requests made by hand.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wagtail.models import PagePermissionTester

from kaicheng.agencies.permissions import Standing
from kaicheng.publishing.looking import share, standing_of

if TYPE_CHECKING:
    from wagtail.models import Page

    from kaicheng.agencies.models import User

DRAFT = "publishing.document.draft"
MANAGE = "publishing.column.manage"


class PlatformTester(PagePermissionTester):
    """A platform or a column: new documents by who may draft, changes by who keeps the columns."""

    def __init__(self, user: User, page: Page) -> None:
        super().__init__(user, page)
        self.permissions: set[str] = set()

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.user)

    def may(self, action: str) -> bool:
        """Whether the person may do it to the authority of this page, or to one of its offices."""
        if not self.user.is_active or self.page_is_root:
            return False
        share(self.page.specific, self.user, "agency", "office")
        if self.standing.may(action, self.page.specific.agency):
            return True
        return action == DRAFT and self.drafts_for_an_office

    @property
    def drafts_for_an_office(self) -> bool:
        """Whether the person drafts for one of the authority's offices."""
        agency = self.page.specific.agency
        offices = [
            capacity.office
            for capacity in self.standing.held
            if capacity.office is not None and capacity.membership.agency_id == agency.pk
        ]
        return any(self.standing.may(DRAFT, office) for office in offices)

    def can_add_subpage(self) -> bool:
        closed = getattr(self.page.specific, "closed_on", None)
        return bool(self.page.specific_class.creatable_subpage_models()) and not closed and self.may(DRAFT)

    def can_edit(self) -> bool:
        return self.may(MANAGE)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Page) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False


class DocumentTester(PlatformTester):
    """A document: drafted by its office, published and withdrawn by actions of their own."""

    def may(self, action: str) -> bool:
        share(self.page.specific, self.user, "agency", "office", "first_author")
        return self.user.is_active and self.standing.may(action, self.page.specific)

    def can_add_subpage(self) -> bool:
        return False

    def can_edit(self) -> bool:
        task = self.page.current_workflow_task
        return self.may(DRAFT) or bool(task and task.user_can_access_editor(self.page, self.user))

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """A draft that was never public. What has been public is withdrawn, and stays on record."""
        return self.page.first_published_at is None and not self.page.workflow_in_progress and self.may(DRAFT)

    def can_copy(self) -> bool:
        return self.may(DRAFT)

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False

    def can_view_revisions(self) -> bool:
        return self.may(DRAFT if self.page.specific.restricted else "publishing.document.view")
