"""Panels of a document's form that differ from the CMS's."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import InlinePanel, TabbedInterface


class AttachmentsPanel(InlinePanel):
    """Attachments whose files are kept from the moment they are given."""

    def get_form_options(self) -> dict[str, Any]:
        from kaicheng.publishing.editor.forms import AttachmentForm, AttachmentFormSet

        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "form": AttachmentForm,
            "formset": AttachmentFormSet,
            "inherit_kwargs": ["for_user"],
        }
        return options


class DocumentPanels(TabbedInterface):
    """All that is filled in of a document, by :class:`kaicheng.publishing.editor.forms.DocumentForm`."""

    def get_form_class(self) -> Any:
        from kaicheng.publishing.editor.forms import DocumentForm

        self.base_form_class = DocumentForm
        return super().get_form_class()
