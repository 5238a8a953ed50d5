"""An authority's own table of masking makes its masked copies; its lists are what checks know."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.publishing.actions.masked import MakeMaskedCopy
from kaicheng.publishing.checking import findings_of
from kaicheng.publishing.conventions import choices
from kaicheng.publishing.conventions.actions import SetScreeningRules
from kaicheng.publishing.models import ScreeningRules
from kaicheng.screening import conventions
from tests.agencies.factories import today
from tests.publishing.factories import Publisher, a_draft, a_publisher, published

pytestmark = pytest.mark.django_db


def rules(
    publisher: Publisher, masking: dict[str, object] | None = None, **lists: list[str]
) -> ScreeningRules:
    officer = publisher.people[Role.DISCLOSURE_OFFICER]
    return SetScreeningRules(publisher.agency, masking or {}, lists, by=officer).execute()  # type: ignore[arg-type]


def found(page, rule: str) -> list[str]:
    return [one.message.zh for one in findings_of(page, today()) if one.rule == rule]


def test_masked_copy__is_made_by_the_authoritys_own_table(publisher):
    body = "<p>申请人身份证号：11010519491231002X，手机13800001234。</p>"
    before = MakeMaskedCopy(a_draft(publisher, body=body), by=publisher.author).execute().page
    assert "110105********002X" in before.body
    rules(publisher, {"identity_number": {"all": True}, "mobile": {"front": 3, "back": 2}})
    after = MakeMaskedCopy(a_draft(publisher, "另一件", body=body), by=publisher.author).execute().page
    assert "身份证号：****，手机138******34" in after.body
    other = a_publisher("示例市别的局")
    assert "138****1234" in MakeMaskedCopy(a_draft(other, body=body), by=other.author).execute().page.body


def test_paper_that_is_not_public__is_told_in_drafts_and_texts_are_looked_at_anew(publisher):
    page = a_draft(publisher, body="<p>根据西委办〔2024〕12号文件，现将有关事项通知如下。</p>")
    assert found(page, "V17") == []
    rules(publisher, not_public=["西委办〔2024〕12号"])
    assert found(page, "V17") != []


def test_paper_that_no_public_text_is_known_of__is_told_where_its_issuer_publishes(publisher):
    """Of issuers that publish elsewhere nobody here can tell."""
    cited = "<p>根据西人社发〔2024〕12号、国发〔2018〕32号文件，现将有关事项通知如下。</p>"
    page = a_draft(publisher, body=cited)
    assert found(page, "V17") == []
    made = {"created_date": dt.date(2024, 5, 6)}
    published(publisher, "关于另一件事的通知", document_number="西人社发〔2024〕11号", **made)
    page = a_draft(publisher, "又一件通知", body=cited)
    (told,) = found(page, "V17")
    assert "西人社发〔2024〕12号" in told
    published(publisher, "关于这件事的通知", document_number="西人社发〔2024〕12号", **made)
    assert found(a_draft(publisher, "第三件通知", body=cited), "V17") == []


def test_trace_of_a_secret_copy__stops_a_draft(publisher):
    page = a_draft(publisher, body="<p>本件由机要室转抄，请各科室组织学习。</p>")
    assert found(page, "V16") == []
    rules(publisher, secret_copy=["机要室转抄"])
    assert found(page, "V16") != []


def test_duty_mobile__is_no_leak_once_it_is_known(publisher):
    page = a_draft(publisher, body="<p>联系人手机13800001234。</p>")
    assert found(page, "V02") != []
    rules(publisher, telephones=["13800001234"])
    assert found(page, "V02") == []


def test_table__may_be_stricter_than_the_platforms_but_never_looser(publisher):
    with pytest.raises(ValidationError, match="露出更多"):
        rules(publisher, {"mobile": {"front": 5, "back": 4}})
    with pytest.raises(ValidationError, match="太短"):
        rules(publisher, secret_copy=["密"])
    with pytest.raises(ValidationError, match="没有改动"):
        rules(publisher, dict(conventions()))
    assert not ScreeningRules.objects.exists()


def test_every_kind__has_a_sample_and_comes_back_as_it_was_chosen():
    for kind, _name in choices.masked_kinds():
        for way in (choices.PLATFORM, choices.STRICT, choices.ALL):
            convention = choices.convention_of(kind, way, 0, 0)
            assert choices.shown(kind, convention) != choices.SAMPLES[kind]
            assert choices.convention_of(kind, *choices.way_of(kind, {kind: convention})) == convention
            assert not choices.shows_too_much(kind, convention)


def test_page__shows_what_is_set_and_the_trail_does_not_tell_the_words(client, publisher):
    client.force_login(publisher.people[Role.DISCLOSURE_OFFICER])
    where = reverse("publishing_conventions")
    form = client.get(where).context["form"]
    given = {name: field.initial for name, field in form.fields.items()}
    assert "没有改动" in client.post(where, given).text
    loose = client.post(where, {**given, "mobile": "own", "mobile_front": 9, "mobile_back": 0})
    assert "露出更多" in loose.text
    given |= {"mobile": "own", "mobile_front": 0, "mobile_back": 4, "not_public": "西委办〔2024〕12号\n\n"}
    assert client.post(where, given).status_code == 302
    assert ScreeningRules.objects.get().masking == {"mobile": {"front": 0, "back": 4}}
    again = client.get(where).context["form"]
    assert (again.fields["mobile"].initial, again.fields["mobile_back"].initial) == ("own", 4)
    event = Event.objects.get(action="publishing.screening.changed")
    assert event.facts["what"] == "脱敏约定、没有公开的文件"
    client.force_login(publisher.author)
    assert client.get(where).status_code == 403
