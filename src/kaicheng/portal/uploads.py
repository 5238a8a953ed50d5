"""Uploads that never touch the disk, and that are refused by their announced size before they are read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

FORM_OVERHEAD = 64 * 1024
"""What a form adds around its files and texts."""


class MemoryOnly(MemoryFileUploadHandler):
    """Keep uploads in memory whatever their size; :func:`too_large` has bounded it."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


def too_large(request: HttpRequest, files: int) -> bool:
    """Whether the body announces more than ``files`` files of the size allowed."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    return announced > files * settings.KAICHENG_CHECK_MAX_BYTES + FORM_OVERHEAD


def keep_in_memory(request: HttpRequest) -> None:
    """Must come before anything looks at the form."""
    request.upload_handlers = [MemoryOnly(request)]
