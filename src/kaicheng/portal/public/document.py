"""A document as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kaicheng.portal.public.edition import Edition
from kaicheng.portal.public.records import PublicFile, Record, public_file
from kaicheng.publishing.bodies import render_body
from kaicheng.publishing.kinds import Validity
from kaicheng.publishing.models import Attachment, DocumentPage, PolicyEvent, PolicyEventKind
from kaicheng.review.levels import label
from kaicheng.review.models import Signature, Submission


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the table of particulars; ``property`` is its name at schema.org."""

    label: str
    value: str
    property: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Banner:
    """That a document is not in force, since when, and by what."""

    state: str
    sentence: str
    by: Record | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who has signed, by post, and on which day."""

    level: str
    post: str
    day: dt.date


class DocumentView:
    """Everything on a document's page but its frame."""

    dublin_core = "http://purl.org/dc/elements/1.1/"
    schema_org = "https://schema.org/GovernmentPublication"

    def __init__(self, page: DocumentPage, edition: Edition) -> None:
        self.page, self.edition = page, edition

    @cached_property
    def record(self) -> Record | None:
        folder = self.edition.folder(self.page.url_path)
        return self.edition.catalogue.record(folder) if folder is not None else None

    @property
    def publisher(self) -> str:
        """发布机构, which its record has worked out already."""
        return self.record.publisher if self.record else self.page.publisher

    @property
    def facts(self) -> list[Fact]:
        """The table of particulars; what a document does not have is left out."""
        page = self.page
        dated = page.created_date, page.published_date, page.effective_date, page.expiry_date
        created, published, effective, expiry = (_day(day) for day in dated)
        facts = [
            Fact(_("索引号"), page.index_number or "", "identifier"),
            Fact(_("发文字号"), page.document_number),
            Fact(_("发布机构"), self.publisher, "publisher"),
            Fact(_("成文日期"), created, "dateCreated", page.created_date),
            Fact(_("公开日期"), published, "datePublished", page.published_date),
            Fact(_("实施日期"), effective, "", page.effective_date),
            Fact(_("失效日期"), expiry, "expires", page.expiry_date),
            Fact(_("主题分类"), str(page.get_topic_display()), "about"),
            Fact(_("体裁分类"), str(page.get_genre_display()), "genre"),
            Fact(_("有效性"), str(page.get_validity_display()) if page.is_policy else ""),
            Fact(_("公开依据"), str(page.get_item_display())),
            Fact(_("责任科室"), page.office.name if page.office else ""),
        ]
        return [fact for fact in facts if fact.value]

    @property
    def banner(self) -> Banner | None:
        """What to know before reading a document that is not, or not as it stands, in force."""
        page = self.page
        match page.validity:
            case Validity.ABOLISHED:
                sentence = _("这份文件已经废止，不再执行。")
                if page.abolished_date:
                    sentence = _("这份文件自%(day)s起废止，不再执行。") % {"day": _day(page.abolished_date)}
                return Banner("ended", sentence, self._by(PolicyEventKind.ABOLISHED))
            case Validity.LAPSED:
                sentence = _("这份文件已经失效，不再执行。")
                lapsed = self._event(PolicyEventKind.LAPSED)
                if days := [day for day in (page.expiry_date, lapsed.on if lapsed else None) if day]:
                    sentence = _("这份文件自%(day)s起失效，不再执行。") % {"day": _day(min(days))}
                return Banner("ended", sentence, self._by(PolicyEventKind.LAPSED))
            case Validity.NOT_YET:
                sentence = _("这份文件自%(day)s起施行，现在还没有生效。") % {"day": _day(page.effective_date)}
                return Banner("waiting", sentence, None)
            case Validity.AMENDED:
                sentence = _("这份文件已经修改，请同时查看修改它的文件。")
                return Banner("amended", sentence, self._by(PolicyEventKind.AMENDED))
        return None

    @property
    def body(self) -> SafeString:
        """The text, with pictures at their public addresses."""
        url = self.edition.url(self.edition.folder(self.page.url_path) or "")
        html = render_body(self.page, lambda picture: public_file(picture, url).url)
        return mark_safe(html)  # noqa: S308  # it lets nothing active through

    @property
    def attachments(self) -> list[PublicFile]:
        return self._files(Attachment.Role.ATTACHMENT)

    @property
    def originals(self) -> list[PublicFile]:
        return self._files(Attachment.Role.ORIGINAL)

    @property
    def interpretations(self) -> list[Record]:
        return self._cards(self.page.interpretations.all())

    @property
    def interprets(self) -> list[Record]:
        named = [one.pk for one in self.page.interprets.all()]
        return self._cards(DocumentPage.objects.filter(pk__in=named)) if named else []

    @property
    def related(self) -> list[Record]:
        """What this document names as related, and what names this one: a card stands on both."""
        own = [one.pk for one in self.page.related.all()]
        return self._cards(DocumentPage.objects.filter(Q(pk__in=own) | Q(related=self.page)).distinct())

    @property
    def ended(self) -> list[Record]:
        """The documents that this one has repealed or amended."""
        effects = PolicyEvent.objects.filter(by_document=self.page, struck_at__isnull=True)
        return self._cards(DocumentPage.objects.filter(pk__in=effects.values("document")))

    @property
    def signed(self) -> list[Signed]:
        """Who signed, where the authority shows it; nothing for what was public before the system."""
        shown: frozenset[str] | bool = settings.KAICHENG_SHOW_SIGNATURES
        if self.page.mark != "here" or not (
            self.page.agency.slug in shown if isinstance(shown, frozenset) else shown
        ):
            return []
        submission = (
            Submission.objects.filter(revision=self.page.live_revision, voided_at__isnull=True)
            .order_by("-pk")
            .first()
        )
        if submission is None:
            return []
        signatures = Signature.objects.filter(submission=submission).order_by("pk")
        return [Signed(label(one.level), one.post, timezone.localdate(one.at)) for one in signatures]

    def _event(self, kind: PolicyEventKind) -> PolicyEvent | None:
        """What happened to it last of that kind."""
        return (
            PolicyEvent.objects.filter(document=self.page, kind=kind, struck_at__isnull=True)
            .select_related("by_document")
            .order_by("-on", "-pk")
            .first()
        )

    def _by(self, kind: PolicyEventKind) -> Record | None:
        event = self._event(kind)
        if event is None or event.by_document is None:
            return None
        return next(self.edition.records([event.by_document.url_path]), None)

    def _files(self, role: str) -> list[PublicFile]:
        return [one for one in self.record.files if one.role == role] if self.record else []

    def _cards(self, documents: object) -> list[Record]:
        rows = documents.live().order_by("-published_date", "-pk")  # type: ignore[attr-defined]
        return list(self.edition.records(rows.values_list("url_path", flat=True)))


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
