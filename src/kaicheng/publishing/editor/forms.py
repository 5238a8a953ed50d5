"""The form of a document in the CMS: sensible defaults, a clean body, files never asked for twice."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from lxml import html as lxml_html
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from kaicheng.agencies.models import Agency, Office
from kaicheng.agencies.permissions import Standing
from kaicheng.publishing.bodies import SHORT, SOURCE, pictures_in
from kaicheng.publishing.columns import Item
from kaicheng.publishing.drafting import genre_of, last_time, offices_of, usual_topic
from kaicheng.publishing.editor.bodies import cleaned, uploads_for
from kaicheng.publishing.editor.fields import DocumentsField, StoredFileField
from kaicheng.publishing.models import Attachment, DocumentPage, Upload

CHOSEN = "chosen_kind_and_office"
"""What was chosen before the editor opened, on the column object that the CMS hands on to the form."""

AFTER_THE_REST = 1000
"""Where pictures stand among the attachments."""


class AttachmentForm(WagtailAdminModelForm):
    """One attachment. Its file is taken in at once, so that an error elsewhere does not lose it."""

    def __init__(self, *args: Any, page: DocumentPage, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one.digest: one for one in page.attachments.all()}
        self.fields["file"] = StoredFileField(by=self.for_user, agency=agency, at=timezone.now(), known=known)
        self.fields["file"].widget.stored = self.instance
        self.fields["role"].choices = [
            (value, label) for value, label in Attachment.Role.choices if value != Attachment.Role.PICTURE
        ]

    def _post_clean(self) -> None:
        stored = self.cleaned_data.get("file")
        if stored is not None:
            self.cleaned_data["file"] = stored.file.name
            take_over(self.instance, stored)
            self.cleaned_data["name"] = self.cleaned_data.get("name") or stored.name
        super()._post_clean()


class AttachmentFormSet(BaseChildFormSet):
    """The attachments without the pictures of the body, which come and go with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and kwargs.get("queryset") is None:
            kwargs["queryset"] = instance.attachments.exclude(role=Attachment.Role.PICTURE)
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        agency = getattr(self.instance, "agency_being_written_for", None) or self.instance.agency
        return {**super().get_form_kwargs(index), "page": self.instance, "agency": agency}


def take_over(attachment: Attachment, stored: Upload | Attachment) -> None:
    """Make ``attachment`` hold the stored file."""
    attachment.file = stored.file.name
    attachment.media_type, attachment.size = stored.media_type, stored.size
    attachment.digest, attachment.scan = stored.digest, stored.scan


class DocumentForm(WagtailAdminPageForm):
    """A document as its writer fills it in."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, **kwargs: Any) -> None:
        page: DocumentPage = kwargs["instance"]
        column = parent_page.specific if parent_page is not None else page.column
        if page.agency_id is None:
            page.agency = column.agency
        super().__init__(data, files, parent_page, **kwargs)
        standing = Standing(self.for_user, timezone.localdate())
        self.column = column
        self._limit_offices(standing)
        self._limit_documents()
        if page.pk is None and data is None:
            self._fill_in()

    def _limit_offices(self, standing: Standing) -> None:
        offices = [one.pk for one in offices_of(standing) if one.agency_id == self.column.agency_id]
        current = [self.instance.office_id] if self.instance.office_id else []
        field = self.fields["office"]
        field.queryset = Office.objects.filter(pk__in={*offices, *current})
        if len(offices) == 1 and not current:
            field.initial = offices[0]
            field.empty_label = None

    def _limit_documents(self) -> None:
        public = DocumentPage.objects.live().filter(agency=self.column.agency).exclude(pk=self.instance.pk)
        for name in ("interprets", "related"):
            if name in self.fields:
                old = self.fields[name]
                self.fields[name] = DocumentsField(
                    public, required=False, label=old.label, help_text=old.help_text
                )

    def _fill_in(self) -> None:
        before = last_time(self.for_user)
        chosen = getattr(self.column, CHOSEN, {})
        kind = chosen.get("kind") or before.kind
        offices = set(self.fields["office"].queryset.values_list("pk", flat=True))
        office = chosen.get("office") or before.office
        values = {
            "kind": kind,
            "office": office if office in offices else None,
            "item": self.column.item or Item.ART20_15,
            "topic": before.topic or usual_topic(office, self.column.agency),
            "genre": genre_of(kind, before),
            "created_date": timezone.localdate(),
        }
        for name, value in values.items():
            if name in self.fields and value:
                self.initial[name] = value

    def clean_body(self) -> str:
        html = str(self.cleaned_data.get("body") or "")
        at = timezone.now()
        return cleaned(html, by=self.for_user, agency=self.column.agency, at=at).html

    def save(self, commit: bool = True) -> DocumentPage:
        page: DocumentPage = self.instance
        if page.pk is None:
            page.first_author = self.for_user
        pictures = [one for one in page.attachments.all() if one.role == Attachment.Role.PICTURE]
        page = super().save(commit=False)
        self._keep_pictures(page, pictures)
        self._keep_original(page)
        if commit:
            page.save()
            self._save_m2m()
        return page

    def _keep_pictures(self, page: DocumentPage, before: list[Attachment]) -> None:
        """Have exactly the pictures that the body shows among the attachments."""
        wanted = pictures_in(page.body)
        words = _alternatives(page.body)
        there = {one.digest[:SHORT]: one for one in before}
        own = uploads_for([short for short in wanted if short not in there], self.for_user)
        page.attachments.remove(*[one for one in before if one.digest[:SHORT] not in wanted])
        for order, short in enumerate(wanted, AFTER_THE_REST):
            picture = there.get(short)
            if picture is None and short in own:
                picture = Attachment(role=Attachment.Role.PICTURE, name=own[short].name)
                take_over(picture, own[short])
            if picture is not None:
                picture.alt, picture.sort_order = words.get(short, "")[:200], order
                page.attachments.add(picture)

    def _keep_original(self, page: DocumentPage) -> None:
        """Attach the file that the body was converted from, where that was wanted."""
        digest = str(self.data.get(f"{self.add_prefix('body')}-original", ""))
        if not digest or any(one.digest == digest for one in page.attachments.all()):
            return
        upload = Upload.objects.filter(by=self.for_user, digest=digest).first()
        if upload is not None:
            original = Attachment(
                role=Attachment.Role.ORIGINAL, name=upload.name, sort_order=AFTER_THE_REST - 1
            )
            take_over(original, upload)
            page.attachments.add(original)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        office = given.get("office")
        if office is not None and office.agency_id != self.column.agency_id:
            raise ValidationError({"office": "请选择本机关的科室。"})
        return given


def _alternatives(html: str) -> dict[str, str]:
    """The alternative texts of a body's pictures by their short digests."""
    if "<img" not in html:
        return {}
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found: dict[str, str] = {}
    for image in root.iter("img"):
        source = SOURCE.fullmatch(image.get("src") or "")
        if source:
            found[source[1]] = image.get("alt") or ""
    return found
