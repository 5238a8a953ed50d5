"""What a court will ask for, written down while the case is handled."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.agencies.models import Office
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.clean_copies import clean_copy
from kaicheng.cases.filing import keep
from kaicheng.cases.models import (
    ActRow,
    Assignment,
    Case,
    CaseFile,
    CaseLetter,
    FileRole,
    Harm,
    Item,
    Proof,
    SearchRecord,
)
from kaicheng.cases.proofs import BY_HAND, ON_PAPER, SERVED, letters_sent
from kaicheng.redaction import grounds
from kaicheng.statute import evidence, outcomes

Upload = tuple[str, bytes]
LEAST_REASONING = 12
"""A shorter reasoning repeats the article and says nothing of this case."""


class AddSearch(CaseAction[SearchRecord]):
    """Who looked where, when, with what words, and what came of it. The office asked may write it itself."""

    permission: ClassVar[str] = "cases.case.assist"

    def __init__(
        self,
        case: Case,
        *,
        office: Office,
        searched_by: str,
        on: dt.date,
        where: str,
        keywords: str,
        result: str,
        found: bool = False,
        statement: Upload | None = None,
        assignment: Assignment | None = None,
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.row = SearchRecord(
            case=case, office=office, searched_by=searched_by, on=on, where=where, keywords=keywords,
            result=result,
            found=found,
        )  # fmt: skip
        self.upload, self.assignment = statement, assignment

    def subject(self) -> models.Model:
        return self.assignment or self.case

    def validate(self) -> None:
        for name, message in (
            ("searched_by", _("请写明检索人的姓名或者职务。")),
            ("where", _("请写明检索了哪里：系统、库房、年份。")),
            ("keywords", _("请写明用了哪些关键词、文号。")),
            ("result", _("请写明检索结果。")),
        ):
            setattr(self.row, name, required(getattr(self.row, name), message, name))
        if self.row.on > self.today:
            refuse(_("检索日期在今天之后，请核对。"), "on")
        if self.row.on < self.case.arrived_on:
            refuse(_("检索日期早于收到申请的日期，请核对。"), "on")

    def perform(self) -> SearchRecord:
        assert self.by is not None  # noqa: S101  # a search is somebody's
        self.row.by, self.row.recorded_at = self.by, self.at
        if self.upload:
            self.row.statement = keep(self.case, FileRole.EVIDENCE, *self.upload, by=self.by, at=self.at)
        self.row.save()
        self.said = _("%(office)s检索：%(where)s") % {"office": self.row.office.name, "where": self.row.where}
        self.facts = {"office": self.row.office.name, "day": self.row.on.isoformat()}
        return self.row


class AddHarm(CaseAction[Harm]):
    """Why something is withheld: ground, reasoning from facts, and what disclosure would harm."""

    def __init__(
        self,
        case: Case,
        *,
        ground: str,
        reasoning: str,
        harm: str = "",
        item: Item | None = None,
        separable: bool = False,
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.row = Harm(
            case=case, ground=ground, reasoning=reasoning, harm=harm, item=item, separable=separable
        )

    def validate(self) -> None:
        if self.row.ground not in grounds():
            refuse(_("请选择不予公开的依据。"), "ground")
        self.row.reasoning = self.row.reasoning.strip()
        if len(self.row.reasoning) < LEAST_REASONING:
            refuse(_("请写明本案的事实：是什么信息、为什么属于这种情形，不能只写条文。"), "reasoning")

    def perform(self) -> Harm:
        assert self.by is not None  # noqa: S101  # reasons are somebody's
        self.row.by, self.row.recorded_at = self.by, self.at
        self.row.save()
        self.said = _("写明不予公开的理由：%(ground)s") % {"ground": grounds()[self.row.ground].name.zh}
        self.facts = {"kind": self.row.ground}
        return self.row


class StrikeHarm(CaseAction[Harm]):
    """A reason that does not hold: it stays on record, struck, with why, and no answer rests on it."""

    def __init__(self, row: Harm, why: str, **context: Any) -> None:
        super().__init__(row.case, **context)
        self.row, self.why = row, why

    def validate(self) -> None:
        self.row = Harm.objects.select_for_update(of=("self",)).get(pk=self.row.pk)
        self.why = required(self.why, _("请写明为什么撤销这条理由。"), "why")
        if self.row.struck_at is not None:
            refuse(_("这条理由已经撤销。"))
        if self.case.answered_on is not None:
            refuse(_("已经按这条理由作出答复，不能撤销。答复有错的，按规定纠正后重新答复。"))

    def perform(self) -> Harm:
        self.row.struck_at, self.row.struck_by, self.row.struck_why = self.at, self.by, self.why[:300]
        self.row.save(update_fields=["struck_at", "struck_by", "struck_why"])
        name = grounds()[self.row.ground].name.zh if self.row.ground in grounds() else self.row.ground
        self.said = _("撤销不予公开的理由（%(ground)s）：%(why)s") % {
            "ground": name,
            "why": self.row.struck_why,
        }
        self.facts = {"kind": self.row.ground}
        return self.row


class AddProof(CaseAction[Proof]):
    """Any other evidence, by what it is for.

    ``letter`` is the place in the ledger of the letter whose receipt a proof of service proves; where only
    one was sent, that.
    """

    def __init__(
        self,
        case: Case,
        code: str,
        text: str,
        *,
        file: Upload | None = None,
        earlier: Case | None = None,
        letter: int | None = None,
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.code, self.text, self.upload, self.earlier = code, text, file, earlier
        self.letter = letter

    def validate(self) -> None:
        if self.code not in BY_HAND:
            refuse(_("请选择证据种类。"), "code")
        self.text = required(self.text, _("请写明内容：谁、什么时候、依据什么、结论是什么。"), "text")
        if self.code in ON_PAPER and self.upload is None:
            refuse(_("请附上申请人写的撤回材料。申请人在网上撤回的，不用另附。"), "file")
        if self.earlier is not None and self.earlier.agency_id != self.case.agency_id:
            refuse(_("此前的申请不是本机关的。"), "earlier")
        self.letter_act = self._proved() if self.code == SERVED else None

    def _proved(self) -> ActRow:
        """A proof of service proves the receipt of one letter and of no other."""
        sent = letters_sent(self.case)
        found = [row for row in sent if self.letter in (None, row.place)]
        if not found:
            refuse(_("还没有登记要证明送达的文书。请先登记文书，再附送达证明。"), "letter")
        if len(found) > 1:
            refuse(_("请选择证明的是哪一份文书的送达。"), "letter")
        return found[0]

    def perform(self) -> Proof:
        role = FileRole.PROOF if self.code == SERVED else FileRole.EVIDENCE
        kept = keep(self.case, role, *self.upload, by=self.by, at=self.at) if self.upload else None
        row = Proof.objects.create(
            case=self.case, code=self.code, text=self.text, file=kept, earlier=self.earlier,
            letter_act=self.letter_act, by=self.by, recorded_at=self.at,
        )  # fmt: skip
        self.said = _("留存%(name)s") % {"name": evidence()[self.code].name.zh}
        self.facts = {"kind": self.code}
        return row


class AddFile(CaseAction[CaseFile]):
    """A file for the case, with what it is for.

    What is to be given as it is, is cleaned and looked through first, which takes its time and is done before
    the change begins; raises ValidationError with what was found.
    """

    def __init__(self, case: Case, role: str, upload: Upload, **context: Any) -> None:
        super().__init__(case, **context)
        self.role = FileRole(role)
        self.upload = clean_copy(*upload, self.today) if self.role is FileRole.RELEASED else upload

    def perform(self) -> CaseFile:
        row = keep(self.case, self.role, *self.upload, by=self.by, at=self.at)
        self.said = _("案卷加入%(role)s") % {"role": self.role.label}
        self.facts = {"kind": str(self.role), "subject": row.digest[:12]}
        return row


class WithdrawFile(CaseAction[CaseFile]):
    """A file that was put here by mistake: somebody else's, the wrong version, more than may be seen.

    It stays stored, with who took it out and why on record; from then on it proves nothing, goes into no
    bundle, is given to nobody, and is opened by who handles the case alone.
    """

    def __init__(self, file: CaseFile, why: str, **context: Any) -> None:
        super().__init__(file.case, **context)
        self.file, self.why = file, why

    def validate(self) -> None:
        self.file = CaseFile.objects.select_for_update().get(pk=self.file.pk)
        self.why = required(self.why, _("请写明为什么不属于本案，应当放在哪里。"), "why")
        if self.file.withdrawn_at is not None:
            refuse(_("这个文件已经撤出。"))
        if CaseLetter.objects.filter(Q(file=self.file) | Q(word_file=self.file)).exists():
            refuse(_("这是签发的文书，不能撤出。文书有错的，另拟一份更正。"))

    def perform(self) -> CaseFile:
        self.file.withdrawn_at, self.file.withdrawn_why = self.at, self.why[:300]
        self.file.save(update_fields=["withdrawn_at", "withdrawn_why"])
        self.said = _("撤出误归入的文件（%(role)s）：%(why)s") % {
            "role": FileRole(self.file.role).label,
            "why": self.file.withdrawn_why,
        }
        self.facts = {"kind": str(self.file.role), "subject": self.file.digest[:12]}
        return self.file


class DecideItem(CaseAction[Item]):
    """How one of several items ends."""

    open_only: ClassVar[bool] = True

    def __init__(
        self, item: Item, outcome: str, *, variant: str = "", note: str = "", detail: str = "", **context: Any
    ) -> None:
        super().__init__(item.case, **context)
        self.item, self.outcome, self.variant = item, outcome, variant
        self.note, self.detail = note.strip(), detail.strip()

    def validate(self) -> None:
        if self.outcome and self.outcome not in outcomes():
            refuse(_("请选择处理结果。"), "outcome")

    def perform(self) -> Item:
        self.item.outcome, self.item.variant = self.outcome, self.variant
        self.item.note, self.item.detail = self.note, self.detail
        self.item.save(update_fields=["outcome", "variant", "note", "detail"])
        name = outcomes()[self.outcome].name.zh if self.outcome else _("待定")
        self.said = _("第%(number)s项：%(name)s") % {"number": self.item.number, "name": name}
        self.facts = {"kind": self.outcome, "subject": str(self.item.number)}
        return self.item
