"""What the workbench keeps: notices, mail on its way, what was reminded of, and periodic jobs."""

from .jobs import Heartbeat, Job
from .mail import Mail, Rules
from .notices import Notice
from .reminders import DigestSent, Reminded, Stage

__all__ = ["DigestSent", "Heartbeat", "Job", "Mail", "Notice", "Reminded", "Rules", "Stage"]
