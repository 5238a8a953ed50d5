"""A mail server for tests with many processes: each letter it takes is a line of a file."""

from __future__ import annotations

import os
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Letterbox(BaseEmailBackend):
    """Takes every letter and notes its Message-ID in the file ``LETTERBOX``."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = os.open(os.environ["LETTERBOX"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for message in email_messages:
            os.write(box, f"{message.extra_headers['Message-ID']}\n".encode())  # whole, being so short
        os.close(box)
        return len(email_messages)
