"""Documents: one model for all that an authority publishes, with the metadata that the directory wants."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.models import Orderable, Page, Revision
from wagtail.search import index

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.storage import private_storage
from kaicheng.audit.recording import atomic
from kaicheng.findings import Finding
from kaicheng.publishing.bodies import render_body
from kaicheng.publishing.columns import Item
from kaicheng.publishing.editor.panels import AttachmentsPanel, DocumentPanels
from kaicheng.publishing.editor.widgets import BodyInput
from kaicheng.publishing.kinds import (
    POLICIES,
    Attribute,
    Genre,
    Ground,
    Kind,
    Origin,
    Topic,
    Validity,
)
from kaicheng.publishing.models.batch import ImportBatch
from kaicheng.publishing.models.platform import ColumnPage
from kaicheng.publishing.models.upload import Scan
from kaicheng.publishing.page_permissions import DocumentTester
from kaicheng.review.subject import File, Reviewed

KEPT_BY_SYSTEM = (
    "index_number",
    "published_date",
    "validity",
    "abolished_date",
    "signed_hash",
    "mark",
    "source_url",
    "source_digest",
    "batch_id",
    "first_author_id",
    "restricted",
    "masked_from_id",
)
"""Fields that no version of a document says."""


class Mark(models.TextChoices):
    """How a document came here. What is older than the system claims no signatures."""

    HERE = "here", _("在本系统审核发布")
    BEFORE = "before", _("系统启用前已经公开")


class DocumentPage(Reviewed, Page):
    """A document in one column. What its kind must have is checked when it is submitted, not before."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="documents", verbose_name=_("行政机关")
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("责任科室"),
        help_text=_("由这个科室的负责人和分管领导审核。"),
    )
    kind = models.CharField(_("信息类型"), max_length=20, choices=Kind, default=Kind.NOTICE)
    index_number = models.CharField(
        _("索引号"), max_length=40, null=True, blank=True, unique=True, editable=False
    )
    document_number = models.CharField(
        _("发文字号"),
        max_length=60,
        blank=True,
        help_text=_("例如“西人社发〔2024〕3号”，年份用六角括号。没有文号的不填。"),
    )
    created_date = models.DateField(_("成文日期"), null=True, blank=True)
    published_date = models.DateField(_("公开日期"), null=True, blank=True, editable=False)
    effective_date = models.DateField(_("实施日期"), null=True, blank=True)
    expiry_date = models.DateField(
        _("失效日期"), null=True, blank=True, help_text=_("规范性文件写明有效期的，填最后一天的次日。")
    )
    notice_until = models.DateField(
        _("公示截止日期"), null=True, blank=True, help_text=_("公示期满后自动从网站撤下。")
    )
    topic = models.CharField(_("主题分类"), max_length=30, choices=Topic, blank=True)
    genre = models.CharField(_("体裁分类"), max_length=20, choices=Genre, blank=True)
    subject_terms = models.CharField(_("关键词"), max_length=200, blank=True, help_text=_("用空格分开。"))
    summary = models.TextField(
        _("内容概述"), max_length=500, blank=True, help_text=_("一两句话说明这份信息讲什么。")
    )
    attribute = models.CharField(_("公开属性"), max_length=20, choices=Attribute, default=Attribute.PROACTIVE)
    attribute_ground = models.CharField(_("不主动公开的依据"), max_length=40, choices=Ground, blank=True)
    attribute_note = models.CharField(_("不主动公开的理由"), max_length=300, blank=True)
    item = models.CharField(_("公开依据"), max_length=20, choices=Item.choices, blank=True)
    validity = models.CharField(
        _("有效性"), max_length=20, choices=Validity, default=Validity.EFFECTIVE, editable=False
    )
    abolished_date = models.DateField(_("废止日期"), null=True, blank=True, editable=False)
    body = models.TextField(_("正文"), blank=True)
    origin = models.CharField(
        _("文件来源"),
        max_length=10,
        choices=Origin,
        blank=True,
        help_text=_("防止把涉密、内部文件当作公开文件上网（保守国家秘密法第三十五条）。"),
    )
    origin_url = models.URLField(
        _("公开发布的网址"),
        max_length=500,
        blank=True,
        help_text=_("不是本机关制作的，填它在制发机关网站上公开的网址。"),
    )
    interprets = ParentalManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="interpretations",
        verbose_name=_("解读的文件"),
    )
    related = ParentalManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("相关文件"))
    urgent = models.BooleanField(_("急件"), default=False, help_text=_("审核时限缩短，审核环节不减少。"))
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.HERE, editable=False)
    source_url = models.URLField(_("原网址"), max_length=500, blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        editable=False,
    )
    first_author = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("撰稿人"),
    )

    restricted = models.BooleanField(
        _("受限原件"),
        default=False,
        editable=False,
        help_text=_("已有脱敏稿，原件只给撰稿科室看，不能送审。"),
    )
    masked_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="masked_copies",
        editable=False,
        verbose_name=_("脱敏前的原件"),
    )

    template = "pages/document.html"
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types: list[str] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.SearchField("document_number"),
        index.FilterField("agency"),
        index.FilterField("office"),
        index.FilterField("kind"),
    ]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    main_panels = [
        FieldPanel("title", heading=_("标题")),
        FieldPanel("kind"),
        FieldPanel("office"),
        FieldPanel("body", widget=BodyInput),
        AttachmentsPanel("attachments", heading=_("附件"), label=_("附件")),
        FieldRowPanel([FieldPanel("origin"), FieldPanel("origin_url")]),
    ]
    metadata_panels = [
        FieldRowPanel([FieldPanel("document_number"), FieldPanel("created_date")]),
        InlinePanel(
            "issuers", heading=_("发布机构"), label=_("联合发文机关"), help_text=_("只有本机关的不用填。")
        ),
        FieldRowPanel([FieldPanel("effective_date"), FieldPanel("expiry_date")]),
        FieldPanel("notice_until"),
        FieldRowPanel([FieldPanel("topic"), FieldPanel("genre")]),
        FieldPanel("item"),
        FieldPanel("summary"),
        FieldPanel("subject_terms"),
        FieldPanel("urgent"),
        MultiFieldPanel(
            [FieldPanel("attribute"), FieldPanel("attribute_ground"), FieldPanel("attribute_note")],
            heading=_("公开属性"),
        ),
    ]
    link_panels = [FieldPanel("interprets"), FieldPanel("related")]
    edit_handler = DocumentPanels(
        [
            ObjectList(main_panels, heading=_("内容")),
            ObjectList(metadata_panels, heading=_("信息要素")),
            ObjectList(link_panels, heading=_("解读和相关文件")),
        ]
    )

    class Meta:
        verbose_name = _("信息")
        verbose_name_plural = _("信息")
        indexes = [
            models.Index(fields=["agency", "kind", "created_date"], name="publishing_document_by_kind"),
            models.Index(fields=["agency", "published_date"], name="publishing_document_by_day"),
            models.Index(fields=["office", "published_date"], name="publishing_document_by_office"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(attribute=Attribute.NOT_PUBLIC) | ~Q(attribute_ground=""),
                name="publishing_document_ground",
                violation_error_message=_("不予公开的，请选择条例第十四条至第十六条的依据。"),
            )
        ]

    def permissions_for_user(self, user: User) -> DocumentTester:
        """Decided by posts, not by the CMS's groups."""
        return DocumentTester(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._place()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._place()
        super().save(*args, **kwargs)

    def _place(self) -> None:
        """A document belongs to the authority of its column, at an address that no new title changes."""
        if not self.slug:
            self.slug: str = secrets.token_hex(5)
        if self.agency_id is None and self.path:
            self.agency = self.column.agency

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {}
        if self.office is not None and self.agency_id and self.office.agency_id != self.agency_id:
            wrong["office"] = _("请选择本机关的科室。")
        if self.attribute == Attribute.NOT_PUBLIC and not self.attribute_ground:
            wrong["attribute_ground"] = _("不予公开的，请选择条例第十四条至第十六条的依据。")
        if self.expiry_date and self.effective_date and self.expiry_date <= self.effective_date:
            wrong["expiry_date"] = _("失效日期应晚于实施日期。")
        if wrong:
            raise ValidationError(wrong)

    @property
    def drawn_from(self) -> DocumentPage | None:
        return self.masked_from

    @property
    def review_kind(self) -> str:
        return f"document:{self.kind}"

    @property
    def review_title(self) -> str:
        return self.draft_title or self.title

    @property
    def review_edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.pk])

    def review_html(self) -> str:
        """The body as reviewers read it, its pictures at the address that also keeps who has seen them."""
        return render_body(self, lambda one: reverse("publishing_attachment", args=[self.pk, one.digest]))

    def review_findings(self) -> list[Finding]:
        from kaicheng.publishing.checking import findings_of

        return findings_of(self, timezone.localdate())

    def review_facts(self) -> list[tuple[str, str]]:
        shown = [
            ("title", self.title),
            ("kind", self.get_kind_display()),
            ("document_number", self.document_number),
            ("created_date", _day(self.created_date)),
            ("effective_date", _day(self.effective_date)),
            ("expiry_date", _day(self.expiry_date)),
            ("notice_until", _day(self.notice_until)),
            ("topic", self.get_topic_display()),
            ("genre", self.get_genre_display()),
            ("item", self.get_item_display()),
            ("attribute", self.get_attribute_display()),
            ("attribute_ground", self.get_attribute_ground_display()),
            ("attribute_note", self.attribute_note),
            ("summary", self.summary),
            ("subject_terms", self.subject_terms),
            ("origin", self.get_origin_display()),
            ("origin_url", self.origin_url),
        ]
        labels = {field.name: str(field.verbose_name) for field in self._meta.concrete_fields}
        labels["title"] = str(_("标题"))
        more = [
            (str(_("栏目")), self.column.title),
            (str(_("责任科室")), self.office.name if self.office else ""),
            (str(_("发布机构")), self.publisher),
            (str(_("解读的文件")), "、".join(page.title for page in self.interprets.all())),
            (str(_("相关文件")), "、".join(page.title for page in self.related.all())),
            (str(_("附件")), "、".join(one.name for one in self.attachments.all())),
            (str(_("替代文字")), "；".join(one.alt for one in self.attachments.all() if one.alt)),
        ]
        return [(labels[name], value) for name, value in shown] + more

    def review_files(self) -> list[File]:
        return [
            File(one.digest, one.name, reverse("publishing_attachment", args=[self.pk, one.digest]))
            for one in self.attachments.all()
        ]

    def with_content_json(self, content: Mapping[str, Any]) -> DocumentPage:
        """A version as an object; what the system keeps is not taken back to an earlier state by it."""
        page: DocumentPage = super().with_content_json(content)
        for name in KEPT_BY_SYSTEM:
            setattr(page, name, getattr(self, name))
        return page

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Not there for anybody unless it is rightly public, whatever its row says."""
        from kaicheng.publishing.public import rightly_public

        if not rightly_public(self):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """The page as it will look; a plain one of the staff side where the public site has none."""
        context = {**self.get_context(request), "page": self, "body": self.review_html()}
        return render(request, [self.template, "publishing/preview.html"], context)

    def publish(self, revision: Revision, user: User | None = None, **options: Any) -> Any:
        """Signed by all, it gets its index number and goes outside."""
        from kaicheng.publishing.corrections import before
        from kaicheng.publishing.going_public import after_publishing

        with atomic():
            was = before(self.pk)
            done = super().publish(revision, user, **options)
            after_publishing(self.pk, revision, user, was)
        return done

    @property
    def column(self) -> ColumnPage:
        """The column it stands in."""
        return self.get_parent().specific

    @property
    def is_policy(self) -> bool:
        """Whether it may be interpreted, amended and repealed."""
        return self.kind in POLICIES

    @property
    def publisher(self) -> str:
        """发布机构: the issuers in their order, or the authority by the name that it bore then."""
        named = [issuer.name for issuer in self.issuers.all()]
        return "、".join(named) or self.agency.name_on(self.created_date or dt.date.max)

    def signed_content(self) -> Mapping[str, Any]:
        """What a signature is about: all that a reader will see, and nothing that the system adds."""
        dates = ("created_date", "effective_date", "expiry_date", "notice_until")
        words = (
            "title",
            "kind",
            "document_number",
            "topic",
            "genre",
            "subject_terms",
            "summary",
            "attribute",
            "attribute_ground",
            "attribute_note",
            "item",
            "body",
            "origin",
            "origin_url",
        )
        return {
            "agency": self.agency_id,
            "office": self.office_id,
            "column": self.get_parent().pk if self.path else None,
            **{name: getattr(self, name) for name in words},
            **{name: day.isoformat() if (day := getattr(self, name)) else None for name in dates},
            "issuers": [issuer.name for issuer in self.issuers.all()],
            "attachments": [
                {"name": one.name, "role": one.role, "digest": one.digest, "alt": one.alt}
                for one in self.attachments.all()
            ],
            "interprets": sorted(page.pk for page in self.interprets.all()),
            "related": sorted(page.pk for page in self.related.all()),
        }

    def earlier_contents(self) -> Sequence[Mapping[str, Any]]:
        """Without what attached pictures show in words: once, signatures were not about that."""
        now = self.signed_content()
        files = [{name: one[name] for name in ("name", "role", "digest")} for one in now["attachments"]]
        return [{**now, "attachments": files}]


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


class Issuer(Orderable):
    """One of several bodies that have issued a document together; the first one leads."""

    page = ParentalKey(DocumentPage, on_delete=models.CASCADE, related_name="issuers")
    name = models.CharField(_("机关全称"), max_length=120)

    panels = [FieldPanel("name")]

    class Meta(Orderable.Meta):
        verbose_name = _("联合发文机关")
        verbose_name_plural = _("联合发文机关")

    def __str__(self) -> str:
        return self.name


class Attachment(Orderable):
    """A file of a document. It is never changed: another file is another attachment."""

    class Role(models.TextChoices):
        ATTACHMENT = "attachment", _("附件")
        ORIGINAL = "original", _("原文文件")
        PICTURE = "picture", _("正文图片")

    page = ParentalKey(DocumentPage, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("文件"), upload_to="documents/%Y/%m", storage=private_storage)
    name = models.CharField(_("文件名"), max_length=200, blank=True)
    alt = models.CharField(
        _("替代文字"), max_length=200, blank=True, help_text=_("图片的内容，读给看不见图片的人听。")
    )
    role = models.CharField(_("用途"), max_length=20, choices=Role, default=Role.ATTACHMENT)
    media_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    digest = models.CharField(
        "SHA-256", max_length=64, blank=True, editable=False, validators=[RegexValidator("^[0-9a-f]{64}$")]
    )
    scan = models.CharField(_("查杀"), max_length=10, choices=Scan, default=Scan.UNSCANNED, editable=False)

    panels = [FieldPanel("file"), FieldPanel("name"), FieldPanel("alt"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("附件")
        verbose_name_plural = _("附件")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.file and not self.digest:
            self.digest = hashlib.sha256(b"".join(self.file.chunks())).hexdigest()
            self.size = self.file.size
            self.name = self.name or PurePosixPath(str(self.file.name)).name
