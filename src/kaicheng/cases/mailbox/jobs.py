"""Looking into the mailboxes, every few minutes."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings

from kaicheng.cases.mailbox.address import mailboxes
from kaicheng.cases.mailbox.fetching import fetch_new
from kaicheng.cases.mailbox.imap import MailboxError
from kaicheng.workbench.schedule import periodic

logger = logging.getLogger(__name__)


@periodic("mailboxes", every=dt.timedelta(minutes=5))
def look(at: dt.datetime) -> None:
    """Fetch from every mailbox; one that fails does not keep the others waiting."""
    for mailbox in mailboxes(settings.KAICHENG_MAILBOXES):
        try:
            fetch_new(mailbox, at)
        except MailboxError as error:
            logger.warning("The mailbox of %s cannot be read: %s", mailbox.agency, error)
