"""What requests put on desks: answers that are due, offices' reports, receipts to confirm, answers to
deliver, letters that came back, letters that came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import User
from kaicheng.cases.actions.archive import archivable
from kaicheng.cases.given import to_confirm as to_confirm_files
from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.lying import UNSETTLED, WAITING
from kaicheng.cases.models import (
    ActRow,
    ApplicantMessage,
    Assignment,
    Case,
    MailMessage,
    MessageKind,
)
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.proofs import untold
from kaicheng.cases.register import duties
from kaicheng.cases.returned import came_back
from kaicheng.findings import Text
from kaicheng.statute import OPEN_PHASES, Channel, Phase, channels, period
from kaicheng.statute.citation import Article, instruments
from kaicheng.statute.periods import Kind
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register

ORDER = Article(instruments()["order_to_answer"])
INNER = Text("本机关交办的反馈期限", "the authority's own limit for an office's report")
MOST = 300
"""Lines of one desk; whoever has more works from the register."""


def _handled(user: User, today: dt.date) -> QuerySet[Case]:
    rows = permissions.visible(user, "cases.case.handle", Case.objects.all(), today)
    return duties(rows).select_related("agency", "office")


@register("cases", gettext_lazy("依申请公开"))
def to_answer(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Open cases with their last day, for whoever handles them."""
    rows = _handled(user, today).filter(phase__in=list(OPEN_PHASES)).order_by("due", "pk")
    for case in rows[:MOST]:
        yield WorkItem(
            key=f"case:{case.pk}",
            kind="cases",
            title=_("答复申请%(number)s：%(wanted)s") % {"number": case.number, "wanted": case.wanted[:40]},
            act=Act(_("办理"), reverse("cases_case", args=[case.pk])),
            from_whom=str(case.get_applicant_kind_display()),
            state=Phase(case.phase).label.zh,
            due=_due(case, case.due) if case.due else None,
            mine=True,
            agency=case.agency.short_name,
            office=case.office.name if case.office else "",
        )


@register("case-confirmation", gettext_lazy("确认收到"))
def to_confirm(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Requests whose receipt has to be confirmed with the applicant (Art. 31)."""
    ways = [str(code) for code, rule in channels().items() if rule.confirmed]
    confirmed = ActRow.objects.filter(
        Q(code="confirmed") | Q(code="received", data__has_key="confirmed_on"), case__channel__in=ways
    )
    rows = _handled(user, today).filter(phase=Phase.IN_REVIEW, channel__in=ways)
    for case in rows.exclude(pk__in=confirmed.values("case")).order_by("arrived_on")[:MOST]:
        yield WorkItem(
            key=f"case-confirmation:{case.pk}",
            kind="case-confirmation",
            title=_("电话联系申请人，确认收到申请%(number)s") % {"number": case.number},
            act=Act(_("登记确认"), reverse("cases_act", args=[case.pk, "confirmed"])),
            state=_("没有确认的，按到达日期计算"),
            due=Due(
                case.arrived_on,
                calendar_of(case),
                channels()[Channel(case.channel)].article.cite,
                Text("收到当日与申请人确认", "confirmed with the applicant on the day of arrival"),
            ),
            agency=case.agency.short_name,
        )


@register("case-delivery", gettext_lazy("送达答复"))
def to_deliver(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Answers that are signed but have not left the house: they count as given in time only when sent in
    time."""
    for case in _handled(user, today).filter(phase=Phase.ANSWERED).order_by("answered_on")[:MOST]:
        yield WorkItem(
            key=f"case-delivery:{case.pk}",
            kind="case-delivery",
            title=_("送达申请%(number)s的答复") % {"number": case.number},
            act=Act(_("登记送达"), reverse("cases_case", args=[case.pk]) + "#wenshu"),
            state=_("已签发，还没有送出"),
            due=_due(case, case.due) if case.due else None,
            agency=case.agency.short_name,
        )


@register("case-third-party-told", gettext_lazy("第三方不同意公开"))
def to_tell_third_party(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Third parties who objected, until their part is withheld or they are told that it is disclosed."""
    rows = _handled(user, today).filter(phase__in=list(OPEN_PHASES), pk__in=untold().values("pk"))
    for case in rows.order_by("due", "pk")[:MOST]:
        yield WorkItem(
            key=f"case-third-party-told:{case.pk}",
            kind="case-third-party-told",
            title=_("申请%(number)s的第三方不同意公开：逐一写明不予公开的理由，或者决定公开并书面告知第三方")
            % {"number": case.number},
            act=Act(_("办理"), reverse("cases_case", args=[case.pk]) + "#zhengqiu"),
            state=_("处理以后才能答复申请人"),
            due=_due(case, case.due) if case.due else None,
            agency=case.agency.short_name,
            office=case.office.name if case.office else "",
        )


@register("case-confirm-given", gettext_lazy("确认公开件"))
def to_confirm_given(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Files that go with an answer signed on paper: the applicant has them once a leader has confirmed."""
    cases = permissions.visible(user, "cases.released.confirm", Case.objects.filter(archived_on=None), today)
    rows = (
        cases.filter(pk__in=to_confirm_files().values("case"))
        .select_related("agency", "office")
        .order_by("pk")
    )
    for case in rows[:MOST]:
        yield WorkItem(
            key=f"case-confirm-given:{case.pk}",
            kind="case-confirm-given",
            title=_("确认申请%(number)s的公开件可以给申请人") % {"number": case.number},
            act=Act(_("核对"), reverse("cases_case", args=[case.pk]) + "#wenjian"),
            state=_("答复在纸上签发，确认以后申请人才能下载"),
            agency=case.agency.short_name,
            office=case.office.name if case.office else "",
        )


@register("case-returned", gettext_lazy("退回的文书"))
def to_send_again(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Letters that came back, until they are sent another way. Why each came back says what to mend."""
    rows = permissions.visible(user, "cases.case.handle", came_back(), today)
    for letter in rows.select_related("case__agency", "case__office").order_by("pk")[:MOST]:
        case, failed = letter.case, letter.deliveries.order_by("-pk")[0]
        yield WorkItem(
            key=f"case-returned:{failed.pk}",
            kind="case-returned",
            title=_("申请%(number)s的《%(letter)s》没有送到，请另行送达")
            % {"number": case.number, "letter": template_of(letter).name.zh},
            act=Act(_("另行送达"), reverse("cases_deliver", args=[case.pk, letter.pk])),
            state=_("%(why)s。退回的邮件存入案卷，联系对方核对地址，改用当面、委托送达，或者寄到核对后的地址")
            % {"why": failed.failed},
            mine=True,
            agency=case.agency.short_name,
            office=case.office.name if case.office else "",
        )


@register("case-post", gettext_lazy("申请来信"))
def to_read(user: User, today: dt.date) -> Iterator[WorkItem]:
    """What applicants and others have sent for a request, until somebody has dealt with it: no silence is
    held against them meanwhile."""
    rows = permissions.visible(user, "cases.case.handle", Case.objects.filter(archived_on=None), today)
    messages = ApplicantMessage.objects.filter(WAITING, case__in=rows).select_related("case__agency")
    for one in messages.order_by("at")[:MOST]:
        yield _post(
            one.case,
            f"case-post:{one.pk}",
            _("申请%(number)s：%(kind)s") % {"number": one.case.number, "kind": MessageKind(one.kind).label},
            Act(_("打开"), reverse("cases_message", args=[one.case_id, one.pk])),
            timezone.localdate(one.at),
        )
    letters = MailMessage.objects.filter(UNSETTLED, case__in=rows).select_related("case__agency")
    for letter in letters.order_by("arrived_at")[:MOST]:
        assert letter.case is not None  # noqa: S101  # of these requests
        yield _post(
            letter.case,
            f"case-post:mail:{letter.pk}",
            _("申请%(number)s：电子邮件") % {"number": letter.case.number},
            Act(_("登记来信是什么"), reverse("cases_letter_settle", args=[letter.pk])),
            timezone.localdate(letter.arrived_at),
        )


def _post(case: Case, key: str, title: str, act: Act, day: dt.date) -> WorkItem:
    return WorkItem(
        key=key,
        kind="case-post",
        title=title,
        act=act,
        state=_("%(day)s收到，还没有处理") % {"day": day.isoformat()},
        mine=True,
        agency=case.agency.short_name,
    )


@register("case-archive", gettext_lazy("申请归档"))
def to_archive(user: User, today: dt.date) -> Iterator[WorkItem]:
    """What was finished in an earlier year and lies in no archive yet; one line for each year."""
    rows = permissions.visible(user, "cases.case.archive", archivable(Case.objects.all()), today)
    years = (
        rows.filter(finished_on__year__lt=today.year)
        .order_by()
        .values("agency", "agency__short_name", year=ExtractYear("finished_on"))
        .annotate(count=Count("pk"))
    )
    for line in years.order_by("year"):
        yield WorkItem(
            key=f"case-archive:{line['agency']}:{line['year']}",
            kind="case-archive",
            title=_("%(year)s年办结的%(count)s件申请还没有归档")
            % {"year": line["year"], "count": line["count"]},
            act=Act(_("归档"), f"{reverse('cases_archive')}?nian={line['year']}"),
            state=_("核对齐全后按年归档"),
            agency=line["agency__short_name"],
        )


@register("case-assignment", gettext_lazy("协助检索"))
def to_report(user: User, today: dt.date) -> Iterator[WorkItem]:
    """What the person's office is asked for."""
    asked = Assignment.objects.filter(reported_at__isnull=True, case__phase__in=list(OPEN_PHASES))
    rows = permissions.visible(user, "cases.case.assist", asked, today)
    for one in rows.select_related("case__agency", "office").order_by("due", "pk")[:MOST]:
        yield WorkItem(
            key=f"case-assignment:{one.pk}:{one.due.isoformat()}",
            kind="case-assignment",
            title=_("申请%(number)s：%(task)s") % {"number": one.case.number, "task": one.task[:40]},
            act=Act(_("反馈"), reverse("cases_assignment", args=[one.pk])),
            from_whom=_("公开工作机构"),
            state=_("等科室反馈"),
            due=Due(one.due, calendar_of(one.case), INNER, INNER),
            agency=one.case.agency.short_name,
            office=one.office.name,
        )


def _due(case: Case, on: dt.date) -> Due:
    article = period(Kind.ANSWER).on(on).article.cite if case.answer_due is None else ORDER.cite
    return Due(on, calendar_of(case), article, article, case.provisional)
