"""Requests in every phase: at the bureau and at its neighbours, by every channel.

The bureau had none in the years before this one, as its report says. Applicants are letters of the cyclical
order, never people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.assign import Assign, Report
from kaicheng.cases.actions.consult import AddConsultation
from kaicheng.cases.actions.evidence import AddFile, AddProof
from kaicheng.cases.actions.fees import ChargeFee
from kaicheng.cases.disputes.actions import RecordDispute
from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.mailbox.address import Mailbox
from kaicheng.cases.mailbox.fetching import keep_letter
from kaicheng.cases.mailbox.imap import Fetched
from kaicheng.cases.models import Case, FileRole, MailMessage, MessageKind
from kaicheng.cases.public.acting import ApplicantAct, SendMessage
from kaicheng.demonstration.at_the_desk import Desk
from kaicheng.demonstration.county import BUREAU
from kaicheng.demonstration.registry import Occasion, part
from kaicheng.letters import Correction
from kaicheng.statute import Channel, Means
from kaicheng.typesetting.pdf import typeset

EDUCATION, RESOURCES, CIVIL_AFFAIRS = "xichang-jyj", "xichang-zrj", "xichang-mzj"
MEETING = "所申请的是局务会讨论就业补助资金安排时的记录，没有形成对外的决定，公开会影响以后的坦率讨论。"
MANY = 12
"""Requests of one applicant in one month: more than are free (国办函〔2020〕109号)."""

Story = Callable[[Desk], None]
_stories: list[tuple[str, str, Story]] = []


def _story(slug: str, key: str) -> Callable[[Story], Story]:
    """Something that happened at an authority; ``key`` is that of its first request."""

    def register(story: Story) -> Story:
        _stories.append((slug, key, story))
        return story

    return register


@part("requests")
def requests(occasion: Occasion) -> None:
    """Tell every story that was not begun yet.

    Each of its acts is a transaction: the gate looks for signatures on the trail, where they then stand.
    """
    told = set(Case.objects.filter(key__startswith="demonstration-").values_list("key", flat=True))
    for slug, key, story in _stories:
        if f"demonstration-{key}" not in told:
            story(Desk.of(slug, occasion))
    _mail(Desk.of(BUREAU, occasion))


# --- the years before ---------------------------------------------------------------------------------------


@_story(EDUCATION, "jy-1")
def _granted_in_the_year_before_last(desk: Desk) -> None:
    year = desk.occasion.opened.year - 2
    day = dt.date(year, 5, 13)
    case = desk.request(
        "jy-1", day, f"{year}年城区小学学区划分方案", "申请人甲", channel=Channel.IN_PERSON, before=True
    )
    _gave(desk, case, day + dt.timedelta(days=9), "学区划分方案公开审查表", "学区划分方案复印件")


@_story(RESOURCES, "zr-1")
def _withdrawn_last_year(desk: Desk) -> None:
    day = dt.date(desk.occasion.opened.year - 1, 9, 10)
    case = desk.request("zr-1", day, "北城街道老旧小区改造用地批复", "申请人乙")
    ApplicantAct(
        case, "withdrawal", day + dt.timedelta(days=5), at=desk.at(day + dt.timedelta(days=5))
    ).execute()


@_story(EDUCATION, "jy-2")
def _carried_over(desk: Desk) -> None:
    opened = desk.occasion.opened
    day = dt.date(opened.year - 1, 12, 24)
    case = desk.request("jy-2", day, "民办培训机构白名单的制定依据", "申请人丙")
    _gave(desk, case, desk.ago(15), "已审查，可以公开", "制定依据文件", officer=True)


def _gave(desk: Desk, case: Case, day: dt.date, review: str, given: str, *, officer: bool = False) -> None:
    """Granted and handed over on one day; before the authorities began here by the installation itself."""
    who = desk.who(day) if officer else {"by": None, "at": desk.at(day)}
    for code, text in (("disclosure_review", review), ("information_provided", given)):
        AddProof(case, code, text, **who).execute()
    if officer:
        _signed_on_paper(desk, case, day)
    RecordAct(case, "answer", day, {"outcome": "granted"}, **who).execute()
    RecordAct(case, "service", day, {"means": "in_person"}, **who).execute()


def _signed_on_paper(desk: Desk, case: Case, day: dt.date) -> None:
    scan = ("答复书（扫描件）.txt", "答复书原件已盖章寄出，扫描件存档（演示数据）。".encode())
    AddFile(case, FileRole.LETTER, scan, **desk.who(day)).execute()


# --- this year at the bureau --------------------------------------------------------------------------------


@_story(BUREAU, "rs-1")
def _waiting_for_correction(desk: Desk) -> None:
    day = desk.ago(8)
    case = desk.request("rs-1", day, "技能培训补贴发放情况", "申请人甲")
    points = ("请写明年度，例如2025年。", "请写明是补贴标准、发放名单还是资金总额。")
    on = desk.ago(5)
    letter = desk.letter(
        case, "L03_correction_notice", on, act="correction_notice", data={"limit_days": 15},
        correction=Correction(points=points, days=15),
    )  # fmt: skip
    desk.send(letter, on)


@_story(BUREAU, "rs-2")
def _extended(desk: Desk) -> None:
    case = desk.request(
        "rs-2", desk.ago(17), "2021—2025年公益性岗位开发和补贴情况", "申请人乙", channel=Channel.IN_PERSON,
        items=("历年公益性岗位开发数量", "历年岗位补贴支出总额"),
    )  # fmt: skip
    desk.act(case, "extension", desk.ago(3), "涉及五年台账，检索量大，公开办负责人同意延期", days=15)


@_story(BUREAU, "rs-3")
def _third_party_asked(desk: Desk) -> None:
    case = desk.request(
        "rs-3", desk.ago(9), "2025年职业技能培训机构报价汇总表", "申请人丙",
        channel=Channel.REGISTERED_POST, waybill="1000000000001",
    )  # fmt: skip
    on = desk.ago(6)
    source = (
        '#set text(font: "Noto Serif CJK SC")\n= 职业技能培训机构报价汇总表（演示数据）\n\n'
        "机构甲　焊工　每人1200元\n\n机构乙　家政服务　每人980元\n\n联系人　某某　电话 000-00000000"
    )
    paper = ("培训机构报价汇总表.pdf", typeset(source.encode(), {}).pdf)
    AddFile(case, FileRole.ORIGINAL, paper, **desk.who(on)).execute()
    asked = AddConsultation(
        case, "third_party", name="培训机构甲（演示数据）", subject_matter="贵单位的培训报价",
        address="演示路0号（演示数据）", **desk.who(on),
    ).execute()  # fmt: skip
    letter = desk.letter(
        case, "L06_third_party_letter", on, act="third_party_letter", addressee=f"consultation:{asked.pk}"
    )
    desk.send(letter, on, Means.EMS)


@_story(BUREAU, "rs-4")
def _fee_to_pay(desk: Desk) -> None:
    case = desk.request(
        "rs-4", desk.ago(10), "2019—2025年全部劳动监察案件统计表", "申请人丁", channel=Channel.FAX,
        kind="legal_service_institution",
    )  # fmt: skip
    on = desk.ago(4)
    ChargeFee(
        case, basis="per_page", first=1, last=160, history="所申请资料共160页，明显超过合理范围。",
        how="凭通知书到政务服务中心非税窗口缴纳（演示数据）", **desk.who(on),
    ).execute()  # fmt: skip
    desk.act(case, "fee_notice", on, "收费通知书已当面送达", served_on=on.isoformat())


@_story(BUREAU, "rs-5")
def _due_today(desk: Desk) -> None:
    case = desk.request("rs-5", desk.ago(20), "2025年度职业病工伤认定数量", "申请人戊")
    office = desk.office
    on = desk.ago(18)
    asked = Assign(
        case, office, desk.ago(14), "检索工伤认定台账，提出公开意见。", lead=True, **desk.who(on)
    ).execute()
    Report(asked, "台账中有年度汇总数，不涉及个人信息，建议公开。", **desk.who(desk.ago(14))).execute()
    desk.prove(case, desk.ago(2), {"disclosure_review": "公开办审查：汇总数据，可以公开。"})


@_story(BUREAU, "rs-6")
def _overdue(desk: Desk) -> None:
    case = desk.request(
        "rs-6", desk.ago(23), "某建筑项目农民工工资保证金缴存情况", "申请人己", channel=Channel.ORDINARY_POST,
        arrival_note="平信，收到当日电话联系申请人确认",
    )  # fmt: skip
    Assign(case, desk.office, desk.ago(10), "核对保证金台账。", lead=True, **desk.who(desk.ago(20))).execute()


@_story(BUREAU, "rs-7")
def _just_arrived(desk: Desk) -> None:
    desk.request(
        "rs-7", desk.today, "本年度事业单位公开招聘考察的工作方案", "申请人庚", channel=Channel.ORAL,
        help_needed="阅读困难，请电话告知办理情况",
    )  # fmt: skip


@_story(BUREAU, "rs-8")
def _with_an_office(desk: Desk) -> None:
    case = desk.request(
        "rs-8", desk.ago(4), "零工市场建设资金的使用情况", "申请人辛", channel=Channel.TRANSFERRED,
        arrival_note="信寄到就业创业促进中心，当日转来",
    )  # fmt: skip
    due = calendar_of(case).workday_after(desk.today, 3)
    Assign(
        case, desk.office, due, "检索零工市场项目资金拨付文件。", lead=True, **desk.who(desk.ago(2))
    ).execute()


@_story(BUREAU, "rs-9")
def _answered_and_rated(desk: Desk) -> None:
    case = desk.request(
        "rs-9", desk.ago(22), "2025年创业担保贷款贴息资金发放总额", "某咨询企业（演示数据）",
        kind="commercial_enterprise",
    )  # fmt: skip
    on = desk.ago(12)
    words = "2025年创业担保贷款贴息资金发放总额（演示数据）。"
    released = ("2025年创业担保贷款贴息资金发放情况.txt", words.encode())
    AddFile(case, FileRole.RELEASED, released, **desk.who(on)).execute()
    desk.prove(case, on, {"disclosure_review": "公开办审查：汇总数据，可以公开。"})
    letter = desk.letter(
        case, "L13_answer_granted", on, act="answer", data={"outcome": "granted"}, outcome="granted"
    )
    desk.send(letter, on)
    SendMessage(case, MessageKind.RATING, score=5, text="答复很快。", at=desk.at(desk.ago(11))).execute()
    SendMessage(
        case, MessageKind.RECORD, text="资料里我单位的名称少了一个字。", at=desk.at(desk.ago(2))
    ).execute()


@_story(BUREAU, "rs-10")
def _in_reconsideration(desk: Desk) -> None:
    case = desk.request("rs-10", desk.ago(24), "就业补助资金安排的局务会讨论记录", "申请人壬")
    on = desk.ago(14)
    desk.reason(case, on, "refused_process_information", MEETING)
    desk.prove(case, on, {"special_rule_check": "已核查，没有法律、法规、规章规定讨论记录应当公开。"})
    letter = desk.letter(
        case, "L16_answer_refused", on, act="answer", data={"outcome": "refused_process_information"},
        outcome="refused_process_information", reasons=MEETING,
    )  # fmt: skip
    desk.send(letter, on, Means.EMS)
    filed = desk.ago(5)
    given = {
        "kind": "reconsideration", "body": "西昌市人民政府", "number": f"演示复〔{filed.year}〕1号",
        "case": case, "filed_on": filed, "copy_received_on": desk.ago(4),
    }  # fmt: skip
    RecordDispute(desk.agency, given, **desk.who(desk.ago(4))).execute()


# --- this year next door ------------------------------------------------------------------------------------


@_story(CIVIL_AFFAIRS, "mz-1")
def _in_court_and_answered_anew(desk: Desk) -> None:
    case = desk.request(
        "mz-1", desk.ago(38), "养老机构运营补贴的拨付名单", "申请人癸", channel=Channel.IN_PERSON
    )
    on = desk.ago(30)
    reason = "拨付名单是财务股办理拨款时的内部流转材料，答复时认为不直接影响公众的权利义务。"
    desk.reason(case, on, "refused_internal_affairs", reason)
    _signed_on_paper(desk, case, on)
    desk.act(case, "answer", on, outcome="refused_internal_affairs")
    desk.act(case, "service", on, means="in_person")
    decided = desk.ago(3)
    given = {
        "kind": "litigation_direct", "body": "西昌市人民法院", "number": f"演示行初〔{on.year}〕1号",
        "case": case, "filed_on": desk.ago(25), "copy_received_on": desk.ago(24), "replied_on": desk.ago(18),
        "decided_on": decided, "decision_received_on": decided, "outcome": "corrected",
        "orders_answer_by": calendar_of(case).workday_after(desk.today, 12),
        "summary": "名单中机构名称和金额可以公开，应当区分处理；责令重新答复。",
    }  # fmt: skip
    RecordDispute(desk.agency, given, **desk.who(decided)).execute()


@_story(CIVIL_AFFAIRS, "mz-2")
def _not_held(desk: Desk) -> None:
    case = desk.request(
        "mz-2", desk.ago(11), "1986年某村五保供养花名册", "申请人子", channel=Channel.REGISTERED_POST
    )
    on = desk.ago(2)
    desk.search(
        case,
        on,
        "档案室1980—1990年文书档案、农村五保供养台账",
        "五保、供养、花名册",
        "没有检索到所申请的花名册",
    )
    desk.letter(
        case, "L17_answer_not_held", on, act="answer", data={"outcome": "not_held"}, outcome="not_held",
        variant="does_not_exist",
    )  # fmt: skip


@_story(RESOURCES, "zr-2")
def _many_of_one(desk: Desk) -> None:
    day = desk.ago(6)
    for number in range(1, MANY + 1):
        desk.request(
            f"zr-{number + 1}", day, f"{2013 + number}年度城区土地出让合同（第{number}份）", "申请人丑",
        )  # fmt: skip


def _mail(desk: Desk) -> None:
    """A letter that came into the mailbox and waits for somebody."""
    box = Mailbox("mail.example", 993, "tls", f"{BUREAU}@xichang.example", "", "INBOX", BUREAU)
    if MailMessage.objects.filter(mailbox=box.name).exists():
        return
    letter = EmailMessage()
    letter["From"] = "申请人寅 <yin@applicant.example>"
    letter["To"] = f"{BUREAU}@xichang.example"
    letter["Subject"] = "政府信息公开申请"
    letter["Message-ID"] = "<1@applicant.example>"
    letter["Date"] = desk.at(desk.ago(1))
    letter.set_content("申请公开：2025年度稳岗返还资金发放企业名单。请以电子邮件答复。（演示数据）")
    raw = letter.as_bytes()
    keep_letter(
        box, desk.agency, 1, Fetched(1, desk.at(desk.ago(1)), len(raw), raw, whole=True), desk.occasion.now
    )
