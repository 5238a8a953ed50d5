"""Subscribing by mail: asked on a page, confirmed from the mailbox, ended by one click.

The page answers the same whether an address is subscribed or not; the mailbox alone learns it.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kaicheng.portal.live.asked import Asked
from kaicheng.portal.live.findings import find, validity_name
from kaicheng.portal.live.models import Subscription
from kaicheng.privacy.fields import blind
from kaicheng.retrieval import Sort
from kaicheng.workbench import mail

CONFIRM_WITHIN = dt.timedelta(days=3)
AGAIN_AFTER = dt.timedelta(hours=1)
"""How soon an address may be written to again about the same search."""
MOST_WAITING = 5
"""Unconfirmed subscriptions of one address: nobody fills a stranger's mailbox."""
TOLD = 20
"""Documents in one letter; the rest stand behind a link."""
FROM_HOUR = 8
CONFIRMATION, REMINDER, DIGEST = "subscription.confirmation", "subscription.reminder", "subscription.digest"
"""Kinds of letters. Each keeps a reference; address and text are put in when it is sent."""

_CONFIRM, _END = "live.subscription.confirm", "live.subscription.end"


def ask(address: str, asked: Asked, at: dt.datetime) -> None:
    """Note that somebody wants to be told, and write to the address, unless it was written to just now."""
    parameters = asked.first_page().sorted_by(Sort.NEWEST).parameters()[:1000]
    digest = blind(Subscription, "address", address)
    one = Subscription.objects.filter(address_index=digest, parameters=parameters).first()
    if one is None:
        waiting = Subscription.objects.filter(address_index=digest, confirmed_at__isnull=True)
        if waiting.count() >= MOST_WAITING:
            return
        try:
            with transaction.atomic():
                one = Subscription.objects.create(
                    address=address, parameters=parameters, asked_at=at, mailed_at=at
                )
        except IntegrityError:  # the same, a moment ago
            return
    elif at - one.mailed_at < AGAIN_AFTER:
        return
    else:
        one.mailed_at = at
        one.save(update_fields=["mailed_at"])
    with translation.override("zh-hans"):
        if one.confirmed_at is None:
            mail.write_about(CONFIRMATION, str(one.pk), _("请确认邮件订阅"), at)
        else:
            mail.write_about(REMINDER, str(one.pk), _("您已经订阅过了"), at)


def waiting(token: str) -> Subscription | None:
    """The subscription that a letter of confirmation is about; None when it is over or forged."""
    return _of(token, _CONFIRM, CONFIRM_WITHIN)


def confirm(one: Subscription, at: dt.datetime) -> None:
    """From today on it is told."""
    Subscription.objects.filter(pk=one.pk, confirmed_at__isnull=True).update(
        confirmed_at=at, told_until=timezone.localdate(at)
    )


def subscribed(token: str) -> Subscription | None:
    """The subscription that a letter's link ends; None when it has ended, or is forged."""
    return _of(token, _END, None)


def tell(at: dt.datetime) -> int:
    """Write to everybody about what was published until yesterday; how many letters. Once for each day.

    A letter and the note that it was written are one transaction, so a killed worker tells nobody twice.
    """
    here = timezone.localtime(at)
    if here.hour < FROM_HOUR:
        return 0
    today, written = here.date(), 0
    due = Subscription.objects.filter(confirmed_at__isnull=False, told_until__lt=today)
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic(), translation.override("zh-hans"):
            one = due.select_for_update().filter(pk=pk).first()
            if one is not None:
                written += _tell(one, today, at)
    return written


def _tell(one: Subscription, today: dt.date, at: dt.datetime) -> bool:
    asked = asked_of(one)
    since, until = one.told_until, today - dt.timedelta(days=1)
    found = find(asked.between(since, until), 1)
    one.told_until = today
    one.save(update_fields=["told_until"])
    if found.results.relaxed or not found.hits:
        return False
    subject = _("新公开的信息%(total)s件：%(what)s") % {"total": found.total, "what": describe(asked)}
    mail.write_about(DIGEST, f"{one.pk} {since} {until}", subject, at)
    return True


@mail.filled_in(CONFIRMATION)
def _confirmation(reference: str) -> mail.Filled | None:
    one = Subscription.objects.filter(pk=reference).first()
    if one is None:
        return None
    said = {
        "what": describe(asked_of(one)),
        "url": _url("live:confirm", signing.dumps(str(one.pk), salt=_CONFIRM)),
    }
    text = _(
        "有人用这个邮箱订阅了：%(what)s\n\n是您本人的，请在三天内打开下面的网址确认：\n%(url)s\n\n"
        "不是的，不用理会。没有确认的，三天后删除邮箱地址。"
    )
    return mail.Filled(one.address.reveal(), text % said)


@mail.filled_in(REMINDER)
def _reminder(reference: str) -> mail.Filled | None:
    one = Subscription.objects.filter(pk=reference).first()
    if one is None:
        return None
    text = _("您已经订阅了：%(what)s\n\n退订：%(end)s")
    return _ending(one, text % {"what": describe(asked_of(one)), "end": end_url(one)})


@mail.filled_in(DIGEST)
def _digest(reference: str) -> mail.Filled | None:
    """What is public at the moment of sending: what was withdrawn meanwhile is not told."""
    pk, since, until = reference.split()
    one = Subscription.objects.filter(pk=pk).first()
    if one is None:
        return None
    asked = asked_of(one)
    found = find(asked.between(dt.date.fromisoformat(since), dt.date.fromisoformat(until)), TOLD)
    told = [
        f"{hit.plain_title}\n{_absolute(hit.url)}\n{hit.authority}　{hit.published_on or ''}"
        for hit in found.hits
    ]
    if found.total > len(found.hits):
        told.append(
            _("共%(total)s件，其余见：%(url)s") % {"total": found.total, "url": _absolute(asked.address)}
        )
    text = _("您订阅的“%(what)s”有新公开的信息。\n\n%(list)s\n\n退订（打开后按一下即可）：%(end)s")
    said = {"what": describe(asked), "list": "\n\n".join(told), "end": end_url(one)}
    return _ending(one, text % said)


def _ending(one: Subscription, text: str) -> mail.Filled:
    return mail.Filled(one.address.reveal(), text, unsubscribe=end_url(one))


def asked_of(one: Subscription) -> Asked:
    """The search that is subscribed to."""
    return Asked.of(QueryDict(one.parameters))


def describe(asked: Asked) -> str:
    """A search in words."""
    filters = asked.filters
    years = [_("%(year)s年") % {"year": year} for year in filters.year]
    parts = [
        *filters.authority,
        *filters.column,
        *filters.kind,
        *years,
        *map(validity_name, filters.validity),
    ]
    if asked.text:
        parts.insert(0, asked.text)
    return "，".join(parts) or _("全部新公开的信息")


def end_url(one: Subscription) -> str:
    """Where one click ends it."""
    return _url("live:unsubscribe", signing.dumps(str(one.pk), salt=_END))


def _of(token: str, salt: str, within: dt.timedelta | None) -> Subscription | None:
    try:
        pk = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(pk=pk).first()


def _url(name: str, token: str) -> str:
    return _absolute(reverse(name, args=[token]))


def _absolute(path: str) -> str:
    return path if "://" in path else str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + path
