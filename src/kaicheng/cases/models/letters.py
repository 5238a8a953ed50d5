"""Letters of a case, reviewed like everything that leaves the house, and how they were delivered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, WorkflowMixin

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.cases.models.case import Case
from kaicheng.cases.models.files import CaseFile
from kaicheng.cases.models.ledger import ActRow
from kaicheng.findings import Finding
from kaicheng.letters import Template, templates
from kaicheng.review.subject import Reviewed
from kaicheng.statute import Means


class CaseLetter(Reviewed, WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A letter: its kind, facts and edits, from which :mod:`kaicheng.letters` makes the text each time.

    ``live`` means signed by everybody and fit to be served; ``file`` is then its PDF/A.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters", verbose_name=_("申请"))
    kind = models.CharField(_("文书"), max_length=60)
    version = models.CharField(_("文书格式版本"), max_length=20)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    addressee = models.CharField(_("受送达人"), max_length=40, default="applicant")
    """``applicant``, or ``consultation:ID``."""
    on = models.DateField(_("落款日期"), null=True, blank=True)
    facts = models.TextField(default="{}")
    """The facts of the letter as JSON, exact; personal names are filled in when it is made, not kept here."""
    edits = models.TextField(default="{}")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    word_file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    act = models.CharField(max_length=40, blank=True, editable=False)
    """The act that the letter is, written into the ledger when everybody has signed; none for some."""
    act_data = models.JSONField(default=dict, editable=False)
    act_row = models.OneToOneField(
        ActRow, on_delete=models.PROTECT, null=True, blank=True, related_name="letter", editable=False
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(null=True)

    review_permission = "cases.case.handle"
    review_workflow_kind = "letter"
    goes_public = False

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.review_title

    @property
    def agency(self) -> Agency:
        """Whose letter it is."""
        return self.case.agency

    @property
    def review_kind(self) -> str:
        return f"letter:{self.kind}"

    @property
    def review_edit_url(self) -> str:
        return reverse("cases_letter", args=[self.case_id, self.pk])

    def signed_content(self) -> Mapping[str, Any]:
        return {
            "case": self.case_id,
            "kind": self.kind,
            "version": self.version,
            "addressee": self.addressee,
            "facts": json.loads(self.facts),
            "edits": json.loads(self.edits),
            "act": self.act,
            "act_data": self.act_data,
        }

    @property
    def review_title(self) -> str:
        return f"{template_of(self).name.zh}（{self.case.number}）"

    def review_html(self) -> str:
        from kaicheng.cases.letter_text import html_of

        return html_of(self)

    def review_facts(self) -> Sequence[tuple[str, str]]:
        from kaicheng.cases.letter_text import facts_shown

        return facts_shown(self)

    def review_findings(self) -> Sequence[Finding]:
        from kaicheng.cases.letter_text import findings_of

        return findings_of(self)

    def publish(self, revision: Revision, user: User | None = None, **options: Any) -> Any:
        """The last signature: the letter gets its number, its files, and its place in the ledger."""
        from kaicheng.cases.issuing import issue

        done = super().publish(revision, user=user, **options)
        issue(self)
        return done


def template_of(letter: CaseLetter) -> Template:
    """The wording that a letter is written with."""
    return templates()[letter.kind][int(letter.version or 1) - 1]


class LetterCounter(models.Model):
    """The last document number that an authority has given to letters of a year."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("文书编号计数")
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="cases_letter_counter_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"


class Delivery(models.Model):
    """How a letter was sent and reached its addressee (国办公开办函〔2016〕235号)."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="deliveries")
    means = models.CharField(_("送达方式"), max_length=30, choices=[(str(one), str(one)) for one in Means])
    sent_on = models.DateField(_("发出日期"))
    reached_on = models.DateField(_("送达日期"), null=True, blank=True)
    waybill = models.CharField(_("邮件号码"), max_length=60, blank=True)
    proof = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("凭证")
    )
    failed = models.CharField(_("未送达原因"), max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("送达")
        verbose_name_plural = _("送达")
        ordering = ["letter", "pk"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.means} {self.sent_on}"
