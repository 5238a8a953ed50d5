"""What may be done on these pages: each act with its permission, its form and the action it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.actions.account import CreateAccount, SwitchOff, SwitchOn
from kaicheng.agencies.actions.agency import CorrectAgencyName, CreateAgency, RenameAgency
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.actions.delegation import Delegate, Revoke
from kaicheng.agencies.actions.hand_over import HandOver
from kaicheng.agencies.actions.membership import Appoint, Confirm, Decline, End
from kaicheng.agencies.actions.office import ChangeOffice, CloseOffice, CreateOffice
from kaicheng.agencies.actions.tree import AbolishAgency, MergeAgency, MoveAgency
from kaicheng.agencies.forms import (
    AppointForm,
    CloseOfficeForm,
    DelegateForm,
    EndForm,
    HandOverForm,
    NewAgencyForm,
    OfficeForm,
    OtherAgencyForm,
    ReasonForm,
    RenameForm,
    colleagues,
)
from kaicheng.agencies.models import Agency, Delegation, Membership, Office, User
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.permissions import Standing

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with an authority, an office, an appointment or a delegation."""

    name: str
    permission: str
    title: str | Promise
    button: str | Promise
    done: str | Promise
    form: Callable[[Any, Any, Standing], forms.Form]
    action: Callable[[Any, Data, Data], StaffAction[Any]]
    note: str | Promise = ""
    reform: bool = False
    """Whether it is about what the authority is, which is rare and not taken back."""


def _table(*acts: Act) -> dict[str, Act]:
    return {act.name: act for act in acts}


def _others(standing: Standing, agency: Agency) -> Any:
    rows = standing.visible("agencies.agency.view", Agency.objects.filter(status="active"))
    return rows.exclude(pk=agency.pk).order_by("path")


def _open_offices(agency: Agency) -> Any:
    return Office.objects.filter(agency=agency, valid_to__isnull=True)


def _rename(agency: Agency, data: Data, context: Data) -> StaffAction[Any]:
    if data["since"] is None:
        return CorrectAgencyName(
            agency, data["name"], short_name=data["short_name"], reason=data["reason"], **context
        )
    return RenameAgency(
        agency,
        data["name"],
        short_name=data["short_name"],
        since=data["since"],
        reason=data["reason"],
        **context,
    )


class AppointSomebody(Appoint):
    """Appoint by login name; the account is made in the same step where there is none."""

    def __init__(self, agency: Agency, data: Data, context: Data) -> None:
        known = User.objects.filter(username__iexact=data["username"].strip()).first()
        self.fresh, self.named = None, data["name"].strip()
        if known is None:
            self.fresh = CreateAccount(
                data["username"], name=data["name"], email=data["email"], agency=agency, **context
            )
            known = self.fresh.user
        super().__init__(
            known,
            data["role"],
            agency,
            office=data["office"],
            title=data["title"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            **context,
        )

    def check(self) -> None:
        if self.fresh is not None:
            required(self.fresh.user.first_name, str(_("这是新账号，请填写姓名。")), "name")
            self.fresh.execute()
            self.membership.user = self.user  # which has its id only now
        super().check()
        if self.named and self.user.get_full_name() not in ("", self.named):
            refuse(str(_("这个登录名是别人的，和姓名对不上，请核对。")), "username")


AGENCY_ACTS = _table(
    Act(
        "xinshe",
        "agencies.agency.create",
        _("设立下级机关"),
        _("设立"),
        _("已设立。接下来可以添加科室和人员。"),
        lambda data, agency, standing: NewAgencyForm(data),
        lambda agency, data, context: CreateAgency(
            data["name"],
            slug=data["slug"],
            short_name=data["short_name"],
            parent=agency,
            profile={name: data[name] for name in ("kind", "level", "credit_code")},
            **context,
        ),
    ),
    Act(
        "keshi",
        "agencies.office.create",
        _("添加科室、下属单位"),
        _("添加"),
        _("已添加。接下来可以任命人员。"),
        lambda data, agency, standing: OfficeForm(data, initial={"kind": OfficeKind.SECTION}),
        lambda agency, data, context: CreateOffice(
            agency,
            data["name"],
            particulars={key: data[key] for key in ("kind", "code", "order", "handles_disclosure")},
            **context,
        ),
    ),
    Act(
        "renming",
        "agencies.membership.appoint",
        _("任命人员"),
        _("提出任职"),
        _("已提出，安全管理员确认后生效。"),
        lambda data, agency, standing: AppointForm(data, offices=_open_offices(agency)),
        AppointSomebody,
        _("任职由安全管理员确认后生效。系统、安全、审计三个管理员由不同的人担任，也不兼业务岗位。"),
    ),
    Act(
        "yijiao",
        "agencies.membership.hand_over",
        _("工作移交"),
        _("移交"),
        _("已移交。接手人的任职等待安全管理员确认，手头的工作已经转过去。"),
        lambda data, agency, standing: HandOverForm(data, agency=agency),
        lambda agency, data, context: HandOver(
            data["leaver"], data["successor"], agency, reason=data["reason"], **context
        ),
        _("离开的人在本机关的任职立即终止，没有办完的事全部转给接手的人。"),
    ),
    Act(
        "gengming",
        "agencies.agency.rename",
        _("更名"),
        _("更名"),
        _("已更名。以前的年报等仍用当时的名称。"),
        lambda data, agency, standing: RenameForm(
            data, initial={"name": agency.name, "short_name": agency.short_name}
        ),
        _rename,
        reform=True,
    ),
    Act(
        "tiaozheng",
        "agencies.agency.move",
        _("调整隶属关系"),
        _("调整"),
        _("已调整，下级机关一并随转。"),
        lambda data, agency, standing: OtherAgencyForm(
            data, agencies=_others(standing, agency), label=_("新的上级机关"), needed=True
        ),
        lambda agency, data, context: MoveAgency(agency, data["other"], reason=data["reason"], **context),
        reform=True,
    ),
    Act(
        "hebing",
        "agencies.agency.merge",
        _("并入其他机关"),
        _("办理合并"),
        _("已合并。科室和人员随转，原有记录由承接的机关继续管理。"),
        lambda data, agency, standing: OtherAgencyForm(
            data, agencies=_others(standing, agency), label=_("并入哪个机关"), needed=True
        ),
        lambda agency, data, context: MergeAgency(agency, data["other"], reason=data["reason"], **context),
        _("科室和其中的人员转到承接的机关；全机关的职务（如主要负责人）终止。合并以后不能恢复。"),
        reform=True,
    ),
    Act(
        "chexiao",
        "agencies.agency.abolish",
        _("撤销机关"),
        _("撤销"),
        _("已撤销。原有记录保留。"),
        lambda data, agency, standing: OtherAgencyForm(
            data, agencies=_others(standing, agency), label=_("承继机关（可以不选）")
        ),
        lambda agency, data, context: AbolishAgency(
            agency, successor=data["other"], reason=data["reason"], **context
        ),
        _("科室关闭，任职终止，撤销以后不能恢复。"),
        reform=True,
    ),
)

OFFICE_ACTS = _table(
    Act(
        "xiugai",
        "agencies.office.change",
        _("修改"),
        _("保存"),
        _("已保存。"),
        lambda data, office, standing: OfficeForm(
            data,
            initial={
                key: getattr(office, key) for key in ("name", "kind", "code", "order", "handles_disclosure")
            },
        ),
        lambda office, data, context: ChangeOffice(
            office, {key: value for key, value in data.items() if getattr(office, key) != value}, **context
        ),
    ),
    Act(
        "chexiao",
        "agencies.office.close",
        _("撤销"),
        _("撤销"),
        _("已撤销，原有记录由承接的科室继续办理。"),
        lambda data, office, standing: CloseOfficeForm(
            data, offices=_open_offices(office.agency).exclude(pk=office.pk)
        ),
        lambda office, data, context: CloseOffice(
            office, successor=data["successor"], reason=data["reason"], **context
        ),
    ),
)

MEMBERSHIP_ACTS = _table(
    Act(
        "queren",
        "agencies.membership.confirm",
        _("确认任职"),
        _("确认"),
        _("已确认，任职生效。"),
        lambda data, post, standing: ReasonForm(data),
        lambda post, data, context: Confirm(post, reason=data["reason"], **context),
    ),
    Act(
        "butongyi",
        "agencies.membership.confirm",
        _("不同意任职"),
        _("不同意"),
        _("已退回，任职不生效。"),
        lambda data, post, standing: ReasonForm(data),
        lambda post, data, context: Decline(post, reason=data["reason"], **context),
    ),
    Act(
        "zhongzhi",
        "agencies.membership.end",
        _("终止任职"),
        _("终止"),
        _("已办理。"),
        lambda data, post, standing: EndForm(data),
        lambda post, data, context: End(post, last_day=data["last_day"], reason=data["reason"], **context),
        _("手头还有工作的人离开，请用“工作移交”，工作不会没人管。"),
    ),
    Act(
        "tingyong",
        "agencies.account.switch",
        _("停用账号"),
        _("停用"),
        _("已停用，这个账号不能再登录。"),
        lambda data, post, standing: ReasonForm(data),
        lambda post, data, context: SwitchOff(post, reason=data["reason"], **context),
        _("人离开以后停用。记录都保留；个人信息到期按保管期限清除。"),
    ),
    Act(
        "qiyong",
        "agencies.account.switch",
        _("启用账号"),
        _("启用"),
        _("已启用。重新任命并经确认以后，才能办理业务。"),
        lambda data, post, standing: ReasonForm(data),
        lambda post, data, context: SwitchOn(post, reason=data["reason"], **context),
    ),
    Act(
        "daishen",
        "agencies.delegation.grant",
        _("委托代审"),
        _("委托"),
        _("已委托，到期自动结束，也可以随时撤回。"),
        lambda data, post, standing: DelegateForm(data, people=colleagues(post)),
        lambda post, data, context: Delegate(
            post,
            data["to"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            reason=data["reason"],
            **context,
        ),
    ),
)

DELEGATION_ACTS = _table(
    Act(
        "chehui",
        "agencies.delegation.revoke",
        _("撤回代审"),
        _("撤回"),
        _("已撤回，代审人从现在起不能代办。"),
        lambda data, lent, standing: ReasonForm(data),
        lambda lent, data, context: Revoke(lent, reason=data["reason"], **context),
    ),
)

SUBJECTS: dict[str, tuple[Any, dict[str, Act]]] = {
    "jigou": (Agency, AGENCY_ACTS),
    "keshi": (Office, OFFICE_ACTS),
    "renzhi": (Membership, MEMBERSHIP_ACTS),
    "daishen": (Delegation, DELEGATION_ACTS),
}
