"""``manage.py personal_export``: a person's own data as JSON, for a request on paper."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from kaicheng.audit.recording import SYSTEM
from kaicheng.privacy.handing_over import HandOverPersonal
from kaicheng.privacy.registry import INSTALLATION


class Command(BaseCommand):
    help = "Print everything declared as personal data of a user, as JSON. It is recorded with its reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="who asked, and when")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有用户“{options['username']}”。 No such user.")
        document = HandOverPersonal(
            user, chain=INSTALLATION, by=SYSTEM, at=timezone.now(), reason=options["reason"]
        ).execute()
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
