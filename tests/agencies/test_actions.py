"""What may happen to authorities, offices, posts and delegations, and what stays as it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kaicheng.agencies import holdings, permissions
from kaicheng.agencies.actions.account import SwitchOff, SwitchOn
from kaicheng.agencies.actions.agency import ChangeAgency, CorrectAgencyName, RenameAgency
from kaicheng.agencies.actions.delegation import Delegate, Revoke
from kaicheng.agencies.actions.hand_over import HandOver
from kaicheng.agencies.actions.membership import Appoint, Confirm, Decline, End
from kaicheng.agencies.actions.office import ChangeOffice, CloseOffice
from kaicheng.agencies.actions.tree import AbolishAgency, MergeAgency, MoveAgency
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.roles import ADMINISTRATORS, Role
from kaicheng.agencies.standing import acting, acting_for, capacities
from kaicheng.audit.models import Event
from tests.agencies.factories import a_bureau, an_account, an_agency, an_office, post_of, somebody, today

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def told(*, last: int = 1) -> list[str]:
    """What the trail says of the last events, without time and post."""
    return [str(event).split(" ", 3)[-1] for event in Event.objects.order_by("-at", "-seq")[:last]]


def refused(action: object) -> str:
    with pytest.raises(ValidationError) as refusal:
        action.execute()  # type: ignore[attr-defined]
    return "".join(refusal.value.messages)


# --- authorities ----------------------------------------------------------------------------------------


def test_renamed_authority__keeps_the_name_of_each_day():
    agency = an_agency("示例县劳动局", since=dt.date(2010, 1, 1))
    RenameAgency(agency, "示例县人社局", since=dt.date(2019, 3, 1), reason="机构改革", by=None).execute()
    assert agency.name == "示例县人社局"
    assert agency.name_on(dt.date(2019, 2, 28)) == "示例县劳动局"
    assert agency.name_on(dt.date(2019, 3, 1)) == "示例县人社局"
    assert agency.name_on(dt.date(2001, 1, 1)) == "示例县劳动局"
    assert agency.name_on(today()) == "示例县人社局"
    assert told() == ["将机关“示例县劳动局”更名为“示例县人社局”，自2019-03-01起；依据：机构改革"]


def test_rename__in_the_future_or_before_the_present_name_is_refused():
    agency = an_agency("示例县劳动局", since=dt.date(2010, 1, 1))
    assert "启用日期还没有到" in refused(RenameAgency(agency, "新名", since=today() + DAY, by=None))
    assert "录入有误" in refused(RenameAgency(agency, "新名", since=dt.date(2009, 1, 1), by=None))
    assert agency.name == Agency.objects.get(pk=agency.pk).name == "示例县劳动局"


def test_slip_in_a_name__is_mended_for_its_whole_time():
    agency = an_agency("示例县劳洞局")
    CorrectAgencyName(agency, "示例县劳动局", by=None).execute()
    assert agency.name_on(dt.date(2001, 1, 1)) == "示例县劳动局"


def test_two_authorities__cannot_have_one_name_or_one_code():
    an_agency("示例县劳动局", credit_code="91350100M000100Y43")
    with pytest.raises(ValidationError, match="同名"):
        an_agency("示例县劳动局")
    with pytest.raises(ValidationError, match="信用代码已经登记"):
        an_agency("示例县民政局", credit_code="91350100M000100Y43")
    with pytest.raises(ValidationError, match="校验位"):
        an_agency("示例县民政局", credit_code="91350100M000100Y44")


def test_profile__is_changed_and_told_with_before_and_after():
    agency = an_agency(telephone="0834-1")
    officer = somebody(Role.DISCLOSURE_OFFICER, agency)
    ChangeAgency(agency, {"telephone": "0834-2", "hours": "9:00—17:00"}, by=officer).execute()
    assert Agency.objects.get(pk=agency.pk).telephone == "0834-2"
    event = Event.objects.latest("id")
    assert event.changes["telephone"] == ["0834-1", "0834-2"]
    assert event.actor_post.endswith("公开工作人员") and "联系电话、办公时间" in str(event)
    with pytest.raises(permissions.Denied):
        ChangeAgency(agency, {"level": "city"}, by=officer).execute()


def test_moving__takes_all_below_along_and_changes_who_oversees():
    top = an_agency()
    left, right = an_agency(parent=top), an_agency(parent=top)
    moved = an_agency(parent=left)
    below = an_agency(parent=moved)
    over_left, over_right = somebody(Role.SUPERVISOR, left), somebody(Role.SUPERVISOR, right)
    MoveAgency(moved, right, reason="批复", by=None).execute()
    below = Agency.objects.get(pk=below.pk)
    assert not permissions.may(over_left, "agencies.agency.view", below, today())
    assert permissions.may(over_right, "agencies.agency.view", below, today())
    assert "之内" in refused(MoveAgency(right, below, reason="批复", by=None))
    assert "依据" in refused(MoveAgency(left, right, by=None))
    assert Agency.find_problems() == ([], [], [], [], [])


def test_merging__carries_offices_people_and_delegations_and_opens_the_records():
    top = an_agency()
    old, new = a_bureau(parent=top), an_agency(parent=top)
    below = an_agency(parent=Agency.objects.get(pk=old.agency.pk))
    reader = somebody(Role.ARCHIVIST, new)
    officer = old.people[Role.INFORMATION_OFFICER]
    Delegate(
        post_of(officer),
        old.people[Role.OFFICE_HEAD],
        valid_from=today(),
        valid_to=today() + DAY,
        reason="学习",
        by=None,
    ).execute()
    MergeAgency(old.agency, new, reason="批复", by=None).execute()
    gone = Agency.objects.get(pk=old.agency.pk)
    assert (gone.status, gone.successor) == ("merged", new)
    office = Office.objects.get(agency=new, name="办公室")
    assert acting_for(officer, Role.INFORMATION_OFFICER, office, today())
    assert acting_for(officer, Role.INFORMATION_OFFICER, Office.objects.get(pk=old.office.pk), today()), (
        "its old office's work too"
    )
    assert acting_for(old.people[Role.OFFICE_HEAD], Role.INFORMATION_OFFICER, office, today())
    assert not capacities(old.people[Role.AGENCY_HEAD], today())
    assert permissions.may(reader, "agencies.office.view", Office.objects.get(pk=old.office.pk), today())
    assert Agency.objects.get(pk=below.pk).get_parent() == new
    assert Agency.find_problems() == ([], [], [], [], [])
    assert "承接了并入的" in " ".join(told(last=2))


def test_merging__with_offices_of_one_name_asks_to_rename_first():
    top = an_agency()
    old, new = a_bureau(parent=top), a_bureau(parent=top)
    message = refused(MergeAgency(old.agency, new.agency, reason="批复", by=None))
    assert "“办公室”、“业务科”" in message and "改名" in message
    assert Agency.objects.get(pk=old.agency.pk).active


def test_abolishing__ends_posts_and_keeps_the_record():
    top = an_agency()
    bureau = a_bureau(parent=top)
    child = an_agency(parent=Agency.objects.get(pk=bureau.agency.pk))
    assert child.name in refused(AbolishAgency(bureau.agency, reason="批复", by=None))
    AbolishAgency(child, reason="批复", by=None).execute()
    AbolishAgency(bureau.agency, successor=top, reason="批复", by=None).execute()
    assert not any(capacities(user, today()) for user in bureau.people.values())
    assert not Office.objects.filter(agency=bureau.agency, valid_to__isnull=True)
    assert "不能再设科室" in refused_office(bureau.agency)


def refused_office(agency: Agency) -> str:
    with pytest.raises(ValidationError) as refusal:
        an_office(Agency.objects.get(pk=agency.pk))
    return "".join(refusal.value.messages)


# --- offices --------------------------------------------------------------------------------------------


def test_office__is_renamed_and_there_is_one_disclosure_office():
    agency = an_agency()
    office, other = an_office(agency, "办公室", handles_disclosure=True), an_office(agency, "业务科")
    ChangeOffice(office, {"name": "综合科"}, by=None).execute()
    assert told() == ["将“办公室”改名为“综合科”"]
    assert "已经有政府信息公开工作机构" in refused(ChangeOffice(other, {"handles_disclosure": True}, by=None))
    assert "同名" in refused(ChangeOffice(other, {"name": "综合科"}, by=None))


def test_closed_office__leaves_its_work_to_another():
    bureau = a_bureau()
    assert "承接" in refused(CloseOffice(bureau.office, successor=None, by=None))
    head = somebody(Role.OFFICE_HEAD, bureau.other_office)
    CloseOffice(bureau.office, successor=bureau.other_office, reason="合并", by=None).execute()
    assert not capacities(bureau.people[Role.OFFICE_HEAD], today())
    assert acting_for(head, Role.OFFICE_HEAD, Office.objects.get(pk=bureau.office.pk), today())


# --- appointments: one proposes, another confirms -------------------------------------------------------


def test_appointment__gives_nothing_before_the_security_administrator_confirms():
    bureau = a_bureau()
    system, security = (
        bureau.people[role] for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    )
    user = an_account(bureau.agency)
    proposed = Appoint(
        user, Role.OFFICE_HEAD, bureau.agency, office=bureau.other_office, title="业务科科长", by=system
    ).execute()
    assert not capacities(user, today())
    with pytest.raises(permissions.Denied):
        Confirm(proposed, by=system).execute()
    Confirm(proposed, by=security).execute()
    assert [capacity.role for capacity in capacities(user, today())] == [Role.OFFICE_HEAD]
    assert "已经处理过" in refused(Decline(proposed, reason="重复", by=security))
    assert "担任“业务科科长”（科室负责人）" in told()[0]


def test_declined_appointment__never_counts():
    bureau = a_bureau()
    user = an_account(bureau.agency)
    proposed = Appoint(
        user, Role.ARCHIVIST, bureau.agency, by=bureau.people[Role.SYSTEM_ADMINISTRATOR]
    ).execute()
    security = bureau.people[Role.SECURITY_ADMINISTRATOR]
    assert "理由" in refused(Decline(proposed, by=security))
    Decline(proposed, reason="人选未定", by=security).execute()
    assert not capacities(user, today()) and not capacities(user, today() - DAY)
    assert not Membership.objects.pending().filter(user=user)


def test_nobody__appoints_or_confirms_oneself():
    bureau = a_bureau()
    system = bureau.people[Role.SYSTEM_ADMINISTRATOR]
    assert "不能给自己" in refused(Appoint(system, Role.SYSTEM_ADMINISTRATOR, bureau.agency, by=system))


@pytest.mark.parametrize("held", [Role.SYSTEM_ADMINISTRATOR, Role.OFFICE_HEAD])
@pytest.mark.parametrize("wanted", [Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_three_administrators__are_three_people_without_business(held, wanted):
    bureau = a_bureau()
    message = refused(Appoint(bureau.people[held], wanted, bureau.agency, by=None))
    assert "由不同的人担任" in message and str(held.label) in message
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=bureau.people[held], agency=bureau.agency, role=wanted, valid_from=today()
        )


def test_three_administrators__hold_each_other_in_check():
    bureau = a_bureau()
    system, security, audit = (
        bureau.people[role]
        for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
    )
    spare = {role: somebody(role, bureau.agency) for role in (Role.SYSTEM_ADMINISTRATOR,)}
    assert "最后一位" in refused(End(post_of(audit), reason="调离", by=security))
    assert "安全管理员终止" in refused(End(post_of(audit), reason="调离", by=system))
    assert "自己的管理员任职" in refused(End(post_of(system), reason="调离", by=system))
    End(post_of(spare[Role.SYSTEM_ADMINISTRATOR]), reason="调离", by=security).execute()


def test_ended_appointment__stops_at_once_and_stays_known():
    bureau = a_bureau()
    user = bureau.people[Role.REGISTRAR]
    End(post_of(user), reason="调离", by=None).execute()
    assert not capacities(user, today())
    assert capacities(user, today() - DAY), "yesterday it counted"
    somebody(Role.ARCHIVIST, bureau.agency, user)


def test_nobody__lengthens_an_appointment_by_ending_it():
    bureau = a_bureau()
    system = bureau.people[Role.SYSTEM_ADMINISTRATOR]
    user = somebody(Role.ARCHIVIST, bureau.agency, valid_to=today() + 5 * DAY)
    assert "不能在这里延长" in refused(End(post_of(user), last_day=today() + 6 * DAY, by=system))
    same = (user, Role.ARCHIVIST, bureau.agency)
    assert "请从次日起" in refused(Appoint(*same, valid_from=today() + 5 * DAY, by=system))
    longer = Appoint(*same, valid_from=today() + 6 * DAY, by=system).execute()
    assert not longer.confirmed, "what goes on needs the security administrator's word too"
    End(post_of_day(user, today()), last_day=today() + DAY, by=system).execute()
    assert not capacities(user, today() + 2 * DAY)


def post_of_day(user: User, day: dt.date) -> Membership:
    return Membership.objects.effective(day).get(user=user)


def test_appointment_not_begun__is_called_off():
    bureau = a_bureau()
    user = somebody(Role.ARCHIVIST, bureau.agency, valid_from=today() + 5 * DAY)
    assert "就是取消" in refused(End(post_of(user), last_day=today() + DAY, by=None))
    End(post_of(user), by=None).execute()
    assert not capacities(user, today() + 5 * DAY)


def test_days_already_held_in_another_duty__are_not_dated_back_into():
    bureau = a_bureau()
    user = somebody(Role.ARCHIVIST, bureau.agency, valid_to=today() - DAY)
    wanted = (user, Role.AUDIT_ADMINISTRATOR, bureau.agency)
    assert "由不同的人担任" in refused(Appoint(*wanted, valid_from=today() - 9 * DAY, by=None))
    Appoint(*wanted, by=None).execute()


def test_reforms__do_not_rid_anybody_of_the_other_administrators():
    top = an_agency()
    system = somebody(Role.SYSTEM_ADMINISTRATOR, top)
    bureau, other = a_bureau(parent=top), an_agency(parent=top)
    for action in (
        MergeAgency(bureau.agency, other, reason="批复", by=system),
        AbolishAgency(bureau.agency, successor=other, reason="批复", by=system),
    ):
        assert "先终止管理员的任职" in refused(action)
    for role in ADMINISTRATORS:
        somebody(role, top)
        End(post_of(bureau.people[role]), reason="合并", by=None).execute()
    MergeAgency(bureau.agency, other, reason="批复", by=system).execute()


def test_account__is_switched_off_when_nobody_needs_it_and_on_again():
    bureau = a_bureau()
    system, user = bureau.people[Role.SYSTEM_ADMINISTRATOR], bureau.people[Role.REGISTRAR]
    post = post_of(user)
    assert "还有任职" in refused(SwitchOff(post, reason="退休", by=system))
    End(post, reason="退休", by=system).execute()
    assert "原因" in refused(SwitchOff(post, by=system))
    SwitchOff(post, reason="退休", by=system).execute()
    assert not User.objects.get(pk=user.pk).is_active
    assert "停用了账号" in told(last=1)[0] and "退休" in told(last=1)[0]
    gone = User.objects.get(pk=user.pk)
    assert "先启用" in refused(Appoint(gone, Role.REGISTRAR, bureau.agency, by=system))
    assert "不用再办" in refused(SwitchOff(post, reason="退休", by=system))
    SwitchOn(post, reason="返聘", by=system).execute()
    assert User.objects.get(pk=user.pk).is_active and not capacities(gone, today())


def test_appointment__speaks_plainly_of_what_is_missing():
    bureau, other = a_bureau(), a_bureau()
    user = an_account(bureau.agency)
    assert "写明在哪个科室" in refused(Appoint(user, Role.OFFICE_HEAD, bureau.agency, by=None))
    assert "不是" in refused(Appoint(user, Role.OFFICE_HEAD, bureau.agency, office=other.office, by=None))
    head = bureau.people[Role.OFFICE_HEAD]
    assert "已经有这项任职" in refused(
        Appoint(head, Role.OFFICE_HEAD, bureau.agency, office=bureau.office, by=None)
    )
    assert "早于起始日期" in refused(
        Appoint(user, Role.ARCHIVIST, bureau.agency, valid_to=today() - DAY, by=None)
    )


# --- delegation -----------------------------------------------------------------------------------------


def test_delegate__acts_in_the_post_on_its_days_only():
    bureau = a_bureau()
    head, officer = bureau.people[Role.OFFICE_HEAD], bureau.people[Role.INFORMATION_OFFICER]
    lent = Delegate(
        post_of(head), officer, valid_from=today(), valid_to=today() + DAY, reason="外出学习", by=head
    ).execute()
    for day in (today(), today() + DAY):
        found = acting_for(officer, Role.OFFICE_HEAD, bureau.office, day)
        assert found is not None and found.delegation == lent and found.post.endswith("（代审）")
    assert acting_for(officer, Role.OFFICE_HEAD, bureau.office, today() + 2 * DAY) is None
    assert [one.user for one in acting(Role.OFFICE_HEAD, bureau.office, today())] == [head, officer]
    Revoke(lent, by=head).execute()
    assert acting_for(officer, Role.OFFICE_HEAD, bureau.office, today()) is None


def test_delegation__ends_with_the_post():
    bureau = a_bureau()
    head, officer = bureau.people[Role.OFFICE_HEAD], bureau.people[Role.INFORMATION_OFFICER]
    Delegate(
        post_of(head), officer, valid_from=today(), valid_to=today() + DAY, reason="学习", by=head
    ).execute()
    End(post_of(head), reason="调离", by=None).execute()
    assert acting_for(officer, Role.OFFICE_HEAD, bureau.office, today()) is None


def test_delegation__is_refused_where_it_would_be_an_appointment():
    bureau, other = a_bureau(), a_bureau()
    head = bureau.people[Role.OFFICE_HEAD]

    def lending(to: object, days: int = 1, **given: object) -> str:
        return refused(
            Delegate(
                post_of(given.pop("of", head)),
                to,
                valid_from=today(),
                valid_to=today() + days * DAY,
                **{"reason": "学习", "by": None, **given},
            )
        )

    assert "没有业务岗位" in lending(other.people[Role.OFFICE_HEAD])
    assert "没有业务岗位" in lending(bureau.people[Role.AUDIT_ADMINISTRATOR])
    assert "不能是本人" in lending(head)
    assert "最长92天" in lending(bureau.people[Role.INFORMATION_OFFICER], days=93)
    assert "事由" in lending(bureau.people[Role.INFORMATION_OFFICER], reason=" ")
    assert "不能由别人代办" in lending(head, of=bureau.people[Role.SYSTEM_ADMINISTRATOR])
    with pytest.raises(permissions.Denied):
        Delegate(
            post_of(head),
            bureau.people[Role.INFORMATION_OFFICER],
            valid_from=today(),
            valid_to=today(),
            reason="学习",
            by=bureau.people[Role.INFORMATION_OFFICER],
        ).execute()


# --- hand-over ------------------------------------------------------------------------------------------


@pytest.fixture
def held():
    """Something another app might hold: here, the offices' codes stand for pieces of work."""
    holdings.register(
        "tests.pieces",
        zh="待办件",
        en="pieces of work",
        held=lambda user, agency: Office.objects.filter(agency=agency, code=f"u{user.pk}"),
        move=lambda rows, successor: rows.update(code=f"u{successor.pk}"),
    )
    yield
    holdings.unregister("tests.pieces")


def test_hand_over__moves_everything_and_waits_for_confirmation(held):
    bureau = a_bureau()
    leaver = bureau.people[Role.OFFICE_HEAD]
    successor = an_account(bureau.agency)
    Office.objects.filter(pk=bureau.other_office.pk).update(code=f"u{leaver.pk}")
    result = HandOver(
        leaver, successor, bureau.agency, reason="调离", by=bureau.people[Role.SYSTEM_ADMINISTRATOR]
    ).execute()
    assert {name: count for name, count in result.holdings.items() if count} == {"待办件": 1}
    assert not capacities(leaver, today()) and not capacities(successor, today())
    assert Office.objects.get(pk=bureau.other_office.pk).code == f"u{successor.pk}"
    (proposed,) = result.memberships
    Confirm(proposed, by=bureau.people[Role.SECURITY_ADMINISTRATOR]).execute()
    assert acting_for(successor, Role.OFFICE_HEAD, bureau.office, today())
    assert "待办件1件" in told(last=2)[1]


def test_hand_over__of_somebody_gone_before_and_of_a_merged_authority_leaves_nothing(held):
    top = an_agency()
    old, new = a_bureau(parent=top), an_agency(parent=top)
    officer, successor = old.people[Role.INFORMATION_OFFICER], somebody(Role.ARCHIVIST, new)
    Office.objects.filter(pk=old.other_office.pk).update(code=f"u{officer.pk}")
    MergeAgency(old.agency, new, reason="批复", by=None).execute()
    End(Membership.objects.effective(today()).get(user=officer), reason="退休", by=None).execute()
    result = HandOver(officer, successor, new, reason="退休", by=None).execute()
    assert result.holdings["待办件"] == 2 and not result.memberships, "in the old office and in the new"
    assert Office.objects.get(pk=old.other_office.pk).code == f"u{successor.pk}"


def test_hand_over__to_an_administrator_is_refused(held):
    bureau = a_bureau()
    leaver, audit = bureau.people[Role.OFFICE_HEAD], bureau.people[Role.AUDIT_ADMINISTRATOR]
    Office.objects.filter(pk=bureau.office.pk).update(code=f"u{leaver.pk}")
    End(post_of(leaver), reason="退休", by=None).execute()
    assert "不兼业务" in refused(HandOver(leaver, audit, bureau.agency, reason="退休", by=None))


def test_hand_over__fails_as_a_whole_when_something_stays_behind():
    bureau = a_bureau()
    leaver = bureau.people[Role.OFFICE_HEAD]
    holdings.register(
        "tests.stuck",
        zh="卡住的件",
        en="stuck",
        held=lambda user, agency: Office.objects.filter(agency=agency),
        move=lambda rows, successor: None,
    )
    try:
        with pytest.raises(RuntimeError, match="stayed"):
            HandOver(leaver, an_account(bureau.agency), bureau.agency, reason="调离", by=None).execute()
    finally:
        holdings.unregister("tests.stuck")
    assert capacities(leaver, today())


def test_hand_over__of_nothing_says_so():
    bureau = a_bureau()
    leaver = an_account(bureau.agency)
    action = HandOver(leaver, bureau.people[Role.ARCHIVIST], bureau.agency, reason="调离", by=None)
    assert "没有要移交的工作" in refused(action)
