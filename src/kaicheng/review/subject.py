"""What can be reviewed: pages and other models with revisions, drafts and workflows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import COMMENTS_RELATION_NAME, Revision, Workflow

from kaicheng.audit_chain.canonical import canonical
from kaicheng.findings import Finding
from kaicheng.review import context

if TYPE_CHECKING:
    from kaicheng.agencies.models import Agency, Office, User


BOOKKEEPING = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
    }
)
"""What saving another version changes about a public thing, none of which the public sees."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes public with the thing reviewed; ``url`` serves it to reviewers."""

    digest: str
    name: str
    url: str


class Reviewed(models.Model):
    """Mixed into a page, before ``Page``. The subclass says what is signed and for whom::

    review_kind          "document:normative"
    agency, office       fields or properties
    signed_content()     all that a reader will see, and nothing that the system adds
    """

    signed_hash = models.CharField(max_length=64, blank=True, editable=False)
    """The content hash of what is public now."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        office: Office | None

        @property
        def agency(self) -> Agency: ...

        live: bool
        urgent: bool

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new row is a draft whatever it says. A public one is not changed but by publishing."""
        if not context.inside():
            if self._state.adding:
                self.live = False
            elif self.live and not BOOKKEEPING.issuperset(kwargs.get("update_fields") or ("everything",)):
                self._require_unchanged()
        super().save(*args, **kwargs)

    review_workflow_kind = "document"
    review_permission = "publishing.document.draft"
    """What the author must be permitted."""

    goes_public = True
    """Whether the last signature makes it public; a letter to one person is only issued by it."""

    @property
    def content_hash(self) -> str:
        """SHA-256 of :meth:`signed_content` in its canonical form."""
        return _hash_of(self.signed_content())

    def states(self, content_hash: str) -> bool:
        """Whether this says what was signed under that hash, by today's formula or by one of before."""
        return content_hash == self.content_hash or content_hash in map(_hash_of, self.earlier_contents())

    @property
    def review_kind(self) -> str:
        """By which an authority's chains are chosen."""
        return self.review_workflow_kind

    @property
    def review_title(self) -> str:
        """What it is called on lists."""
        return str(self)

    @property
    def review_edit_url(self) -> str:
        """Where its author goes on with it."""
        raise NotImplementedError

    @property
    def drawn_from(self) -> Reviewed | None:
        """What its text was made from by machine; who wrote that has written this."""
        return None

    def signed_content(self) -> Mapping[str, Any]:
        """All that a reader will see, and nothing that the system adds."""
        raise NotImplementedError

    def earlier_contents(self) -> Sequence[Mapping[str, Any]]:
        """:meth:`signed_content` by formulas that signatures of earlier versions of the system are about."""
        return ()

    def review_html(self) -> str:
        """The text as reviewers read and compare it."""
        return ""

    def review_facts(self) -> Sequence[tuple[str, str]]:
        """The particulars beside the text, each with its name."""
        return ()

    def review_files(self) -> Sequence[File]:
        """The files that every reviewer must have opened."""
        return ()

    def review_findings(self) -> Sequence[Finding]:
        """What the checks say. One that blocks keeps it from being submitted and from being signed."""
        return ()

    # --- no way around --------------------------------------------------------------------------------

    def get_workflow(self) -> Workflow:
        """The workflow of the chain. Only :class:`kaicheng.review.actions.submit.Submit` can start it."""
        from kaicheng.review.chains import chain_for, workflow_for

        return workflow_for(chain_for(self.agency, self.review_kind).levels)

    def publish(self, revision: Revision, user: User | None = None, **options: Any) -> Any:
        """The gate: only a revision with every signature on its own content."""
        from kaicheng.review.gate import require_signed

        require_signed(self, revision)
        with context.act():
            options["skip_permission_checks"] = True
            done = super().publish(revision, user=user, **options)  # type: ignore[misc]
            rows: Any = type(self)._base_manager
            rows.filter(pk=self.pk, live=True).update(signed_hash=revision.as_object().content_hash)
        return done

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """An edit while signatures are gathered makes them void and sends it back to the start."""
        from kaicheng.review.voiding import void_if_changed

        revision = super().save_revision(*args, **kwargs)  # type: ignore[misc]
        void_if_changed(self, revision, kwargs.get("user"))
        return revision

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Withdrawing is an action of ours, with a reason."""
        context.require(_("撤下已经公开的信息，要由分管领导办理并写明理由。"))
        return super().unpublish(*args, **kwargs)  # type: ignore[misc]

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """An alias would be public with the original's signatures, under another name."""
        raise PermissionDenied(_("公开的信息不能建别名：请在另一个栏目另写一条，写明相关文件。"))

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> Any:
        """A translation is another text, to be signed by itself."""
        raise PermissionDenied(_("译文要另写一条，另行审核。"))

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Only what was never public."""
        if getattr(self, "first_published_at", None) is not None:
            raise PermissionDenied(_("公开过的信息不能删除，只能撤下，记录要保留。"))
        return super().delete(*args, **kwargs)

    def _require_unchanged(self) -> None:
        rows: Any = type(self)._base_manager
        signed = rows.filter(pk=self.pk, live=True).values_list("signed_hash", flat=True).first()
        if signed is None:
            raise PermissionDenied(_("三审没有完成，不能公开。"))
        # The row says what was signed, not the object at hand: whoever changes the one may change the other.
        if not self.states(signed) or self.signed_hash != signed:
            raise PermissionDenied(_("已经公开的内容不能直接修改：请修改后重新送审。"))


def _hash_of(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(dict(content)).encode()).hexdigest()
