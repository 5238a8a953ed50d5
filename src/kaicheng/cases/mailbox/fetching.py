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
from kaicheng.cases.mailbox.letter import Letter, fingerprint, read_letter
from kaicheng.cases.models import MailboxStatus, MailMessage

logger = logging.getLogger(__name__)
AT_ONCE = 200
"""Letters of one run: the next goes on where this one stopped."""
TOO_LARGE = "邮件太大，没有收取。请到邮箱里打开处理，再从“我收到一份申请”登记。"

NO_DAY = "邮件服务器没有给出到达时间，暂按收取的时间登记，请到邮箱里核对。"
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
        here = status.uid_validity == session.uid_validity and session.counts_on_from(status.last_uid)
        for uid in session.uids_after(status.last_uid if here else 0)[:AT_ONCE]:
            fetched = session.fetch(uid)
            if fetched is not None:
                kept += _kept(mailbox, status.agency, session.uid_validity, fetched, at)
            # After the letter, never before: killed between, the same letter is looked at again and known.
            place = {"uid_validity": session.uid_validity, "last_uid": uid}
            MailboxStatus.objects.filter(pk=status.pk).update(**place)
    return kept


def _kept(mailbox: Mailbox, agency: Agency, validity: int, fetched: Fetched, at: dt.datetime) -> bool:
    try:
        return keep_letter(mailbox, agency, validity, fetched, at)
    except OSError as error:
        logger.exception("A letter of %s could not be stored", mailbox.name)
        raise MailboxError(
            "收到的邮件存不下来，请检查服务器的存储空间。已经收到的不会丢，恢复后接着收。"
        ) from error


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
        arrived_at=fetched.arrived_at or at,
        sender_name=letter.sender_name,
        sender=letter.sender,
        subject=letter.subject,
        size=fetched.size or len(fetched.raw),
        problem=_problem(fetched, letter),
        fetched_at=at,
    )
    if fetched.whole:
        row.file.save("letter", ContentFile(fetched.raw), save=False)
    return _written_down(row)


def _problem(fetched: Fetched, letter: Letter) -> str:
    said = [] if fetched.arrived_at else [NO_DAY]
    if not fetched.whole:
        said.append(TOO_LARGE if fetched.raw else NOT_GIVEN)
    return " ".join([*said, *letter.problems])[:300]


def _written_down(row: MailMessage) -> bool:
    """Whether it was kept; not if another worker was quicker with the very same letter."""
    try:
        with atomic():
            row.save()
            record(
                Entry(
                    type=events.FETCHED,
                    chain=row.agency.chain,
                    actor=SYSTEM,
                    target=Target.of(row, str(row.pk)),
                    at=row.fetched_at,
                    facts={
                        "arrived": row.arrived_at.isoformat(),
                        "size": row.size,
                        "fingerprint": row.fingerprint,
                    },
                )
            )
    except IntegrityError:
        same = MailMessage.objects.filter(mailbox=row.mailbox, fingerprint=row.fingerprint)
        if same.exists():
            if row.file.name:
                row.file.storage.delete(row.file.name)
            return False
        # Another letter had this number before the mailbox was set back: both are kept.
        place = {"mailbox": row.mailbox, "uid_validity": row.uid_validity, "uid": row.uid}
        row.pk, row.uid_validity = None, -MailMessage.objects.get(**place).pk
        return _written_down(row)
    return True
