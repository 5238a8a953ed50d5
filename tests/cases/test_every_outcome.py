"""Every way in which a request can end, from arrival to its cell of table 3, before and since 2024.

Each case goes through the services that the pages call; what its letter says is read back from the file
that is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import docx
import pytest
import typst
from django.core.exceptions import ValidationError

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.consult import AddConsultation, RecordOpinion
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.actions.evidence import AddHarm, AddProof, AddSearch
from kaicheng.cases.actions.fees import ChargeFee
from kaicheng.cases.actions.release import Release, SavePlan, made_by
from kaicheng.cases.filing import keep
from kaicheng.cases.models import Case, CaseLetter, FileRole
from kaicheng.cases.proofs import ON_PAPER
from kaicheng.letters import Earlier, Published, Withdrawal
from kaicheng.redaction import Box, Plan, find, redacted
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally
from kaicheng.statute import Means, outcomes
from tests.agencies.factories import Bureau
from tests.cases.factories import a_drafted_letter, a_request, moment, profiled, signed

pytestmark = pytest.mark.django_db
BEFORE, SINCE = dt.date(2023, 3, 6), dt.date(2026, 3, 2)
REASONS = "所申请的是局党组二〇二五年第三次会议的讨论记录，没有形成对外的决定，公开会影响坦率讨论。"
APPLICANT = "申请人甲"


@dataclass
class Way:
    """A case under way, and the day it is."""

    bureau: Bureau
    case: Case
    day: dt.date
    letters: list[CaseLetter] = field(default_factory=list)

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.bureau.people[Role.DISCLOSURE_OFFICER], "at": moment(self.day)}

    def wait(self, days: int) -> None:
        self.day += dt.timedelta(days=days)

    def prove(self, *codes: str) -> None:
        for code in codes:
            paper = ("撤回书.txt", "我撤回这份申请。".encode()) if code in ON_PAPER else None
            AddProof(self.case, code, "公开工作人员核查，结论附后。", file=paper, **self.who).execute()

    def reason(self, ground: str, harm: str = "") -> None:
        AddHarm(self.case, ground=ground, reasoning=REASONS, harm=harm, **self.who).execute()

    def search(self) -> None:
        AddSearch(
            self.case, office=self.bureau.office, searched_by="档案员", on=self.day,
            where="综合档案室文书档案", keywords="工伤保险、基金支出", result="未检索到相关信息", **self.who,
        ).execute()  # fmt: skip

    def act(self, code: str, **data: Any) -> None:
        RecordAct(self.case, code, self.day, data, **self.who).execute()

    def write(self, kind: str, outcome: str = "", reasons: str = "", **facts: Any) -> CaseLetter:
        """Drafted, signed by three and posted."""
        draft = a_drafted_letter(self.bureau, self.case, kind, outcome, reasons, on=self.day, **facts)
        letter = signed(self.bureau, draft, self.day)
        self.letters.append(letter)
        self.case.refresh_from_db()
        return letter

    def post(self, letter: CaseLetter) -> None:
        sent = Deliver(letter, Means.EMS, sent_on=self.day, waybill="1000000000001", **self.who).execute()
        self.wait(2)
        MarkReached(sent, reached_on=self.day, **self.who).execute()
        self.case.refresh_from_db()

    def correction(self) -> None:
        self.post(self.write("L03_correction_notice"))


Script = Callable[[Way], CaseLetter]


def granted(way: Way) -> CaseLetter:
    way.prove("disclosure_review", "information_provided")
    return way.write("L13_answer_granted", "granted", obtain="随本答复书邮寄。")


def already_public(way: Way) -> CaseLetter:
    way.prove("publication_proof")
    published = (Published("基金支出情况", "本机关网站“财政资金”栏目", way.day - dt.timedelta(days=40)),)
    return way.write("L14_answer_already_public", "already_public", published=published)


def partial(way: Way) -> CaseLetter:
    way.prove("disclosure_review")
    data = typst.compile(
        '#set text(font: "Noto Serif CJK SC")\n会议讨论：某某认为应当缓办。\n\n支出总额三百万元。'.encode()
    )
    original = keep(way.case, FileRole.ORIGINAL, "支出表.pdf", data, by=way.who["by"], at=way.who["at"])
    boxes = [
        Box.on(area, "refused_process_information") for at in find(data, "某某认为") for area in at.areas
    ]
    plan = SavePlan(original, Plan((redacted(*boxes),)), **way.who).execute()
    Release(plan, made_by(plan, way.day), **way.who).execute()
    way.reason("refused_process_information")
    return way.write("L15_answer_partial", "partial", "除会议讨论的内容以外都可以公开，能够区分处理。")


def refused(ground: str, *codes: str, **facts: Any) -> Script:
    def script(way: Way) -> CaseLetter:
        way.reason(ground, harm="会影响正在进行的处置工作" if not codes else "")
        way.prove(*codes)
        return way.write("L16_answer_refused", ground, REASONS, **facts)

    return script


def third_party(way: Way) -> CaseLetter:
    asked = AddConsultation(
        way.case, "third_party", name="示例服务有限公司", subject_matter="报价单", **way.who
    ).execute()
    way.post(
        way.write("L06_third_party_letter", act="third_party_letter", addressee=f"consultation:{asked.pk}")
    )
    asked.refresh_from_db()
    way.wait(5)
    RecordOpinion(asked, on=way.day, agrees=False, opinion="报价属于商业秘密。", **way.who).execute()
    way.reason("refused_third_party_rights")
    return way.write("L16_answer_refused", "refused_third_party_rights", REASONS)


def inquiry(way: Way) -> CaseLetter:
    way.prove("inquiry_procedure")
    return way.write(
        "L22_inquiry_redirect", "refused_administrative_inquiry", inquiry_matter="不动产登记资料查询",
        inquiry_rule="《不动产登记暂行条例》", proper_channel="向不动产登记机构申请查询",
    )  # fmt: skip


def not_held(way: Way) -> CaseLetter:
    way.search()
    return way.write("L17_answer_not_held", "not_held", variant="does_not_exist")


def needs_creation(way: Way) -> CaseLetter:
    way.search()
    return way.write(
        "L18_answer_needs_creation", "needs_creation", "本机关没有按街道汇总的现成数据，需要加工。"
    )


def still_unclear(way: Way) -> CaseLetter:
    way.correction()
    way.wait(3)
    way.act("corrected")
    return way.write("L19_answer_unclear", "still_unclear", "补正后仍没有写明需要哪一年、哪一类支出的信息。")


def not_processed(outcome: str, *codes: str, reasons: str = "", **facts: Any) -> Script:
    def script(way: Way) -> CaseLetter:
        way.prove(*codes)
        return way.write("L20_answer_not_processed", outcome, reasons, **facts)

    return script


def excessive(way: Way) -> CaseLetter:
    history = "申请人三月份提出内容相近的申请46件"
    way.post(way.write("L04_reasons_notice", act="reasons_notice", request_history=history))
    way.wait(3)
    way.act("reasons_given")
    way.prove("request_history")
    return way.write(
        "L20_answer_not_processed", "excessive_repeat_requests",
        "申请人没有说明与本人有关的合理理由，内容多次重复。",
        request_history=history, applicant_reasons="想多了解一些",
    )  # fmt: skip


def abandoned_correction(way: Way) -> CaseLetter:
    way.correction()
    way.wait(40)
    return way.write("L21_closed_abandoned", "abandoned_correction", act="correction_lapsed")


def abandoned_fee(way: Way) -> CaseLetter:
    ChargeFee(
        way.case,
        basis="per_page",
        first=1,
        last=160,
        history="所申请资料共160页。",
        how="银行转账",
        **way.who,
    ).execute()
    way.post(way.write("L12_fee_notice", act="fee_notice", request_history="三月份提出35件"))
    way.wait(40)
    return way.write("L21_closed_abandoned", "abandoned_fee", act="fee_lapsed")


def withdrawn(way: Way) -> CaseLetter:
    way.prove("withdrawal_statement")
    way.act("withdrawal")
    return way.write("L24_withdrawal", "withdrawn", withdrawal=Withdrawal(way.day, "书面"))


def other(way: Way) -> CaseLetter:
    return way.write(
        "L26_not_government_information", "other",
        "所申请的是工会组织内部的活动安排，不是履行行政管理职能形成的。",
        variant="not_government_information",
    )  # fmt: skip


EARLIER = Earlier("政府信息公开申请答复书", dt.date(2022, 5, 9), "示例公复〔2022〕3号")
SCRIPTS: dict[str, Script] = {
    "granted": granted,
    "already_public": already_public,
    "partial": partial,
    "refused_state_secret": refused("refused_state_secret", "secrecy_review"),
    "refused_forbidden_by_law": refused(
        "refused_forbidden_by_law", "forbidding_provision",
        forbidding_provision="《中华人民共和国统计法》关于统计资料保密的规定",
    ),
    "refused_endangers_security_stability": refused("refused_endangers_security_stability"),
    "refused_third_party_rights": third_party,
    "refused_internal_affairs": refused("refused_internal_affairs"),
    "refused_process_information": refused("refused_process_information", "special_rule_check"),
    "refused_enforcement_case_file": refused("refused_enforcement_case_file", "special_rule_check"),
    "refused_administrative_inquiry": inquiry,
    "not_held": not_held,
    "needs_creation": needs_creation,
    "still_unclear": still_unclear,
    "petition_complaint": not_processed(
        "petition_complaint",
        reasons="申请人要求查处某企业欠薪，不是要求提供信息。",
        proper_channel="劳动保障监察大队",
    ),
    "repeated": not_processed("repeated", "earlier_answer", earlier=EARLIER),
    "public_publication": not_processed("public_publication", "publication_proof", obtain="示例市图书馆"),
    "excessive_repeat_requests": excessive,
    "confirm_or_reissue": not_processed("confirm_or_reissue", "earlier_answer"),
    "abandoned_correction": abandoned_correction,
    "abandoned_fee": abandoned_fee,
    "withdrawn": withdrawn,
    "other": other,
}  # fmt: skip

TITLES = {
    "refused_administrative_inquiry": "政府信息公开申请告知书",
    "abandoned_correction": "政府信息公开申请视为放弃告知书",
    "abandoned_fee": "政府信息公开申请视为放弃告知书",
    "withdrawn": "政府信息公开申请撤回确认书",
    **dict.fromkeys(
        [
            "petition_complaint",
            "repeated",
            "public_publication",
            "excessive_repeat_requests",
            "confirm_or_reissue",
        ],
        "政府信息公开申请不予处理告知书",
    ),
}
"""What the letter is called; an answer otherwise."""

ARTICLES = {
    "granted": "第三十六条第（二）项",
    "already_public": "第三十六条第（一）项",
    "partial": "第三十七条",
    "refused_state_secret": "第十四条",
    "refused_forbidden_by_law": "第十四条",
    "refused_endangers_security_stability": "第十四条",
    "refused_third_party_rights": "第十五条",
    "refused_internal_affairs": "第十六条第一款",
    "refused_process_information": "第十六条第二款",
    "refused_enforcement_case_file": "第十六条第二款",
    "refused_administrative_inquiry": "第三十六条第（七）项",
    "not_held": "第三十六条第（四）项",
    "needs_creation": "第三十八条",
    "still_unclear": "第三十条",
    "petition_complaint": "第三十九条第一款",
    "repeated": "第三十六条第（六）项",
    "public_publication": "第三十九条第二款",
    "excessive_repeat_requests": "第三十五条",
    "confirm_or_reissue": "第二条",
    "abandoned_correction": "第三十条",
    "abandoned_fee": "国办函〔2020〕109号",
    "withdrawn": "",
    "other": "第二条",
}
"""The article that decides, of 政府信息公开条例."""

OWN, HIGHER, COURT = "示例市人民政府", "示例省人力资源和社会保障厅", "示例市人民法院"
CHOICE_BEFORE = f"60日内向{OWN}或者{HIGHER}申请行政复议，或者自收到{{it}}之日起6个月内向{COURT}提起行政诉讼。"
CHOICE = f"60日内向{OWN}申请行政复议，或者自收到{{it}}之日起6个月内向{COURT}提起行政诉讼。"
FIRST = (
    f"60日内向{OWN}申请行政复议；对行政复议决定仍不服的，"
    f"可以自收到行政复议决定书之日起15日内向{COURT}提起行政诉讼。"
)


def remedy_of(code: str, day: dt.date, it: str) -> str:
    """The paragraph as it must stand: reconsideration first, for what is withheld under Arts 14 to 16, since
    2024-01-01 (行政复议法第二十三条); a choice otherwise; before, a choice for all and two bodies."""
    if code == "withdrawn":
        return ""
    told = f"自收到{it}之日起"
    if day < dt.date(2024, 1, 1):
        return f"如对{it}不服，可以{told}{CHOICE_BEFORE.format(it=it)}"
    if code == "partial":
        return f"如对{it}中不予公开的部分不服，应当先{told}{FIRST}"
    if code.startswith("refused_") and code != "refused_administrative_inquiry":
        return f"如对{it}不服，应当先{told}{FIRST}"
    return f"如对{it}不服，可以{told}{CHOICE.format(it=it)}"


def text_of(letter: CaseLetter) -> str:
    """Every paragraph of the Word file that is sent."""
    assert letter.word_file is not None
    with letter.word_file.file.open() as stored:
        return "\n".join(paragraph.text for paragraph in docx.Document(stored).paragraphs)


def test_every_outcome__has_its_script():
    assert set(SCRIPTS) == set(outcomes()) == set(ARTICLES)


@pytest.mark.parametrize("start", [BEFORE, SINCE], ids=["before 2024", "since 2024"])
@pytest.mark.parametrize("code", list(outcomes()))
def test_outcome__from_arrival_to_its_cell_of_table_3(bureau, code, start):
    profiled(bureau.agency)
    way = Way(bureau, a_request(bureau, start), start)
    way.wait(1)
    letter = SCRIPTS[code](way)
    way.post(letter)

    assert letter.live
    assert letter.on == (letter.act_row or way.case.acts.get(code="withdrawal")).on
    said = text_of(letter)
    assert f"{bureau.agency.name}{TITLES.get(code, '政府信息公开申请答复书')}" in said.replace("\n", "")
    assert APPLICANT in said
    assert ARTICLES[code] in said
    it = "本告知书" if "告知书" in TITLES.get(code, "") else "本答复"
    remedy = remedy_of(code, start, it)
    assert remedy in said
    assert said.count("申请行政复议") == remedy.count("申请行政复议")

    way.case.refresh_from_db()
    row = outcomes()[code].row
    assert (way.case.outcome, way.case.row) == (code, row)
    assert way.case.finished_on is not None
    counted = tally(Scope.year(bureau.agency, start.year)).figures
    expected = {"new_received", row, "handled_total"}
    for name in {path.split(".")[1] for path in counted if path.startswith("requests.")}:
        wanted = int(name in expected)
        assert counted[f"requests.{name}.natural_person"] == wanted, name
        assert counted[f"requests.{name}.total"] == wanted, name


@pytest.mark.parametrize(
    "code", [code for code in outcomes() if code not in ("petition_complaint", "other", "withdrawn")]
)
def test_outcome__is_not_recorded_while_the_file_lacks_its_proof(bureau, code):
    way = Way(bureau, a_request(bureau, SINCE), SINCE)
    way.wait(1)
    act = outcomes()[code].own_act or "answer"
    data = {} if outcomes()[code].own_act else {"outcome": code}
    with pytest.raises(ValidationError):
        way.act(act, **data)
    assert way.case.acts.count() == 1
