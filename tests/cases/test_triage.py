"""What a request may be besides a request is shown with its lawful step, and decided by a person."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.cases.ledger import state_of
from kaicheng.cases.letter_kinds import choices
from kaicheng.cases.triage import KINDS, hints_for
from kaicheng.letters import templates
from tests.cases.factories import a_drafted_letter, a_request, profiled, proven, signed

WANTED = {
    "请依法查处小区门口占道经营，并追究有关人员责任。": {"petition_complaint"},
    "反映某培训机构不退费的问题，要求尽快解决。": {"petition_complaint"},
    "请公开2025年我举报某公司拖欠工资一案的处理结果。": {"petition_complaint"},
    "请问超过退休年龄还能不能参保？为什么我的申请没有批准": {"consultation"},
    "我家房产登记在谁名下，请提供不动产权属档案": {"inquiry"},
    "2024年县年鉴": {"publication"},
    "我的工伤认定记录有误，请更正": {"own_record"},
    "2025年度工伤保险基金支出情况": set(),
    "〔2024〕15号文件《关于调整最低工资标准的通知》": set(),
    "公开本县2023—2025年劳动监察执法人员名单和执法证编号": set(),
}


@pytest.mark.parametrize("text", WANTED)
def test_signs__are_found_in_the_words_of_the_request(text):
    assert {hint.kind.code for hint in hints_for(text)} == WANTED[text]


def test_the_outcome_of_a_complaint__is_information_and_the_hint_says_so():
    asked, wants_action = (
        hints_for(text)[0] for text in ("请公开我举报案件的处理结果", "请查处占道经营，追究责任")
    )
    assert (asked.mixed, wants_action.mixed) == (True, False)
    assert asked.quoted == ("举报",)
    assert "仍然按申请办理" in str(asked.kind.step)


def test_signs__are_found_across_lines_and_wide_letters_and_quoted_once():
    (hint,) = hints_for("举\n报！举报！投 诉！")
    assert hint.quoted == ("举报", "投诉")


def test_every_kind__names_a_letter_that_there_is_and_its_article():
    for kind in KINDS:
        assert kind.letter in templates()
        assert kind.article.cite.zh.startswith("《政府信息公开条例》第")
    assert KINDS[0].article.cite.zh == "《政府信息公开条例》第三十九条第一款"


@pytest.mark.django_db
def test_case_screen__shows_the_hint_until_the_request_is_answered(bureau, client):
    profiled(bureau.agency)
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    case = a_request(bureau, wanted="请依法查处小区门口占道经营，并追究有关人员责任。")
    plain = a_request(bureau)
    client.force_login(officer)
    shown = client.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert "可能是信访、投诉、举报" in shown and "第三十九条第一款" in shown and "由您判断" in shown
    assert reverse("cases_letter_new", args=[case.pk, "L20_answer_not_processed"]) in shown
    case.refresh_from_db()
    assert (case.phase, case.outcome) == ("in_review", ""), "nothing is decided by it"
    assert "受理前先分清" not in client.get(reverse("cases_case", args=[plain.pk])).content.decode()
    on = case.arrived_on
    proven(bureau, case, "petition_complaint", on)
    letter = signed(
        bureau,
        a_drafted_letter(
            bureau, case, "L20_answer_not_processed", "petition_complaint",
            "您要求查处占道经营，是投诉，不是获取政府信息。", on=on, proper_channel="拨打12345热线",
        ),
        on=on,
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.phase, case.row) == ("answered", "not_processed_petition")
    assert letter.number
    assert "受理前先分清" not in client.get(reverse("cases_case", args=[case.pk])).content.decode()


@pytest.mark.django_db
def test_letter_of_the_hint__is_offered_only_where_the_law_permits_it_now(bureau, client):
    case = a_request(bureau, wanted="请问为什么我的申请没有批准")
    on = case.arrived_on
    assert "L03_correction_notice" in {one.kind for one in choices(case, state_of(case, on))}
    client.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    shown = client.get(reverse("cases_case", args=[case.pk])).content.decode()
    late = reverse("cases_letter_new", args=[case.pk, "L03_correction_notice"])
    assert "可能是咨询" in shown and late not in shown, "long after the last day to answer"
