"""Every way that the CMS has of making a page public, tried by a superuser or in a shell."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Page, Task, TaskState, Workflow, WorkflowState, WorkflowTask

from kaicheng.agencies.models import User
from kaicheng.agencies.roles import Role
from kaicheng.publishing.importing.batches import FinishImport, begin, store
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.mapping import SourceMapping
from kaicheng.publishing.importing.running import ConfirmImport, StartImport, carry_out, prepare
from kaicheng.publishing.models import DocumentPage, ImportBatch
from kaicheng.publishing.public import rightly_public
from kaicheng.review.chains import workflow_for
from kaicheng.review.levels import DEFAULT
from kaicheng.review.models import Signature, Submission
from kaicheng.review.people import editors
from tests.publishing.factories import Publisher, a_draft, published, signed_by, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root", password="x")


def now(page: DocumentPage) -> DocumentPage:
    return DocumentPage.objects.get(pk=page.pk)


# --- in a shell or a script ---------------------------------------------------------------------------


def revision_publish(page: DocumentPage, user: User) -> None:
    page.get_latest_revision().publish(user=user)


def page_publish(page: DocumentPage, user: User) -> None:
    page.publish(page.get_latest_revision(), user=user, skip_permission_checks=True)


def publish_action(page: DocumentPage, user: User) -> None:
    action = PublishPageRevisionAction(page.get_latest_revision(), user=user)
    action.execute(skip_permission_checks=True)


def save_live(page: DocumentPage, user: User) -> None:
    page.live = True
    page.save()


def save_live_field(page: DocumentPage, user: User) -> None:
    page.live = True
    page.save(update_fields=["live"])


def scheduled(page: DocumentPage, user: User) -> None:
    revision = page.get_latest_revision()
    revision.approved_go_live_at = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    revision.save()
    call_command("publish_scheduled")


def workflow_started_in_a_shell(page: DocumentPage, user: User) -> None:
    workflow_for(DEFAULT).start(page, user)


def workflow_of_ones_own(page: DocumentPage, user: User) -> None:
    """A workflow with a task that approves by itself, and the CMS's action at its end."""
    workflow = Workflow.objects.create(name="mine")
    task = Task.objects.create(name="nothing")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(page, user)
    state.current_task_state.approve(user=user)


def approved_task_states(page: DocumentPage, user: User) -> None:
    """The submission of an honest author, whose levels a script approves."""
    submission = Submission.objects.get()
    for _level in submission.levels:
        state = WorkflowState.objects.get(pk=submission.state_id)
        state.current_task_state.approve(user=user)


def finished_workflow(page: DocumentPage, user: User) -> None:
    WorkflowState.objects.get(pk=Submission.objects.get().state_id).finish(user=user)


def forged_signatures(page: DocumentPage, user: User) -> None:
    """Rows of signatures that the trail does not tell of."""
    submission = Submission.objects.get()
    for number, level in enumerate(submission.levels):
        Signature.objects.create(
            submission=submission,
            revision=submission.revision,
            level=level,
            user=User.objects.create(username=f"forged{number}"),
            post="局长",
            content_hash=submission.content_hash,
            at=dt.datetime.now(dt.UTC),
        )
    submission.revision.publish(user=user)


def overwritten_revision(page: DocumentPage, user: User) -> None:
    """Content put into a revision after everybody has signed it."""
    revision = Submission.objects.get().revision
    revision.content = {**revision.content, "title": "换掉的标题"}
    revision.save()
    revision.publish(user=user)


IN_A_SHELL: list[Callable[[DocumentPage, User], None]] = [
    revision_publish,
    page_publish,
    publish_action,
    save_live,
    save_live_field,
    scheduled,
    workflow_started_in_a_shell,
    workflow_of_ones_own,
]
ON_A_SUBMISSION: list[Callable[[DocumentPage, User], None]] = [
    approved_task_states,
    finished_workflow,
    forged_signatures,
]


@pytest.mark.parametrize("way", IN_A_SHELL)
def test_script__does_not_publish_a_draft(publisher, superuser, way):
    page = a_draft(publisher)
    with pytest.raises(PermissionDenied):
        way(page, superuser)
    assert not now(page).live


@pytest.mark.parametrize("way", ON_A_SUBMISSION)
def test_script__does_not_sign_for_others(publisher, superuser, way):
    page = a_draft(publisher)
    submitted(publisher, page)
    with pytest.raises(PermissionDenied):
        way(page, superuser)
    assert not now(page).live


def test_content_changed_after_the_signatures__is_not_published(publisher, superuser):
    page = published(publisher)
    with pytest.raises(PermissionDenied):
        overwritten_revision(page, superuser)
    assert now(page).title != "换掉的标题"


def test_new_page__is_a_draft_whatever_it_says(publisher):
    page = DocumentPage(title="直接公开", office=publisher.office, live=True)
    publisher.column().add_child(instance=page)
    assert not now(page).live


def test_copy__of_a_public_page_is_a_draft(publisher, superuser):
    page = published(publisher)
    copy = page.copy(update_attrs={"slug": "copy", "index_number": None}, keep_live=True, user=superuser)
    assert not now(copy).live


def test_alias_and_translation__are_refused(publisher):
    page = published(publisher)
    with pytest.raises(PermissionDenied):
        page.create_alias(update_slug="alias", parent=publisher.column("art20_01"))
    with pytest.raises(PermissionDenied):
        page.copy_for_translation(page.locale)


def test_alias_made_by_the_action_itself__shows_nothing(publisher, client):
    """Page.create_alias refuses; the action behind it, and a row that says it is one, show nothing either."""
    page, row = published(publisher), a_draft(publisher, "别的草稿")
    with suppress(PermissionDenied, IntegrityError), transaction.atomic():
        CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)
    Page.objects.filter(pk=row.pk).update(alias_of=page.pk)
    page.body += "<p>第二版。</p>"
    page.save_revision(user=publisher.author)
    signed_by(submitted(publisher, now(page)), publisher.head, publisher.leader)
    assert "第二版" in now(page).body
    aliases = DocumentPage.objects.exclude(pk=page.pk)
    assert aliases.exists()
    for alias in aliases:
        assert not rightly_public(alias)
        assert client.get(alias.url).status_code == 404
    for alias in aliases.filter(alias_of__isnull=False):
        with pytest.raises(PermissionDenied):
            alias.create_alias(update_slug="further")


def test_copy_with_its_versions__is_a_draft_whose_versions_cannot_be_published(publisher, superuser):
    page = published(publisher)
    copy = page.copy(
        update_attrs={"slug": "copy", "index_number": None},
        copy_revisions=True,
        keep_live=True,
        user=superuser,
    )
    assert not now(copy).live and not rightly_public(now(copy))
    for revision in copy.revisions.all():
        with pytest.raises(PermissionDenied):
            revision.publish(user=superuser)


def test_translation_by_the_action_itself__is_a_draft(publisher, superuser):
    page = published(publisher)
    english = Locale.objects.create(language_code="en")
    for alias in (False, True):
        with suppress(PermissionDenied, ValidationError):
            CopyPageForTranslationAction(
                page, english, copy_parents=True, alias=alias, user=superuser
            ).execute(skip_permission_checks=True)
    assert [one.pk for one in DocumentPage.objects.live()] == [page.pk]


def test_version_overwritten_by_saving_by_itself__has_no_signatures(publisher, client, superuser):
    """The CMS's saving by itself writes into the version that was signed, when it is told to."""
    page = a_draft(publisher)
    submission = submitted(publisher, page)
    revision = submission.revision
    page.title = "换掉的标题"
    with suppress(PermissionDenied):
        page.save_revision(user=superuser, overwrite_revision=revision)
    client.force_login(superuser)
    given = {**form_of(page), "title": "换掉的标题", "overwrite_revision_id": revision.pk}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), given)
    submission.refresh_from_db()
    with suppress(PermissionDenied, ValidationError):
        signed_by(submission, publisher.head, publisher.leader)
    assert not now(page).live or now(page).title != "换掉的标题"


def test_interface_of_the_cms__publishes_nothing(publisher, client, superuser):
    page = a_draft(publisher)
    client.force_login(superuser)
    api = "/gongzuo/api/main/pages"
    answers = [
        client.post(f"{api}/{page.pk}/action/{action}/", {}, content_type="application/json").status_code
        for action in (
            "publish",
            "copy",
            "create_alias",
            "convert_alias",
            "copy_for_translation",
            "unpublish",
        )
    ]
    answers.append(
        client.patch(f"{api}/{page.pk}/", {"live": True}, content_type="application/json").status_code
    )
    assert all(status >= 400 for status in answers[:1] + answers[2:]), answers
    assert not DocumentPage.objects.live().exists()


def test_public_page__is_not_changed_in_place(publisher):
    page = published(publisher)
    page.body = "<p>换掉的正文</p>"
    with pytest.raises(PermissionDenied):
        page.save()


def test_public_page__is_not_changed_in_place_by_an_object_that_says_it_was_signed(publisher):
    page = published(publisher)
    page.body = "<p>换掉的正文</p>"
    page.signed_hash = page.content_hash
    with pytest.raises(PermissionDenied):
        page.save()
    assert "换掉" not in now(page).body


def test_earlier_version__is_not_published_again_by_reverting(publisher, superuser):
    page = published(publisher)
    first = page.live_revision
    page.body += "<p>第二版。</p>"
    page.save_revision(user=publisher.author)
    signed_by(submitted(publisher, now(page)), publisher.head, publisher.leader)
    reverted = first.as_object().save_revision(user=superuser, previous_revision=first)
    with pytest.raises(PermissionDenied):
        reverted.publish(user=superuser, previous_revision=first)
    with pytest.raises(PermissionDenied):
        first.publish(user=superuser)
    assert "第二版" in now(page).body


def test_masked_copy__is_not_signed_by_who_wrote_the_original(publisher):
    original = a_draft(publisher)
    original.save_revision(user=publisher.head)
    copy = a_draft(publisher, masked_from=original)
    assert {publisher.author.pk, publisher.head.pk} <= editors(copy.latest_revision)


def test_public_page__is_neither_deleted_nor_taken_down_without_a_reason(publisher):
    page = published(publisher)
    with pytest.raises(PermissionDenied):
        page.unpublish()
    with pytest.raises(PermissionDenied):
        page.delete()
    assert now(page).live


def test_row_made_live_in_the_database__is_shown_to_nobody(publisher, client):
    page = a_draft(publisher)
    DocumentPage.objects.filter(pk=page.pk).update(
        live=True, live_revision=page.latest_revision, signed_hash=page.content_hash
    )
    assert not rightly_public(now(page))
    assert client.get(page.url).status_code == 404


# --- in the CMS's own screens ---------------------------------------------------------------------------


def form_of(page: DocumentPage) -> dict[str, object]:
    formset = {
        f"{name}-{kind}": value
        for name in ("attachments", "issuers", "comments")
        for kind, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0))
    }
    return {
        **formset,
        "title": page.title,
        "kind": page.kind,
        "office": page.office_id,
        "body": page.body,
        "topic": page.topic,
        "genre": page.genre,
        "attribute": page.attribute,
        "summary": page.summary,
        "item": page.item,
        "created_date": "2026-11-02",
    }


PAGE_WAYS = [
    ("wagtailadmin_pages:edit", {"action-publish": "1"}),
    ("wagtailadmin_pages:edit", {"action-submit": "1"}),
    ("wagtailadmin_pages:edit", {"action-publish": "1", "go_live_at": "2026-01-01 00:00"}),
    ("wagtailadmin_pages:unpublish", {}),
    (
        "wagtailadmin_pages:copy",
        {"new_title": "副本", "new_slug": "copy", "publish_copies": "on", "new_parent_page": ""},
    ),
    ("wagtailadmin_pages:delete", {}),
    ("wagtailadmin_pages:move", {}),
    ("wagtailadmin_pages:convert_alias", {}),
]


@pytest.mark.parametrize("who", ["superuser", "author", "leader"])
@pytest.mark.parametrize("address, data", PAGE_WAYS, ids=lambda value: str(value)[:40])
def test_screen__makes_nothing_public(client, publisher: Publisher, superuser, who, address, data):
    page = a_draft(publisher)
    user = superuser if who == "superuser" else getattr(publisher, who)
    client.force_login(user)
    if "new_parent_page" in data:
        data = {**data, "new_parent_page": publisher.column().pk}
    before = set(Page.objects.filter(live=True).values_list("pk", flat=True))
    client.post(reverse(address, args=[page.pk]), {**form_of(page), **data})
    assert set(Page.objects.filter(live=True).values_list("pk", flat=True)) <= before
    assert not TaskState.objects.filter(status="approved").exists()


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_bulk_action__changes_nothing_public(client, publisher, superuser, action):
    draft, public = a_draft(publisher, "草稿"), published(publisher, "已公开")
    client.force_login(superuser)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    client.post(f"{address}?id={draft.pk}&id={public.pk}", {"chooser": publisher.column().pk})
    assert (now(draft).live, now(public).live) == (False, True)
    assert now(public).get_parent().pk == publisher.column().pk


def test_workflow_screen__neither_approves_nor_restarts(client, publisher, superuser):
    page = a_draft(publisher)
    submission = submitted(publisher, page)
    client.force_login(superuser)
    task = submission.state.current_task_state
    for name in ("approve", "reject"):
        client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, name, task.pk]))
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {**form_of(page), "action-restart-workflow": "1"}
    )
    task.refresh_from_db()
    assert task.status == "in_progress" or submission.signatures.count() == 1
    assert not now(page).live


# --- by an import -----------------------------------------------------------------------------------


def an_import(publisher: Publisher) -> ImportBatch:
    """One that the disclosure officer has prepared; its row is stored, as when a worker was killed."""
    row = [{"标题": "混进来的通知", "发布日期": "2020-01-02", "正文": "<p>正文</p>"}]
    officer = publisher.people[Role.DISCLOSURE_OFFICER]
    data = json.dumps(row).encode()
    batch = StartImport(publisher.agency, data, "列表.json", SourceMapping(), by=officer).execute()
    prepare.call(batch.pk)
    batch.refresh_from_db()
    store(batch, publisher.office, [Incoming("混进来的通知", dt.date(2020, 1, 2), "zhudong/minsheng")])
    return batch


def finished_in_a_shell(batch: ImportBatch) -> None:
    FinishImport(batch, by=None).execute()


def carried_out_in_a_shell(batch: ImportBatch) -> None:
    carry_out.call(batch.pk)


def written_as_confirmed(batch: ImportBatch) -> None:
    """A row that says that somebody has confirmed it."""
    leader = User.objects.filter(memberships__role=Role.LEADER_IN_CHARGE).first()
    ImportBatch.objects.filter(pk=batch.pk).update(confirmed_at=dt.datetime.now(dt.UTC), confirmed_by=leader)
    carry_out.call(batch.pk)
    FinishImport(ImportBatch.objects.get(pk=batch.pk), by=None).execute()


def written_as_the_machines(batch: ImportBatch) -> None:
    """A row that says that nobody has prepared it."""
    ImportBatch.objects.filter(pk=batch.pk).update(by=None)
    FinishImport(ImportBatch.objects.get(pk=batch.pk), by=None).execute()


def written_as_finished(batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(by=None, finished_at=dt.datetime.now(dt.UTC))


def confirmed_by_the_machine(batch: ImportBatch) -> None:
    ConfirmImport(batch, seen=batch.rows_digest, by=None).execute()


def confirmed_by_a_superuser(batch: ImportBatch) -> None:
    root = User.objects.create_superuser("root", password="x")
    ConfirmImport(batch, seen=batch.rows_digest, by=root).execute()


@pytest.mark.parametrize(
    "way",
    [
        finished_in_a_shell,
        carried_out_in_a_shell,
        written_as_confirmed,
        written_as_the_machines,
        written_as_finished,
        confirmed_by_the_machine,
        confirmed_by_a_superuser,
    ],
)
def test_import_by_one_person__makes_nothing_public(publisher, client, way):
    batch = an_import(publisher)
    with suppress(PermissionDenied, ValidationError):
        way(batch)
    for page in DocumentPage.objects.all():
        assert not rightly_public(page)
        assert client.get(page.url).status_code == 404


def test_import__brings_nothing_that_must_not_be_public_whoever_stores_it(publisher):
    """Neither a command at the shell nor the action after it lets a leak through."""
    batch = begin(publisher.agency, "原网站", dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    leak = Incoming("通知", dt.date(2020, 1, 2), "zhudong/minsheng", "<p>身份证号513401198801011234。</p>")
    assert store(batch, publisher.office, [leak]) == 0
    assert not DocumentPage.objects.exists()
