"""Requests in the words of the field."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.cases.actions.evidence import AddFile, AddHarm, AddProof, AddSearch
from kaicheng.cases.actions.intake import RegisterRequest
from kaicheng.cases.actions.letters import SaveLetter
from kaicheng.cases.case_facts import known
from kaicheng.cases.models import Case, CaseFile, CaseLetter, FileRole, Source
from kaicheng.cases.proofs import BY_HAND, NOTICE, ON_PAPER, letters_sent, missing
from kaicheng.letters import Correction
from kaicheng.redaction import grounds
from kaicheng.review.actions.sign import Sign
from kaicheng.review.actions.submit import Submit
from kaicheng.statute import Channel
from tests.agencies.factories import Bureau
from tests.publishing.factories import judged


def a_request(bureau: Bureau, on: dt.date = dt.date(2026, 3, 2), **given: object) -> Case:
    """A request handed in at the counter, written down by the disclosure officer on the day."""
    from kaicheng.agencies.roles import Role

    values: dict[str, object] = {
        "source": Source.STAFF,
        "channel": Channel.IN_PERSON,
        "arrived_on": on,
        "wanted": "2025年度工伤保险基金支出情况",
        "applicant_kind": "natural_person",
        "applicant": {"name": "申请人甲", "telephone": "13800001234"},
        "by": bureau.people[Role.DISCLOSURE_OFFICER],
        "at": moment(on),
        **given,
    }
    return RegisterRequest(bureau.agency, **values).execute()  # type: ignore[arg-type]


def moment(day: dt.date) -> dt.datetime:
    """Ten in the morning of a day."""
    return dt.datetime.combine(day, dt.time(10), tzinfo=dt.timezone(dt.timedelta(hours=8)))


def profiled(agency: Agency) -> Agency:
    """The authority's profile with everything that letters state."""
    particulars = {
        "office": "示例市人社局办公室",
        "address": "示例市长安路1号",
        "telephone": "0834-0000000",
        "reconsideration_body": "示例市人民政府",
        "higher_department": "示例省人力资源和社会保障厅",
        "online_reconsideration": "示例市人民政府网站“行政复议”栏目",
        "court": "示例市人民法院",
    }
    for field, value in particulars.items():
        setattr(agency, field, value)
    agency.save(update_fields=list(particulars))
    return agency


def proven(bureau: Bureau, case: Case, outcome: str, on: dt.date | None = None) -> None:
    """Everything on file that this outcome needs and that can be put there by hand."""
    from kaicheng.agencies.roles import Role

    day = on or timezone.localdate()
    who = {"by": bureau.people[Role.DISCLOSURE_OFFICER], "at": moment(day) if on else None}
    for named in missing(case, outcome):
        if named.code == "service_proof":
            for sent in (row for row in letters_sent(case) if row.code == NOTICE[outcome]):
                said = "申请人签收的回执。"
                AddProof(case, named.code, said, letter=sent.place, **who).execute()  # type: ignore[arg-type]
        elif named.code in BY_HAND:
            paper = ("撤回书.txt", "我撤回这份申请。".encode()) if named.code in ON_PAPER else None
            AddProof(case, named.code, "公开工作人员核查，结论附后。", file=paper, **who).execute()  # type: ignore[arg-type]
        elif named.code == "withholding_reasons":
            reasoning = "属于机关内部议事过程的记录，没有形成对外的决定。"
            ground = outcome if outcome in grounds() else "refused_internal_affairs"
            AddHarm(case, ground=ground, reasoning=reasoning, **who).execute()  # type: ignore[arg-type]
        elif named.code == "search_record":
            AddSearch(
                case, office=bureau.office, searched_by="档案员", on=day, where="综合档案室文书档案",
                keywords="工伤保险、基金支出", result="未检索到相关信息", **who,
            ).execute()  # type: ignore[arg-type]  # fmt: skip


def on_paper(bureau: Bureau, case: Case, on: dt.date | None = None) -> CaseFile:
    """The answer as it was signed and sealed outside, scanned: without it none is put on record by hand."""
    from kaicheng.agencies.roles import Role

    who = {"by": bureau.people[Role.DISCLOSURE_OFFICER], "at": moment(on) if on else None}
    scan = ("答复书.txt", "已经签发的答复书（扫描件）".encode())
    return AddFile(case, FileRole.LETTER, scan, **who).execute()  # type: ignore[arg-type]


def a_drafted_letter(
    bureau: Bureau,
    case: Case,
    kind: str,
    outcome: str = "",
    reasons: str = "",
    *,
    on: dt.date | None = None,
    act: str = "",
    act_data: dict[str, Any] | None = None,
    addressee: str = "applicant",
    **facts: Any,
) -> CaseLetter:
    """A letter drafted by the disclosure officer, today or on a day, with the act that it is."""
    from kaicheng.agencies.roles import Role

    today = on or timezone.localdate()
    given: dict[str, Any] = {"outcome": outcome, "reasons": reasons, **facts}
    data = dict(act_data or {})
    if outcome and not act and kind != "L24_withdrawal":
        act, data = "answer", {"outcome": outcome}
    if kind == "L03_correction_notice":
        act = "correction_notice"
        given["correction"] = Correction(points=("请写明所需信息的年度。",))
    return SaveLetter(
        case,
        kind,
        replace(known(case, today), **given),
        office=bureau.office,
        act=act,
        act_data=data,
        addressee=addressee,
        by=bureau.people[Role.DISCLOSURE_OFFICER],
        at=moment(today) if on else None,
    ).execute()


def signed(bureau: Bureau, letter: CaseLetter, on: dt.date | None = None) -> CaseLetter:
    """The letter with the signatures of the officer, the head of the office and the leader in charge."""
    from kaicheng.agencies.roles import Role

    at = moment(on) if on else None
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    submission = Submit(CaseLetter.objects.get(pk=letter.pk), by=officer, at=at).execute()
    for role in (Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE):
        judged(submission, bureau.people[role], at)
        Sign(submission, seen=submission.content_hash, by=bureau.people[role], at=at).execute()
    return CaseLetter.objects.get(pk=letter.pk)
