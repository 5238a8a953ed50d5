"""Rows of another authority, each with a mark that nobody elsewhere may ever read.

An app adds its restricted rows with one function. It is given the :class:`Place` that they are to belong to,
puts ``MARK`` into whatever of them is not public, and gives back what addresses may be tried with::

    @planted("cases")
    def requests(place: Place) -> Iterator[Any]:
        yield a_request(place.bureau, wanted=f"{MARK}的支出情况")

Of every model that no function thought of, one row is made by itself (``rows.py``). The walk of
``test_walk.py`` then tries every address of the site, now and later, with the ids of these rows. What is
neither a number nor a key of a row is looked for in :data:`WORDS`, or below an address of its own in
:data:`WORDS_BELOW`: an app whose addresses have such parts adds them there, and what its lists are filtered
by to :data:`QUERIES`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.agencies.roles import Role
from kaicheng.cases.staff.tasks import TASKS
from tests.agencies.factories import a_bureau, an_office, post_of, somebody, today
from tests.visibility.places import MARK, Place
from tests.visibility.rows import rows_of_every_model

Plant = Callable[[Place], Iterator[Any]]
_plants: dict[str, Plant] = {}

SHOWN = {Role.INFORMATION_OFFICER, Role.DISCLOSURE_OFFICER, Role.SYSTEM_ADMINISTRATOR}
"""Whose ids are tried; with all of them the walk would only take longer."""

WORDS: dict[str, list[str]] = {
    "subject": ["jigou", "keshi", "renzhi", "daishen"],
    "name": ["xiugai", "chexiao", "renming", "zhongzhi", "queren", "daishen", "chehui", "gengming"],
    "action": ["delete", "publish", "move"],
    "action_name": ["approve", "reject", "copy", "publish"],
    "app_label": ["wagtailcore", "agencies", "wagtaildocs", "publishing"],
    "model_name": ["page", "agency", "document", "documentpage"],
    "model": ["agencies.User", "accounts.SignedInSession", "cases.Applicant"],
    "field": ["address", "name", "phone"],
    "filter_spec": ["original"],
    "year": ["2025"],
    "path": ["requests.new_received.total", "proactive.administrative_fees_wan_yuan"],
    "kind": ["xlsx"],
    "code": ["answer", "transferred", "withdrawn"],
}
"""What to try for a part of an address that is no id, by the name of the part."""

WORDS_BELOW: dict[str, dict[str, list[str]]] = {
    "gongzuo/nianbao/": {"name": ["overview", "requests", "published_items"]},
    "gongzuo/shenqing/": {"name": sorted(TASKS), "kind": ["L01_receipt", "L16_refusal", "dengji"]},
}
"""The same for addresses that begin so, where one name means different things."""

QUERIES = ["q={sought}", "jigou={agency}&renyuan={username}&user={user}&parent={agency}&{ids}"]
"""How lists are filtered: each is tried with every address that has no parts. ``ids`` are all, as ``id=``."""


def planted(app: str) -> Callable[[Plant], Plant]:
    """Register what an app has to hide."""

    def decorator(plant: Plant) -> Plant:
        if app in _plants:
            raise ValueError(f"the rows of {app} are planted already")
        _plants[app] = plant
        return plant

    return decorator


def plant_all(parent: Agency | None, *, marked: bool) -> tuple[Place, list[Any]]:
    """Another authority below ``parent``, and what was planted in it; ``marked`` says whether its name is."""
    place = Place(a_bureau(f"示例市{MARK if marked else '另'}局", parent=parent))
    rows = [row for plant in _plants.values() for row in plant(place)]
    return place, [*rows, *rows_of_every_model(place)]


# --- what there is ----------------------------------------------------------------------------------------


@planted("agencies")
def organisation(place: Place) -> Iterator[Any]:
    """The authority, an office, people, appointments, a delegation, an import, a seal among private files."""
    from kaicheng.agencies.models import Delegation, Import

    yield place.agency
    place.agency.seal.save("yinzhang.png", ContentFile(b"\x89PNG\r\n\x1a\n" + MARK.encode()))
    yield an_office(place.agency, f"{MARK}科")
    for role, user in place.bureau.people.items():
        user.first_name = f"{MARK}{role}"
        user.email = f"{role}@{MARK}.example".lower()
        user.save()
        post = post_of(user)
        post.title = f"{MARK}岗"
        post.save()
        if role in SHOWN:
            yield user
            yield post
    lent = Delegation.objects.create(
        membership=post_of(place.person(Role.OFFICE_HEAD)),
        delegate=place.person(Role.INFORMATION_OFFICER),
        valid_from=today(),
        valid_to=today(),
        reason=f"{MARK}学习",
    )
    yield lent
    loaded = Import.objects.create(
        file=f"{MARK}.xlsx",
        digest="0" * 64,
        made_at=timezone.now(),
        made_by=place.person(Role.SYSTEM_ADMINISTRATOR),
    )
    proposed = somebody(Role.ARCHIVIST, place.agency)
    post = post_of(proposed)
    post.imported, post.confirmed_at = loaded, None
    post.save()
    yield loaded
    yield post


@planted("audit")
def trail(place: Place) -> Iterator[Any]:
    """What appointing and setting up left in the authority's chain, and one more event."""
    from kaicheng.agencies.actions.office import ChangeOffice
    from kaicheng.audit.models import Event

    ChangeOffice(place.bureau.other_office, {"name": f"{MARK}业务科"}, by=None).execute()
    yield from Event.objects.filter(chain=place.agency.chain)[:3]


@planted("workbench")
def reaching_people(place: Place) -> Iterator[Any]:
    """A notice, a letter, a reminder's memory, the rules of mail."""
    from kaicheng.workbench.models import Mail, Notice, Reminded, Rules

    user, now = place.person(Role.DISCLOSURE_OFFICER), timezone.now()
    yield Notice.objects.create(user=user, kind="test", text=f"{MARK}通知", url="/gongzuo/", created_at=now)
    yield Mail.objects.create(
        user=user,
        to=user.email,
        kind="test",
        subject=f"{MARK}主题",
        body=f"{MARK}正文",
        created_at=now,
        try_at=now,
    )
    yield Reminded.objects.create(user=user, item=MARK, due=today(), stage="0", at=now)
    yield Rules.objects.create(agency=place.agency)


@planted("accounts")
def sessions(place: Place) -> Iterator[Any]:
    """A sign-in with its device and address."""
    from kaicheng.accounts.models import SignedInSession

    now = timezone.now()
    yield SignedInSession.objects.create(
        user=place.person(Role.REGISTRAR),
        key="k" * 32,
        method="password",
        device=f"{MARK}手机",
        address="203.0.113.7",
        started_at=now,
        seen_at=now,
    )


@planted("cms")
def files(place: Place) -> Iterator[Any]:
    """What the CMS keeps besides pages: a collection, a file, a picture, a folder's history."""
    from wagtail.documents.models import Document
    from wagtail.images.models import Image
    from wagtail.images.tests.utils import get_test_image_file
    from wagtail.models import Collection

    owner = place.person(Role.INFORMATION_OFFICER)
    collection = Collection.get_first_root_node().add_child(name=f"{MARK}集合")
    yield collection
    document = Document(title=f"{MARK}文件", collection=collection, uploaded_by_user=owner)
    document.file.save("wenjian.txt", ContentFile(MARK.encode()))
    yield document
    image = Image(title=f"{MARK}图", collection=collection, uploaded_by_user=owner)
    image.file.save("tu.png", get_test_image_file())
    yield image


@planted("publishing")
def documents(place: Place) -> Iterator[Any]:
    """A draft and a document under review, with their history.

    Whoever has an open platform is known to everybody, so it is an authority of another name, below.
    """
    from wagtail.models import Revision

    from kaicheng.publishing.actions.platform import OpenPlatform
    from kaicheng.publishing.importing.mapping import SourceMapping
    from kaicheng.publishing.importing.running import StartImport
    from tests.publishing.factories import CODE, Publisher, a_draft, submitted

    bureau = a_bureau("示例市公开局", parent=place.agency)
    bureau.agency.organisation_code = CODE
    bureau.agency.save(update_fields=["organisation_code"])
    home = OpenPlatform(bureau.agency, by=None).execute().home
    publisher = Publisher(bureau.agency, bureau.office, bureau.other_office, bureau.people, home)
    place.publisher = publisher
    draft = a_draft(publisher, f"{MARK}草稿", summary=f"{MARK}摘要")
    yield draft
    yield from Revision.objects.for_instance(draft)
    waiting = a_draft(publisher, f"{MARK}待审", created_date=dt.date(2026, 11, 3))
    yield submitted(publisher, waiting)
    yield waiting
    state = waiting.current_workflow_state
    if state is not None:
        yield state
        yield state.current_task_state
    officer = publisher.people[Role.DISCLOSURE_OFFICER]
    rows = b"[]"
    yield StartImport(publisher.agency, rows, f"{MARK}.json", SourceMapping(), by=officer).execute()


@planted("comments")
def said_of_pages(place: Place) -> Iterator[Any]:
    """A colleague's remark on a draft, and an old address that leads to it."""
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import Comment

    from kaicheng.publishing.models import DocumentPage

    draft = DocumentPage.objects.get(title=f"{MARK}草稿")
    yield Comment.objects.create(
        page=draft, user=place.person(Role.DISCLOSURE_OFFICER), text=f"{MARK}批注", contentpath="title"
    )
    yield Redirect.objects.create(old_path=f"/{MARK}", redirect_page=draft)


@planted("reporting")
def reports(place: Place) -> Iterator[Any]:
    """A report that is being written, with its page."""
    from kaicheng.reporting.actions.draft import BeginDraft, WriteSection
    from kaicheng.reporting.models import Section

    assert place.publisher is not None
    officer = place.publisher.people[Role.DISCLOSURE_OFFICER]
    draft = BeginDraft(place.publisher.agency, 2025, by=officer).execute()
    draft = WriteSection(
        draft, Section.OVERVIEW, f"{MARK}年，本局公开信息1条。", done=False, by=officer
    ).execute()
    yield draft
    yield draft.page


@planted("cases")
def requests(place: Place) -> Iterator[Any]:
    """A request for information and who made it."""
    from tests.cases.factories import a_request

    case = a_request(place.bureau, wanted=f"{MARK}的支出情况", applicant={"name": f"{MARK}申请人"})
    yield case
    yield from case._meta.model.objects.filter(pk=case.pk)
