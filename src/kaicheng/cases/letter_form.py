"""The form of a letter: what the case does not know is asked, the parts that may be edited are shown as
they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies.models import Office
from kaicheng.cases.actions.letters import SaveLetter
from kaicheng.cases.case_facts import known
from kaicheng.cases.ledger import calendar_of, state_of
from kaicheng.cases.letter_kinds import ASKED, OUTCOME, VARIANT, Choice, replied_to
from kaicheng.cases.letter_text import composed, edits_in, expected_number, facts_in
from kaicheng.cases.models import Case, CaseLetter, Consultation, ConsultationKind, Dispute
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.proofs import held
from kaicheng.letters import (
    Contact,
    Correction,
    Earlier,
    Extension,
    Facts,
    LetterError,
    Part,
    Published,
    Reconsideration,
    Record,
    Withdrawal,
    compose,
    pick,
)
from kaicheng.statute import StatuteError, evidence, outcomes

PARTS = {
    "reasons": gettext_lazy("事实和理由"),
    "reason": gettext_lazy("理由"),
    "guidance": gettext_lazy("补正指引"),
    "help": gettext_lazy("帮助"),
    "history": gettext_lazy("数量和频次情况"),
    "silence": gettext_lazy("逾期不说明的后果"),
    "matter": gettext_lazy("征求意见的内容"),
    "objection": gettext_lazy("对收费的异议"),
    "separation": gettext_lazy("为什么不能区分处理"),
    "again": gettext_lazy("可以再次申请的说明"),
    "follow": gettext_lazy("查询办法"),
    "found": gettext_lazy("审核情况"),
    "view": gettext_lazy("本机关意见"),
}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _line(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=required, help_text=help_text)


def _text(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=8000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _fields(case: Case, choice: Choice) -> dict[str, forms.Field]:
    """Every field that some letter asks for."""
    states = [("", _("请选择"))] + [(code, outcomes()[code].name.zh) for code in choice.outcomes]
    given = choice.outcomes
    asked = Consultation.objects.filter(case=case)
    kinds = {
        "L10_agency_letter": ConsultationKind.AGENCY,
        "L06_third_party_letter": ConsultationKind.THIRD_PARTY,
    }
    if choice.kind in kinds:
        asked = asked.filter(kind=kinds[choice.kind], letter_act__isnull=True)
    elif choice.kind == "L09_third_party_disclosure_notice":
        asked = asked.filter(kind=ConsultationKind.THIRD_PARTY)
    return {
        "points": _text(_("要补正的事项"), help_text=_("每行写一项。只能告知一次，要一次写全。")),
        "guidance": _text(_("怎样补正"), required=False, rows=2),
        "correction_days": forms.IntegerField(
            label=_("给几个工作日补正"), min_value=1, max_value=60, initial=15
        ),
        "request_history": _text(_("申请数量和频次情况"), rows=3),
        "reasons_days": forms.IntegerField(
            label=_("给几个工作日说明理由"), min_value=1, max_value=20, initial=7
        ),
        "extension_days": forms.IntegerField(
            label=_("延长几个工作日"), min_value=1, max_value=20, initial=20
        ),
        "extension_reason": _text(_("为什么要延长"), rows=2),
        "consultation": forms.ModelChoiceField(
            label=_("征求谁的意见"), queryset=asked, help_text=_("还没有的，先回到申请页“列出征求意见对象”。")
        ),
        "consulted_kind": forms.ChoiceField(
            label=_("征求了谁的意见"), choices=[("third_party", _("第三方")), ("agency", _("共同制作机关"))]
        ),
        "override": forms.ChoiceField(
            label=_("为什么决定公开"),
            choices=[
                ("public_interest", _("不公开会对公共利益造成重大影响")),
                ("no_good_reason", _("第三方不同意的理由不合理")),
                ("silent", _("第三方逾期没有提出意见")),
            ],
        ),
        "disclosed": _text(_("决定公开的内容"), rows=2),
        "obtain": _text(
            _("怎样获取"),
            required=False,
            rows=2,
            help_text=_("随信附上的不用填；另行领取、网上获取的写明方式、地点和时间。"),
        ),
        "reasons": _text(
            _("本案的事实和理由"),
            required=choice.kind in _NEED_REASONS,
            help_text=_("不要只写条文：是什么信息，怎样形成，为什么这样处理。"),
        ),
        "published_title": _line(_("已公开信息的标题")),
        "published_where": _line(_("公开在哪里"), help_text=_("例如本机关网站“法定主动公开内容”栏目。")),
        "published_on": _day(_("公开日期")),
        "published_address": forms.URLField(label=_("网址"), required=False, assume_scheme="https"),
        "outcome": forms.ChoiceField(
            label=_("处理结果"), choices=states, initial=given[0] if len(given) == 1 else ""
        ),
        "overall": forms.ChoiceField(
            label=_("整份申请计入年报哪一行"),
            choices=states,
            help_text=_("有给有不给的，选“部分公开”。一份申请只计一行。"),
        ),
        "forbidding_provision": _line(_("禁止公开的法律、行政法规条款"), required=False),
        "not_held": forms.ChoiceField(
            label=_("哪种情形"),
            choices=[
                ("does_not_exist", _("经检索没有所申请的信息")),
                ("other_agency", _("不属于本机关负责公开")),
            ],
        ),
        "responsible_name": _line(_("负责公开的机关"), required=choice.kind == "L27_transfer_notice"),
        "responsible_address": _line(_("该机关地址"), required=False),
        "responsible_phone": _line(_("该机关电话"), required=False),
        "transferred_on": _day(_("移送日期"), required=choice.kind != "L23_correction_of_record"),
        "record_what": _line(_("哪一份信息记录")),
        "record_claim": _text(_("申请人认为哪里不准确"), rows=2),
        "record_found": _text(_("审核情况"), required=False),
        "record_result": forms.ChoiceField(
            label=_("处理结果"),
            choices=[
                ("corrected", _("属实，已经更正")),
                ("not_corrected", _("现有证据不能证明不准确，不予更正")),
                ("transferred", _("不归本机关更正，已转送有权机关")),
                ("redirected", _("不归本机关更正，告知有权机关")),
            ],
        ),
        "record_corrected_on": _day(_("更正日期"), required=False),
        "dispute": forms.ModelChoiceField(label=_("哪一件复议"), queryset=replied_to(case)),
        "contested": _line(_("被申请复议的行政行为"), help_text=_("名称和文号。")),
        "account": _text(_("申请和答复的经过")),
        "view": _text(_("答复意见"), help_text=_("事实、依据、程序，逐项回应复议申请书的理由。")),
        "plea": _line(_("复议请求")),
        "exhibits": _text(_("证据和依据清单"), help_text=_("每行一项。")),
        "earlier_title": _line(_("此前答复的名称"), required=False),
        "earlier_on": forms.DateField(
            label=_("此前答复的日期"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        ),
        "earlier_number": _line(_("此前答复的文号"), required=False),
        "proper_channel": _line(_("应当通过的渠道"), required=choice.kind == "L22_inquiry_redirect"),
        "inquiry_matter": _line(_("行政查询事项")),
        "inquiry_rule": _line(_("作出特别规定的法律、行政法规")),
        "withdrawal_on": _day(_("撤回日期")),
        "withdrawal_how": forms.ChoiceField(
            label=_("怎样撤回的"), choices=[(one, one) for one in (_("书面"), _("当面"), _("通过互联网"))]
        ),
        "applicant_reasons": _text(_("申请人说明的理由"), rows=2),
        "delay_until": _day(_("延迟到哪一天")),
    }


_NEED_REASONS = frozenset(
    {
        "L09_third_party_disclosure_notice", "L16_answer_refused", "L18_answer_needs_creation",
        "L19_answer_unclear",
        "L26_not_government_information", "L27_transfer_notice",
    }
)  # fmt: skip


class LetterForm(forms.Form):
    """What one letter is told. With a ``letter`` its editable parts can be rewritten too."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("由哪个科室送审"),
        queryset=Office.objects.none(),
        help_text=gettext_lazy("由这个科室的负责人复审、分管领导签发。"),
    )

    def __init__(
        self, case: Case, choice: Choice, data: Mapping[str, Any] | None, *, letter: CaseLetter | None = None
    ) -> None:
        self.case, self.choice, self.letter = case, choice, letter
        super().__init__(data, initial=self._start())
        offered = _fields(case, choice)
        for name in ASKED[choice.kind]:
            self.fields[name] = offered[name]
        self.order_fields([*ASKED[choice.kind], "office"])
        offices = Office.objects.filter(agency=case.agency, valid_to__isnull=True)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.shown: dict[str, str] = {}
        if letter is not None:
            self._add_parts(letter)

    # --- what stands there at first -------------------------------------------------------------------

    def _start(self) -> dict[str, Any]:
        office = (
            (self.letter.office if self.letter else None)
            or Office.objects.filter(
                agency=self.case.agency, handles_disclosure=True, valid_to__isnull=True
            ).first()
            or self.case.office
        )
        start: dict[str, Any] = {"office": office}
        facts = facts_in(self.letter) if self.letter else known(self.case, timezone.localdate())
        start |= _given_back(facts)
        if self.letter is None:
            harm = self.case.harms.filter(struck_at=None).order_by("-pk").first()
            charge = self.case.fees.order_by("-pk").first()
            if harm is not None:
                start |= {"reasons": harm.reasoning, "outcome": harm.ground}
            if charge is not None:
                start["request_history"] = charge.history
            if self.choice.kind == "L28_reconsideration_reply":
                start |= self._contested()
        elif self.letter.act_data.get("outcome"):
            start |= {"overall": self.letter.act_data["outcome"]}
        whom, _colon, number = (self.letter.addressee if self.letter else "").partition(":")
        if whom in ("consultation", "dispute") and number.isdigit():
            start[whom] = int(number)
        return {name: value for name, value in start.items() if value not in (None, "")}

    def _contested(self) -> dict[str, Any]:
        """The answer that is attacked, and what is on file for it."""
        answer = CaseLetter.objects.filter(case=self.case, act="answer", live=True).order_by("-pk").first()
        found: dict[str, Any] = {
            "dispute": replied_to(self.case).order_by("-pk").first(),
            "plea": _("请求贵机关依法维持本机关作出的答复"),
            "exhibits": "\n".join(
                evidence()[proof.code].name.zh for proof in self.case.proofs.all() if proof.code in evidence()
            ),
        }
        if answer is not None:
            found["contested"] = f"《{template_of(answer).title}》（{answer.number}）"
        return found

    def _add_parts(self, letter: CaseLetter) -> None:
        """A field for each part that may be edited, with the words that stand there."""
        today = timezone.localdate()
        for part in self._editable():
            self.shown[part.id] = ""
        try:
            written, _facts = composed(letter, today, expected_number(letter, today))
        except (LetterError, StatuteError):
            return
        lines: dict[str, list[str]] = {part: [] for part in self.shown}
        for block in written.blocks:
            if block.editable and block.part in lines:
                lines[block.part].append(block.text)
        for part in self._editable():
            name = f"part_{part.id}"
            self.shown[part.id] = "\n".join(lines[part.id])
            self.fields[name] = _text(PARTS.get(part.id, part.id), required=not part.optional, rows=3)
            self.initial[name] = self.shown[part.id]

    def _editable(self) -> list[Part]:
        return [part for part in pick(self.choice.kind, timezone.localdate()).parts if part.editable]

    @property
    def told(self) -> list[forms.BoundField]:
        """The fields for facts."""
        return [self[name] for name in self.fields if not name.startswith("part_")]

    @property
    def parts(self) -> list[forms.BoundField]:
        """The fields for parts of the text."""
        return [self[name] for name in self.fields if name.startswith("part_")]

    # --- what it leads to -----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.choice.kind == "L17_answer_not_held" and given.get("not_held") == "other_agency":
            for name in ("reasons", "responsible_name"):
                if not given.get(name):
                    self.add_error(name, _("不属于本机关负责的，请写明理由和负责机关。"))
        return given

    def edits(self) -> dict[str, str]:
        """The parts whose words were changed, here or before."""
        kept = edits_in(self.letter) if self.letter else {}
        for part, shown in self.shown.items():
            name = f"part_{part}"
            if name not in self.cleaned_data:
                continue
            text = self.cleaned_data[name].replace("\r\n", "\n").strip()
            if text != shown.strip():
                kept[part] = text
        return kept

    def action(self, letter: CaseLetter | None, context: Mapping[str, Any]) -> SaveLetter | None:
        """The change that the form asks for; None, with the reason on the form, where the letter cannot be
        written."""
        given, kind = self.cleaned_data, self.choice.kind
        today = timezone.localdate()
        facts = self._facts(given, today)
        asked: Consultation | None = given.get("consultation")
        if asked is None:
            try:
                compose(
                    kind, replace(facts, number=expected_number(CaseLetter(case=self.case), today)), on=today
                )
            except (LetterError, StatuteError) as error:
                self.add_error(None, error.message.zh)
                return None
        act, data = self._act(given, facts)
        return SaveLetter(
            self.case,
            kind,
            facts,
            office=given["office"],
            act=act,
            act_data=data,
            edits=self.edits(),
            addressee=self._addressee(given),
            letter=letter,
            **context,
        )

    def _addressee(self, given: Mapping[str, Any]) -> str:
        if given.get("consultation"):
            return f"consultation:{given['consultation'].pk}"
        return f"dispute:{given['dispute'].pk}" if given.get("dispute") else "applicant"

    def _act(self, given: Mapping[str, Any], facts: Facts) -> tuple[str, dict[str, Any]]:
        step = self.choice.step
        if step is None:
            return "", {}
        data: dict[str, Any] = {}
        if self.choice.kind == "L17_answer_not_held" and given["not_held"] == "other_agency":
            return "transfer_notice", {}  # who is not responsible has nothing to search (Art. 36 item 5)
        if step.act == "answer":
            data["outcome"] = given.get("overall") or facts.outcome
        elif step.act == "extension":
            data["days"] = given["extension_days"]
        elif step.act == "delay_notice":
            data["until"] = given["delay_until"].isoformat()
        elif step.act == "correction_notice":
            data["limit_days"] = given["correction_days"]
        elif step.act == "reasons_notice":
            data["limit_days"] = given["reasons_days"]
        return step.act, data

    def _facts(self, given: Mapping[str, Any], today: dt.date) -> Facts:
        kind, facts = self.choice.kind, known(self.case, today)
        plain = ("reasons", "obtain", "forbidding_provision", "inquiry_matter", "inquiry_rule",
        "proper_channel",
                 "request_history", "applicant_reasons", "reasons_days", "disclosed", "delay_until",
                 "transferred_on")  # fmt: skip
        values: dict[str, Any] = {name: given[name] for name in plain if given.get(name)}
        values["outcome"] = self._outcome(given)
        values["evidence"] = held(self.case, values["outcome"])
        told = given.get("not_held") or given.get("override") or given.get("consulted_kind")
        values["variant"] = told or VARIANT.get(kind, "")
        if kind == "L17_answer_not_held" and given.get("not_held") != "does_not_exist":
            values["search"] = None
        if given.get("points"):
            lines = tuple(line.strip() for line in given["points"].splitlines() if line.strip())
            values["correction"] = Correction(lines, given.get("guidance", ""), given["correction_days"])
        if given.get("extension_days"):
            values["extension"] = Extension(
                given["extension_days"],
                given["extension_reason"],
                self._extended(facts, given["extension_days"], today),
            )
        if given.get("published_title"):
            values["published"] = (
                Published(
                    given["published_title"],
                    given["published_where"],
                    given["published_on"],
                    given["published_address"],
                ),
            )
        if given.get("responsible_name"):
            values["responsible"] = Contact(
                given["responsible_name"],
                given.get("responsible_address", ""),
                given.get("responsible_phone", ""),
            )
        if given.get("earlier_title") and given.get("earlier_on"):
            values["earlier"] = Earlier(
                given["earlier_title"], given["earlier_on"], given.get("earlier_number", "")
            )
        if given.get("record_what"):
            values["record"] = Record(
                given["record_what"],
                given["record_claim"],
                given["record_found"],
                given["record_corrected_on"],
            )
            values["variant"] = given["record_result"]
        dispute: Dispute | None = given.get("dispute")
        if dispute is not None:
            values["reconsideration"] = Reconsideration(
                body=dispute.body,
                received_on=dispute.copy_received_on or dispute.filed_on,
                contested=given["contested"],
                account=given["account"],
                view=given["view"],
                plea=given["plea"],
                notice=dispute.number,
            )
            values["variant"] = "summary" if dispute.summary_procedure else "ordinary"
            lines = given["exhibits"].splitlines()
            values["exhibits"] = tuple(line.strip() for line in lines if line.strip())
        if given.get("withdrawal_on"):
            values["withdrawal"] = Withdrawal(given["withdrawal_on"], given["withdrawal_how"])
        return replace(facts, **values)

    def _outcome(self, given: Mapping[str, Any]) -> str:
        kind = self.choice.kind
        if kind == "L30_answer_items":
            return ""
        if kind == "L21_closed_abandoned":
            state = self.choice.step.act if self.choice.step else ""
            return "abandoned_fee" if state == "fee_lapsed" else "abandoned_correction"
        if given.get("outcome"):
            return str(given["outcome"])
        return OUTCOME.get(kind, self.choice.outcomes[0] if len(self.choice.outcomes) == 1 else "")

    def _extended(self, facts: Facts, days: int, today: dt.date) -> dt.date:
        due = facts.due_on or state_of(self.case, today).due or today
        return calendar_of(self.case).workday_after(due, days)


def _given_back(facts: Facts) -> dict[str, Any]:
    """The fields as the facts fill them."""
    correction, extension, contest = facts.correction, facts.extension, facts.reconsideration
    published = facts.published[0] if facts.published else None
    return {
        "points": "\n".join(correction.points) if correction else "",
        "guidance": correction.guidance if correction else "",
        "correction_days": correction.days if correction else None,
        "request_history": facts.request_history,
        "reasons_days": facts.reasons_days,
        "extension_days": extension.days if extension else None,
        "extension_reason": extension.reason if extension else "",
        "consulted_kind": facts.variant,
        "override": facts.variant,
        "disclosed": facts.disclosed,
        "obtain": facts.obtain,
        "reasons": facts.reasons,
        "published_title": published.title if published else "",
        "published_where": published.where if published else "",
        "published_on": published.on if published else None,
        "published_address": published.address if published else "",
        "outcome": facts.outcome,
        "forbidding_provision": facts.forbidding_provision,
        "not_held": facts.variant,
        "responsible_name": facts.responsible.name if facts.responsible else "",
        "responsible_address": facts.responsible.address if facts.responsible else "",
        "responsible_phone": facts.responsible.phone if facts.responsible else "",
        "transferred_on": facts.transferred_on,
        "earlier_title": facts.earlier.title if facts.earlier else "",
        "earlier_on": facts.earlier.on if facts.earlier else None,
        "earlier_number": facts.earlier.number if facts.earlier else "",
        "proper_channel": facts.proper_channel,
        "inquiry_matter": facts.inquiry_matter,
        "inquiry_rule": facts.inquiry_rule,
        "record_what": facts.record.what if facts.record else "",
        "record_claim": facts.record.claim if facts.record else "",
        "record_found": facts.record.found if facts.record else "",
        "record_corrected_on": facts.record.corrected_on if facts.record else None,
        "record_result": facts.variant,
        "contested": contest.contested if contest else "",
        "account": contest.account if contest else "",
        "view": contest.view if contest else "",
        "plea": contest.plea if contest else "",
        "exhibits": "\n".join(facts.exhibits),
        "withdrawal_on": facts.withdrawal.on if facts.withdrawal else None,
        "withdrawal_how": facts.withdrawal.how if facts.withdrawal else "",
        "applicant_reasons": facts.applicant_reasons,
        "delay_until": facts.delay_until,
    }
