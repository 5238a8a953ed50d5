"""The mail that tells an applicant of a letter that waits on line: the request's number and where to read it,
nothing of the letter itself."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.cases.models import Delivery
from kaicheng.workbench import mail
from kaicheng.workbench.letters import absolute

KIND = "cases.letter_waits"


def tell_applicant(delivery: Delivery, at: dt.datetime) -> None:
    """Have it mailed, to whoever gave an address. It is written down with the delivery and sent later."""
    case = delivery.letter.case
    if case.applicant.email:
        subject = _("您的政府信息公开申请（%(number)s）有新的文书") % {"number": case.number}
        mail.write_about(KIND, str(delivery.pk), subject, at)


@mail.filled_in(KIND)
def fill(reference: str) -> mail.Filled | None:
    """Whom the mail goes to: looked up when it is sent."""
    delivery = Delivery.objects.select_related("letter__case__agency").get(pk=int(reference))
    case = delivery.letter.case
    address = case.applicant.email.reveal()
    if not address:
        return None
    body = _(
        "您好：\n\n"
        "%(agency)s就您的政府信息公开申请（申请编号%(number)s）向您送达了文书，请到下面的网址，"
        "凭申请编号和查询码查阅、下载：\n\n%(follow)s\n\n"
        "查询码在申请回执上。文书里可能有需要您在期限内办理的事项，请尽快查阅。"
        "不方便在网上查阅的，请与我们联系，改为邮寄或者当面领取%(telephone)s。\n"
    ) % {
        "agency": case.agency.name,
        "number": case.number,
        "follow": absolute(reverse("requests:follow")),
        "telephone": _("（电话%(number)s）") % {"number": case.agency.telephone}
        if case.agency.telephone
        else "",
    }
    return mail.Filled(address, body)
