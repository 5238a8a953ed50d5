"""``manage.py account_rescue``: for a lost phone, a forgotten password, a lock that cannot wait."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from kaicheng.accounts.actions import IssuePassword, RemoveCodes
from kaicheng.accounts.rescue import Unlock
from kaicheng.agencies.models import User
from kaicheng.audit.recording import SYSTEM


class Command(BaseCommand):
    help = "Switch off somebody's one-time codes, issue a first password, or end a lock. It is recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="who asked, and why")
        parser.add_argument("--codes", action="store_true", help="switch one-time codes off")
        parser.add_argument("--password", action="store_true", help="issue a password and print it")
        parser.add_argument("--unlock", action="store_true", help="forget failures to sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有用户“{options['username']}”。 No such user.")
        now, reason = timezone.now(), options["reason"]
        try:
            if options["codes"]:
                RemoveCodes(user, at=now, by=SYSTEM, reason=reason).execute()
                self.stdout.write("动态口令已停用。 One-time codes are off.")
            if options["password"]:
                password = f"Kc-{secrets.token_urlsafe(12)}7"
                IssuePassword(user, password, at=now, by=SYSTEM, reason=reason).execute()
                self.stdout.write(f"初始密码（首次登录须修改） first password: {password}")
            if options["unlock"]:
                count = Unlock(user, at=now, by=SYSTEM, reason=reason).execute()
                self.stdout.write(f"已清除 {count} 条登录失败记录。 Unlocked.")
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
