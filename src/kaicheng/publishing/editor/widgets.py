"""What a writer fills in that the CMS has no field for: the body, stored files, other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

if TYPE_CHECKING:
    from kaicheng.publishing.models import Attachment, Upload


class BodyInput(forms.Textarea):
    """The body: a textarea with HTML, over which the script lays an editor."""

    template_name = "publishing/editor/body.html"

    class Media:
        js = ["publishing/editor.js"]
        css = {"all": ["publishing/editor.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["addresses"] = {
            "paste": reverse("publishing_paste"),
            "convert": reverse("publishing_convert"),
            "picture": reverse("publishing_picture_upload"),
            "pictures": reverse("publishing_picture", args=["0" * 12]).replace(f"{'0' * 12}/", ""),
        }
        return context


class StoredFileInput(forms.FileInput):
    """A file, or the digest of one that is kept already: a form that is shown again asks for none twice."""

    template_name = "publishing/editor/file.html"
    stored: Upload | Attachment | None = None
    """What is kept: an upload or an attachment."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        context["stored"] = self.stored if self.stored is not None and self.stored.digest else None
        return context

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, UploadedFile], name: str) -> Any:
        return super().value_from_datadict(data, files, name) or data.get(f"{name}-kept") or None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-kept" not in data


class DocumentsInput(forms.SelectMultiple):
    """Other documents: those chosen, to be taken off, and a line in which one more is named."""

    template_name = "publishing/editor/documents.html"
    choices: Any

    @property
    def documents(self) -> QuerySet[Any]:
        """What may be chosen."""
        found: QuerySet[Any] = self.choices.queryset
        return found

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = forms.Widget.get_context(self, name, None, attrs)
        wanted = {str(one) for one in value or [] if not str(one).startswith("+")}
        context["chosen"] = list(self.documents.filter(pk__in=wanted)) if wanted else []
        context["more"] = next((str(one)[1:] for one in value or [] if str(one).startswith("+")), "")
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The ids chosen; what was typed comes last, behind a plus sign."""
        named = str(data.get(f"{name}-more", "")).strip()
        chosen = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))
        return [*chosen, *([f"+{named}"] if named else [])]
