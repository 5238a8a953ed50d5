"""Fetching what is new, each letter once, whatever is killed or lost on the way."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.files.base import ContentFile
from django.db import IntegrityError

from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import SYSTEM, Entry, Target, atomic, record
from kaicheng.cases.mailbox import events
from kaicheng.cases.mailbox.address import Mailbox
from kaicheng.cases.mailbox.imap import Fetched, MailboxError, opened
from kaicheng.cases.mailbox.letter import fingerprint, read_letter
from kaicheng.cases.models import MailboxStatus, MailMessage

logger = logging.getLogger(__name__)
AT_ONCE = 200
"""Letters of one run: the next goes on where this one stopped."""
TOO_LARGE = "邮件太大，没有收取。请到邮箱里打开处理，再从“我收到一份申请”登记。"

NOT_GIVEN = "邮件服务器给不出这封邮件。请到邮箱里打开处理，再从“我收到一份申请”登记。"


def fetch_new(mailbox: Mailbox, at: dt.datetime) -> int:
    """Fetch what is new in a mailbox; gives how many letters were kept.

    Raises :class:`MailboxError` when the server cannot be read. What was kept before stays, and what was not
    is fetched by the next run: the place to go on from is the last letter that is in the database.
    """
    agency = Agency.objects.filter(slug=mailbox.agency).first()
    if agency is None:
        raise MailboxError(f"没有地址简称为“{mailbox.agency}”的机关，请核对KAICHENG_MAILBOXES。")
    status, _new = MailboxStatus.objects.get_or_create(mailbox=mailbox.name, defaults={"agency": agency})
    status.agency = agency
    try:
        kept = _fetch(mailbox, status, at)
    except MailboxError as error:
        failing = {"failing_since": status.failing_since or at, "problem": str(error)}
        MailboxStatus.objects.filter(pk=status.pk).update(agency=agency, **failing)
        raise
    reached = {"reached_at": at, "failing_since": None, "problem": ""}
    MailboxStatus.objects.filter(pk=status.pk).update(agency=agency, **reached)
    return kept


def _fetch(mailbox: Mailbox, status: MailboxStatus, at: dt.datetime) -> int:
    kept = 0
    with opened(mailbox) as session:
        here = status.uid_validity == session.uid_validity
        for uid in session.uids_after(status.last_uid if here else 0)[:AT_ONCE]:
            fetched = session.fetch(uid)
            if fetched is not None:
                kept += keep_letter(mailbox, status.agency, session.uid_validity, fetched, at)
            # After the letter, never before: killed between, the same letter is looked at again and known.
            place = {"uid_validity": session.uid_validity, "last_uid": uid}
            MailboxStatus.objects.filter(pk=status.pk).update(**place)
    return kept


def keep_letter(mailbox: Mailbox, agency: Agency, validity: int, fetched: Fetched, at: dt.datetime) -> bool:
    """Write one letter down, file first: a worker killed between leaves a file without a row, no more."""
    place = f"{validity}:{fetched.uid}".encode()
    mark = fingerprint(fetched.raw or place, fetched.whole)
    if MailMessage.objects.filter(mailbox=mailbox.name, fingerprint=mark).exists():
        return False
    letter = read_letter(fetched.raw)
    row = MailMessage(
        agency=agency,
        mailbox=mailbox.name,
        uid_validity=validity,
        uid=fetched.uid,
        fingerprint=mark,
        arrived_at=fetched.arrived_at,
        sender_name=letter.sender_name,
        sender=letter.sender,
        subject=letter.subject,
        size=fetched.size or len(fetched.raw),
        problem=("" if fetched.whole else TOO_LARGE if fetched.raw else NOT_GIVEN)
        or " ".join(letter.problems)[:300],
        fetched_at=at,
    )
    if fetched.whole:
        row.file.save("letter", ContentFile(fetched.raw), save=False)
    try:
        with atomic():
            row.save()
            record(
                Entry(
                    type=events.FETCHED,
                    chain=agency.chain,
                    actor=SYSTEM,
                    target=Target.of(row, str(row.pk)),
                    at=at,
                    facts={"arrived": fetched.arrived_at.isoformat(), "size": row.size, "fingerprint": mark},
                )
            )
    except IntegrityError:  # another worker was quicker
        if row.file.name:
            row.file.storage.delete(row.file.name)
        return False
    return True
