"""What is done to a case besides acts and letters: each with its form and the action that it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Membership, Office, User
from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.archive import ArchiveCase, ReopenFile, proposed
from kaicheng.cases.actions.assign import Assign
from kaicheng.cases.actions.consult import AddConsultation
from kaicheng.cases.actions.evidence import (
    AddFile,
    AddHarm,
    AddProof,
    AddSearch,
    DecideItem,
    StrikeHarm,
    WithdrawFile,
)
from kaicheng.cases.actions.fees import ChargeFee, RecordPayment, items_in_month
from kaicheng.cases.actions.late_opinion import take_opinion
from kaicheng.cases.actions.parts import AnswerAgain, Join, Split
from kaicheng.cases.actions.release import ConfirmGiven
from kaicheng.cases.models import Case, ConsultationKind, FileRole
from kaicheng.cases.proofs import BY_HAND, letters_sent
from kaicheng.cases.staff.forms import OneFile, a_day, text
from kaicheng.redaction import grounds
from kaicheng.statute import END_PHASES, CaseState, Phase, act_words, evidence, outcome_choices

Data = dict[str, Any]
ROLES = (
    FileRole.ORIGINAL, FileRole.EVIDENCE, FileRole.REQUEST, FileRole.ENVELOPE, FileRole.CORRECTION,
    FileRole.OPINION,
    FileRole.RELEASED, FileRole.PROOF, FileRole.IDENTITY, FileRole.AUTHORISATION,
)  # fmt: skip
VARIANTS = [
    ("", gettext_lazy("—")),
    ("does_not_exist", gettext_lazy("信息不存在")),
    ("other_agency", gettext_lazy("不属于本机关负责")),
]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``group`` is the part of the case's page that it stands in; empty for a row's own."""

    name: str
    title: str | Promise
    button: str | Promise
    done: str | Promise
    form: Callable[[Case, Any, Any, Any], forms.Form]
    action: Callable[[Case, Any, Data, Data], StaffAction[Any]]
    group: str = ""
    note: str | Promise = ""
    permission: str = "cases.case.handle"
    target: Callable[[Case, int | None], Any] | None = None
    fits: Callable[[Case, CaseState], bool] = lambda _case, _state: True


def _offices(case: Case) -> Any:
    return Office.objects.filter(agency=case.agency, valid_to__isnull=True)


def _people(case: Case) -> Any:
    roles = (Role.INFORMATION_OFFICER, Role.OFFICE_HEAD)
    posts = Membership.objects.effective(timezone.localdate()).filter(agency=case.agency, role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("pk")


def _letters(case: Case) -> list[tuple[str, str]]:
    sent = [
        (str(row.place), f"{act_words()[row.code].name.zh}（{row.on.isoformat()}）")
        for row in letters_sent(case)
    ]
    return [("", "—"), *sent]


def _form(kind: type[forms.Form]) -> Callable[[Case, Any, Any, Any], forms.Form]:
    def make(case: Case, target: Any, data: Any, files: Any) -> forms.Form:
        form = kind(data, files, initial=kind.start(case, target) if hasattr(kind, "start") else None)
        if "office" in form.fields:
            form.fields["office"].queryset = _offices(case)  # type: ignore[attr-defined]
        if "handler" in form.fields:
            form.fields["handler"].queryset = _people(case)  # type: ignore[attr-defined]
        if "letter" in form.fields:
            form.fields["letter"].choices = _letters(case)  # type: ignore[attr-defined]
        if "item" in form.fields:
            form.fields["item"].queryset = case.items.all()  # type: ignore[attr-defined]
        return form

    return make


def _row(manager: str) -> Callable[[Case, int | None], Any]:
    return lambda case, row: getattr(case, manager).filter(pk=row).first()


class AssignForm(forms.Form):
    """To which office, what, until when."""

    office = forms.ModelChoiceField(label=gettext_lazy("科室"), queryset=Office.objects.none())
    task = text(gettext_lazy("请科室做什么"), rows=3)
    due = a_day(
        gettext_lazy("反馈期限"), help_text=gettext_lazy("要早于答复期限，留出拟稿、审核和送达的时间。")
    )
    lead = forms.BooleanField(label=gettext_lazy("作为承办科室"), required=False)
    handler = forms.ModelChoiceField(
        label=gettext_lazy("承办人"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("科室信息员"),
        help_text=gettext_lazy("作为承办科室的，写明由谁承办。"),
    )


class SearchForm(forms.Form):
    """A search as a court would ask for it."""

    office = forms.ModelChoiceField(label=gettext_lazy("检索科室"), queryset=Office.objects.none())
    on = a_day(gettext_lazy("检索日期"))
    searched_by = forms.CharField(label=gettext_lazy("检索人"), max_length=100)
    where = forms.CharField(
        label=gettext_lazy("检索范围"),
        max_length=300,
        help_text=gettext_lazy("系统、库房、年份，例如档案室2018—2024年文书档案。"),
    )
    keywords = forms.CharField(
        label=gettext_lazy("检索关键词"),
        max_length=300,
        help_text=gettext_lazy("旧名称、文号和同义词也要试。"),
    )
    result = text(gettext_lazy("检索结果"))
    found = forms.BooleanField(label=gettext_lazy("找到了所申请的信息"), required=False)
    statement = OneFile(label=gettext_lazy("截图、科室说明"), required=False)

    @staticmethod
    def start(case: Case, target: Any) -> Data:
        return {"on": timezone.localdate(), "office": case.office_id}


class HarmForm(forms.Form):
    """Why something is withheld."""

    ground = forms.ChoiceField(
        label=gettext_lazy("不予公开的依据"),
        choices=lambda: (
            [("", _("请选择"))] + [(c, f"{o.name.zh}（{o.article.cite.zh}）") for c, o in grounds().items()]
        ),
    )
    item = forms.ModelChoiceField(
        label=gettext_lazy("哪一项"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=gettext_lazy("整份申请"),
    )
    reasoning = text(
        gettext_lazy("本案的事实和理由"),
        rows=4,
        help_text=gettext_lazy("是什么信息、怎样形成、为什么属于这种情形。法院先看这一段。"),
    )
    harm = text(gettext_lazy("公开会损害什么"), required=False, rows=2)
    separable = forms.BooleanField(
        label=gettext_lazy("能够区分处理，可以部分公开（条例第三十七条）"), required=False
    )


class ProofForm(forms.Form):
    """Other evidence."""

    code = forms.ChoiceField(
        label=gettext_lazy("证据种类"),
        choices=lambda: [("", _("请选择"))] + [(c, evidence()[c].name.zh) for c in BY_HAND],
    )
    text = text(gettext_lazy("内容"), help_text=gettext_lazy("谁、什么时候、依据什么、结论是什么。"))
    file = OneFile(label=gettext_lazy("文件"), required=False)
    letter = forms.TypedChoiceField(
        label=gettext_lazy("证明哪一份文书的送达"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("只有“送达证明”要选。"),
    )
    earlier = forms.CharField(label=gettext_lazy("此前申请的编号"), required=False, max_length=40)


class StrikeHarmForm(forms.Form):
    """Why a reason does not hold."""

    why = text(
        gettext_lazy("为什么撤销这条理由"),
        rows=2,
        help_text=gettext_lazy("例如核实后不属于这种情形、第三方已经同意公开。"),
    )


class ConfirmForm(forms.Form):
    """Nothing is asked: the file has been looked at."""


class FileForm(forms.Form):
    """A file and what it is for."""

    role = forms.ChoiceField(label=gettext_lazy("用途"), choices=[(str(role), role.label) for role in ROLES])
    file = OneFile(label=gettext_lazy("文件"))


class WithdrawForm(forms.Form):
    """Why a file does not belong here."""

    why = text(
        gettext_lazy("为什么不属于本案"),
        rows=2,
        help_text=gettext_lazy("例如是另一份申请的材料、传错了版本。应当放到哪里的，也写明。"),
    )


class ItemForm(forms.Form):
    """How one item ends."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("处理结果"), choices=lambda: [("", _("待定")), *outcome_choices()]
    )
    variant = forms.ChoiceField(label=gettext_lazy("“不掌握”的情形"), choices=VARIANTS, required=False)
    note = text(gettext_lazy("理由"), required=False)
    detail = text(gettext_lazy("提供的内容或者获取途径"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = False

    @staticmethod
    def start(case: Case, target: Any) -> Data:
        return {name: getattr(target, name) for name in ("outcome", "variant", "note", "detail")}


class ConsultationForm(forms.Form):
    """Whom to ask."""

    kind = forms.ChoiceField(label=gettext_lazy("征求谁的意见"), choices=ConsultationKind.choices)
    name = forms.CharField(label=gettext_lazy("姓名或者名称"), max_length=120)
    telephone = forms.CharField(label=gettext_lazy("联系电话"), required=False, max_length=60)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)
    address = forms.CharField(label=gettext_lazy("通信地址"), required=False, max_length=300)
    subject_matter = text(gettext_lazy("拟公开的哪些内容与对方有关"))


class OpinionForm(forms.Form):
    """An opinion that arrived on paper."""

    on = a_day(gettext_lazy("收到意见的日期"))
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("意见"),
        choices=[("yes", gettext_lazy("同意公开")), ("no", gettext_lazy("不同意公开"))],
        coerce=lambda value: value == "yes",
    )
    opinion = text(gettext_lazy("理由"), required=False)
    file = OneFile(label=gettext_lazy("意见原件"), required=False)

    @staticmethod
    def start(case: Case, target: Any) -> Data:
        return {"on": timezone.localdate()}


class FeeForm(forms.Form):
    """By item in a month or by page."""

    basis = forms.ChoiceField(
        label=gettext_lazy("怎样计收"),
        choices=[
            ("per_item", gettext_lazy("按件（同一申请人一个月内的件数）")),
            ("per_page", gettext_lazy("按量（本次申请的页数）")),
        ],
    )
    first = forms.IntegerField(label=gettext_lazy("从第几件、第几页起"), min_value=1)
    last = forms.IntegerField(label=gettext_lazy("到第几件、第几页"), min_value=1, max_value=1_000_000)
    history = text(gettext_lazy("数量、频次明显超过合理范围的情况"))
    how = forms.CharField(label=gettext_lazy("怎样缴费"), max_length=300)

    @staticmethod
    def start(case: Case, target: Any) -> Data:
        before, here = items_in_month(case)
        return {"basis": "per_item", "first": before + 1, "last": before + here}


class PaymentForm(forms.Form):
    """When it was paid."""

    on = a_day(gettext_lazy("缴费日期"))
    proof = OneFile(label=gettext_lazy("缴费凭证"), required=False)

    @staticmethod
    def start(case: Case, target: Any) -> Data:
        return {"on": timezone.localdate()}


class JoinForm(forms.Form):
    """Into which."""

    into = forms.CharField(label=gettext_lazy("并入哪份申请（编号）"), max_length=40)


class SplitForm(forms.Form):
    """Nothing is asked: each item becomes a case."""


class AgainForm(forms.Form):
    """A decision that orders another answer."""

    decided_on = a_day(gettext_lazy("收到决定、判决的日期"))
    answer_by = a_day(gettext_lazy("责令重新答复的期限"))


class ArchiveForm(forms.Form):
    """How long it is kept, and where."""

    retention = forms.ChoiceField(
        label=gettext_lazy("保管期限"),
        choices=[
            ("permanent", gettext_lazy("永久")),
            ("30", gettext_lazy("定期30年")),
            ("10", gettext_lazy("定期10年")),
        ],
        help_text=gettext_lazy("按本机关经批准的保管期限表填写，已选的只是建议。"),
    )
    place = forms.CharField(label=gettext_lazy("存放位置（盒号、柜号）"), required=False, max_length=100)

    @staticmethod
    def start(case: Case, target: Any) -> Data:
        return {"retention": proposed(case)}


class ReopenForm(forms.Form):
    """Why an archived file is taken back."""

    reason = text(gettext_lazy("为什么退回整理"), rows=2)


def _numbered(case: Case, number: str) -> Case | None:
    return Case.objects.filter(agency=case.agency, number=number.strip()).first() if number else None


def _proof(case: Case, _target: Any, data: Data, context: Data) -> StaffAction[Any]:
    given = {**data, "earlier": _numbered(case, data["earlier"])}
    return AddProof(case, given.pop("code"), given.pop("text"), **given, **context)


def _opinion(_case: Case, row: Any, data: Data, context: Data) -> StaffAction[Any]:
    file = data.pop("file")
    return take_opinion(row, **data, files=[file] if file else [], **context)


def _is_open(_case: Case, state: CaseState) -> bool:
    return state.phase not in END_PHASES and state.phase is not Phase.ANSWERED


def _several(case: Case, state: CaseState) -> bool:
    return _is_open(case, state) and case.items.count() > 1 and not case.parts.exists()


def _joinable(case: Case, state: CaseState) -> bool:
    return _is_open(case, state) and case.joined_to_id is None


def _over(_case: Case, state: CaseState) -> bool:
    return state.phase in END_PHASES


_ALL = (
    Task(
        "jiaoban", gettext_lazy("交科室办理"), gettext_lazy("交办"),
        gettext_lazy("已交办，科室会收到通知。"), _form(AssignForm),
        lambda case, _t, data, context: Assign(case, **data, **context), "offices", fits=_is_open,
    ),
    Task(
        "jiansuo", gettext_lazy("记录检索"), gettext_lazy("保存检索记录"),
        gettext_lazy("检索记录已存入案卷。"), _form(SearchForm),
        lambda case, _t, data, context: AddSearch(case, **data, **context), "evidence",
    ),
    Task(
        "liyou", gettext_lazy("写明不予公开的理由"), gettext_lazy("保存理由"),
        gettext_lazy("理由已存入案卷。"), _form(HarmForm),
        lambda case, _t, data, context: AddHarm(case, **data, **context), "evidence",
    ),
    Task(
        "zhengju", gettext_lazy("留存其他证据"), gettext_lazy("存入案卷"), gettext_lazy("证据已存入案卷。"),
        _form(ProofForm), _proof,
        "evidence",
    ),
    Task(
        "wenjian", gettext_lazy("加入文件"), gettext_lazy("存入案卷"), gettext_lazy("文件已加密存入案卷。"),
        _form(FileForm),
        lambda case, _t, data, context: AddFile(case, data["role"], data["file"], **context), "files",
        note=gettext_lazy("要逐页处理的，用途选“拟公开信息原件”。可以直接公开、不用遮盖的，选“公开件”。"),
    ),
    Task(
        "zhengqiu", gettext_lazy("列出征求意见对象"), gettext_lazy("列出"),
        gettext_lazy("已列出，接着拟写征求意见书。"),
        _form(ConsultationForm), lambda case, _t, data, context: AddConsultation(case, data.pop("kind"),
        **data, **context),
        "consultations", fits=_is_open,
        note=gettext_lazy("征求意见书发出之日起到收到意见之日止，不计入答复期限。"),
    ),
    Task(
        "shoufei", gettext_lazy("决定收取信息处理费"), gettext_lazy("决定收费"),
        gettext_lazy("已决定收费，接着拟写收费通知书。"),
        _form(FeeForm), lambda case, _t, data, context: ChargeFee(case, **data, **context), "fees",
        fits=_is_open,
        note=gettext_lazy("只有申请数量、频次明显超过合理范围的才可以收费；按件和按量只能选一种。"),
    ),
    Task(
        "hebing", gettext_lazy("并入另一份申请"), gettext_lazy("合并办理"),
        gettext_lazy("已合并，年报只计一件。"), _form(JoinForm),
        lambda case, _t, data, context: Join(case, _numbered(case, data["into"]) or case, **context),
        "more", fits=_joinable,
        note=gettext_lazy("同一申请人就同一信息提出的几份申请，可以合并办理。"),
    ),
    Task(
        "chaifen", gettext_lazy("按事项拆分"), gettext_lazy("拆分"), gettext_lazy("已拆分，期限不变。"),
        _form(SplitForm),
        lambda case, _t, data, context: Split(case, **context), "more", fits=_several,
        note=gettext_lazy("每一项成为一份单独的申请，期限照原来的计算，一事一答复。"),
    ),
    Task(
        "chongxin", gettext_lazy("责令重新答复"), gettext_lazy("另立重新答复"),
        gettext_lazy("已另立，期限按决定、判决计算。"),
        _form(AgainForm), lambda case, _t, data, context: AnswerAgain(case, **data, **context), "more",
        fits=_over,
    ),
    Task(
        "chechu", gettext_lazy("撤出误归入的文件"), gettext_lazy("撤出"),
        gettext_lazy("已撤出。文件不再作为证据，不装入案卷，也不给申请人；记录保留可查。"),
        _form(WithdrawForm),
        lambda _case, file, data, context: WithdrawFile(file, data["why"], **context),
        target=_row("files"),
    ),
    Task(
        "chexiao", gettext_lazy("撤销不予公开的理由"), gettext_lazy("撤销"),
        gettext_lazy("已撤销，原记录保留可查。已经拟写的答复书请重新保存。"), _form(StrikeHarmForm),
        lambda _case, row, data, context: StrikeHarm(row, data["why"], **context), target=_row("harms"),
    ),
    Task(
        "queren", gettext_lazy("确认可以给申请人"), gettext_lazy("确认"),
        gettext_lazy("已确认，申请人凭编号可以下载。"), _form(ConfirmForm),
        lambda _case, file, _data, context: ConfirmGiven(file, **context), target=_row("files"),
        permission="cases.released.confirm",
        note=gettext_lazy(
            "答复书是在纸上签发的，系统不知道签发时审过哪些文件。请先打开公开件核对：内容和答复书写的一致，没有多给，也没有漏遮。"
        ),
    ),
    Task(
        "guidang", gettext_lazy("归档"), gettext_lazy("归档"), gettext_lazy("已归档。"),
        _form(ArchiveForm), lambda case, _t, data, context: ArchiveCase(case, **data, **context),
        "more", fits=lambda case, state: _over(case, state) and case.archived_on is None,
        permission="cases.case.archive",
        note=gettext_lazy("归档前核对证据、送达和文件是否齐全完好，归档以后只能查阅。"),
    ),
    Task(
        "tuihui", gettext_lazy("退回整理"), gettext_lazy("退回整理"),
        gettext_lazy("案卷已退回，补充后请重新归档。"), _form(ReopenForm),
        lambda case, _t, data, context: ReopenFile(case, data["reason"], **context),
        "more", fits=lambda case, _state: case.archived_on is not None, permission="cases.case.archive",
    ),
    Task(
        "shixiang", gettext_lazy("这一项的处理结果"), gettext_lazy("保存"),
        gettext_lazy("已保存这一项的处理结果。"), _form(ItemForm),
        lambda _case, item, data, context: DecideItem(item, data.pop("outcome"), **data, **context),
        target=_row("items"),
    ),
    Task(
        "yijian", gettext_lazy("登记收到的意见"), gettext_lazy("登记"),
        gettext_lazy("意见已登记，答复期限继续计算。"), _form(OpinionForm),
        _opinion, target=_row("consultations"),
    ),
    Task(
        "jiaofei", gettext_lazy("登记缴费"), gettext_lazy("登记"),
        gettext_lazy("缴费已登记，答复期限自次日起重新计算。"), _form(PaymentForm),
        lambda _case, row, data, context: RecordPayment(row, data["on"], data["proof"], **context),
        target=_row("fees"),
    ),
)  # fmt: skip
ARCHIVED_TOO = ("tuihui", "chongxin")
"""What may be done although the file is archived."""
TASKS = {task.name: task for task in _ALL}


def tasks_for(case: Case, state: CaseState) -> dict[str, list[Task]]:
    """What fits the case now, by the part of its page."""
    found: dict[str, list[Task]] = {}
    for task in _ALL:
        if case.archived_on is not None and task.name not in ARCHIVED_TOO:
            continue
        if task.group and task.fits(case, state):
            found.setdefault(task.group, []).append(task)
    return found
