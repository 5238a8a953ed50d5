"""Fields of a document's form: stored files, and other documents by their title or number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _

from kaicheng.agencies.models import Agency, User
from kaicheng.publishing.editor.widgets import DocumentsInput, StoredFileInput
from kaicheng.publishing.models import Attachment, DocumentPage, Upload
from kaicheng.publishing.uploads import take_in

_MANY = 5


class StoredFileField(forms.FileField):
    """Gives the :class:`Upload` or :class:`Attachment` that holds the file."""

    widget = StoredFileInput

    def __init__(self, *, by: User, agency: Agency, at: dt.datetime, known: Mapping[str, Attachment]) -> None:
        super().__init__(label=_("文件"), required=False)
        self.by, self.agency, self.at, self.known = by, agency, at, known

    def clean(self, data: Any, initial: Any = None) -> Upload | Attachment:
        if isinstance(data, UploadedFile):
            stored: Upload | Attachment | None = take_in(data, by=self.by, agency=self.agency, at=self.at)
        else:
            digest = str(data or getattr(initial, "digest", "") or "")
            stored = self.known.get(digest) or Upload.objects.filter(by=self.by, digest=digest).first()
        if stored is None:
            raise ValidationError(_("请选择文件；不要附件的，请删掉这一行。"))
        self.widget.stored = stored
        return stored

    def has_changed(self, initial: Any, data: Any) -> bool:
        return isinstance(data, UploadedFile) or bool(data and not initial)


class DocumentsField(forms.ModelMultipleChoiceField):
    """Public documents of the authority; one more by its exact title, document number or index number."""

    widget = DocumentsInput

    def clean(self, value: Any) -> Any:
        chosen = [one for one in value or [] if not str(one).startswith("+")]
        for named in (str(one)[1:] for one in value or [] if str(one).startswith("+")):
            chosen.append(str(self._named(named).pk))
        return super().clean(list(dict.fromkeys(chosen)))

    def _named(self, words: str) -> DocumentPage:
        documents = self.queryset if self.queryset is not None else DocumentPage.objects.none()
        exact = Q(title=words) | Q(document_number=words) | Q(index_number=words)
        found = list(documents.filter(exact)[:2]) or list(
            documents.filter(title__icontains=words)[: _MANY + 1]
        )
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("本机关公开的信息里没有“%(words)s”。请填完整的标题、发文字号或者索引号。")
                % {"words": words}
            )
        titles = "；".join(
            f"{one.title}（{one.document_number or one.index_number}）" for one in found[:_MANY]
        )
        raise ValidationError(
            _("“%(words)s”对应的不止一份：%(titles)s。请填发文字号或者索引号。")
            % {"words": words, "titles": titles}
        )
