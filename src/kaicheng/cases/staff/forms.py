"""Fields that the forms about requests share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaicheng.cases.filing import checked

Upload = tuple[str, bytes]
Words = Any
"""Text, now or when it is shown."""


def a_day(label: Words, *, required: bool = True, help_text: Words = "") -> forms.DateField:
    """A day, chosen with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def text(label: Words, *, required: bool = True, rows: int = 3, help_text: Words = "") -> forms.CharField:
    """Text of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OneFile(forms.FileField):
    """A file, as name and content, checked."""

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Raises ValidationError with what to do."""
        given = super().clean(data, initial)
        return checked(given) if isinstance(given, UploadedFile) else None


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files at once, each as name and content, checked."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """Raises ValidationError with what to do."""
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(ManyFiles, self).clean(one, initial) for one in given if one]
        if self.required and not files:
            super().clean(None, initial)
        return [checked(file) for file in files]
