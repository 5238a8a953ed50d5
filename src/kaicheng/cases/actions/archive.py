"""Archiving (归档, Art. 45): a file that is complete and whole is closed; from then on it is only read."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.models import Case, CaseFile
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.proofs import missing
from kaicheng.cases.returned import came_back
from kaicheng.statute import END_PHASES, Phase

logger = logging.getLogger(__name__)
PERMANENT, LONG, SHORT = "permanent", "30", "10"
SHORT_FOR = frozenset({"already_public", "petition_complaint"})
"""Outcomes of which the file is for reference only."""


def archivable(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that are over and not archived yet."""
    return cases.filter(phase__in=list(END_PHASES), archived_on__isnull=True)


def proposed(case: Case) -> str:
    """How long the file would be kept: whoever archives decides, by the authority's own approved table.

    Legal source: 国家档案局令第8号第六条 knows permanent, 30 and 10 years; it has no line for requests.
    """
    if case.disputes.exists():
        return PERMANENT
    return SHORT if case.outcome in SHORT_FOR else LONG


def lacking(case: Case) -> list[str]:
    """What the file still lacks, each with what to do; nothing when it is complete."""
    found = []
    if Phase(case.phase) not in END_PHASES:
        found.append(_("还没有办结、送达。"))
    names = "、".join(named.name.zh for named in missing(case, case.outcome or None))
    if names:
        found.append(_("缺证据：%(names)s。请在“证据”里补齐。") % {"names": names})
    back = set(came_back().filter(case=case).values_list("pk", flat=True))
    for letter in case.letters.filter(live=True).prefetch_related("deliveries"):
        name = template_of(letter).name.zh
        if letter.pk in back:
            found.append(_("《%(name)s》退回后还没有另行送达。") % {"name": name})
        elif letter.act and not letter.deliveries.all():
            found.append(_("《%(name)s》还没有登记送达。") % {"name": name})
    if case.disputes.filter(decided_on__isnull=True).exists():
        found.append(_("复议、诉讼还没有结果。"))
    if case.messages.filter(read_at__isnull=True).exists():
        found.append(_("申请人的来信还没有打开。"))
    return found


class ArchiveCase(StaffAction[Case]):
    """Close the file. It must be complete, and every paper in it must still be what was put there."""

    permission: ClassVar[str] = "cases.case.archive"

    def __init__(self, case: Case, retention: str = "", place: str = "", **context: Any) -> None:
        super().__init__(**context)
        self.case, self.retention, self.place = case, retention, place.strip()

    def subject(self) -> Case:
        return self.case

    def validate(self) -> None:
        self.case = Case.objects.select_for_update().select_related("agency").get(pk=self.case.pk)
        if self.case.archived_on is not None:
            refuse(_("这份申请已经归档。"))
        self.retention = self.retention or proposed(self.case)
        if self.retention not in (PERMANENT, LONG, SHORT):
            refuse(_("保管期限是永久、定期30年或者定期10年。"), "retention")
        wanting = lacking(self.case)
        if wanting:
            refuse(_("案卷还不齐全：%(what)s") % {"what": "".join(wanting)})
        self.files = list(CaseFile.objects.filter(case=self.case).order_by("pk"))
        damaged = [file.name for file in self.files if not _whole(file)]
        if damaged:
            refuse(
                _("文件打不开或者与存入时不一致：%(names)s。请告诉系统管理员从备份恢复后再归档。")
                % {"names": "、".join(damaged)}
            )

    def perform(self) -> Case:
        self.case.archived_on, self.case.archived_for = self.today, self.retention
        self.case.archive_place = self.place[:100]
        self.case.save(update_fields=["archived_on", "archived_for", "archive_place"])
        return self.case

    def event(self) -> Entry:
        facts = {
            "retention": str(self.case.get_archived_for_display()),
            "place": self.case.archive_place or "—",
            "files": len(self.files),
            "digest": digest_of(self.files),
        }
        return self.entry(events.ARCHIVED, self.case.agency.chain, self.case, facts=facts)


class ReopenFile(StaffAction[Case]):
    """Take an archived file back to put something right or to add to it, with the reason on record."""

    permission: ClassVar[str] = "cases.case.archive"

    def __init__(self, case: Case, reason: str, **context: Any) -> None:
        super().__init__(reason=reason, **context)
        self.case = case

    def subject(self) -> Case:
        return self.case

    def validate(self) -> None:
        self.case = Case.objects.select_for_update().select_related("agency").get(pk=self.case.pk)
        if self.case.archived_on is None:
            refuse(_("这份申请没有归档。"))
        required(self.reason, _("请写明为什么退回整理，例如补入判决书。"), "reason")

    def perform(self) -> Case:
        self.case.archived_on, self.case.archived_for, self.case.archive_place = None, "", ""
        self.case.save(update_fields=["archived_on", "archived_for", "archive_place"])
        return self.case

    def event(self) -> Entry:
        return self.entry(
            events.REOPENED, self.case.agency.chain, self.case, facts={"why": self.reason[:300]}
        )


def digest_of(files: Sequence[CaseFile]) -> str:
    """One digest for all papers of a file, in the order in which they came."""
    return hashlib.sha256("\n".join(file.digest for file in files).encode()).hexdigest()


def _whole(row: CaseFile) -> bool:
    try:
        with row.file.open() as stored:
            return hashlib.sha256(stored.read()).hexdigest() == row.digest
    except Exception:  # a storage may fail in any way: the file is damaged or gone
        logger.exception("File %s of a case cannot be read", row.pk)
        return False
