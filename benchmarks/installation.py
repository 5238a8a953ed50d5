"""An empty installation for one benchmark."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def installed() -> Iterator[Path]:
    """Django set up over a folder of its own, which is given, and a migrated database.

    The database is SQLite, or PostgreSQL where ``KAICHENG_DATABASE_URL`` names an empty one.
    """
    with tempfile.TemporaryDirectory(prefix="kaicheng-bench-") as folder:
        os.environ["KAICHENG_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "kaicheng.settings.dev"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield Path(folder)
