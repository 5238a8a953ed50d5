"""Composing: what is missing is named, fixed parts stay, edits go in, and the same gives the same."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from kaicheng.letters import (
    Authority,
    BadLetter,
    Extension,
    Facts,
    Item,
    Letter,
    MissingFacts,
    NotEditable,
    NoTemplate,
    Party,
    PartyKind,
    Role,
    Withheld,
    WrongOutcome,
    compose,
    facts_from_json,
    facts_to_json,
    letter_from_json,
    to_docx,
    to_pdf,
    to_text,
)
from kaicheng.statute import BadValue, Channel, Conventions, RemedyRule, conventions

from .cases import BUREAU, GIVEN, base, case, cases
from .golden import ON

REFUSED, FACTS = cases()["L16.refused_process_information"]


def text_of(letter: Letter, part: str) -> list[str]:
    return [block.text for block in letter.blocks if block.part == part]


def test_all_that_is_missing_is_named_at_once() -> None:
    bare = base(Authority(name="青山县人力资源和社会保障局", kind="local_department"), outcome="not_held")
    with pytest.raises(MissingFacts) as caught:
        compose("L17_answer_not_held", bare, on=ON)
    assert str(caught.value).startswith("还差：处理结果的具体情形")
    with pytest.raises(MissingFacts) as caught:
        compose("L17_answer_not_held", replace(bare, variant="does_not_exist"), on=ON)
    assert str(caught.value) == (
        "还差：检索日期、检索人、检索范围、检索方法和关键词、检索结果、本机关地址和联系电话（机关资料）。"
    )
    assert caught.value.message.en.startswith("Still missing: day of the search")


@pytest.mark.parametrize("name", cases())
def test_whatever_is_not_known_is_named_by_its_own_name(name: str) -> None:
    """Facts taken away one by one: the letter is written without, or says what it wants."""
    kind, facts = cases()[name]
    for field in fields(Facts):
        known = getattr(facts, field.name)
        if not known or field.name in ("authority", "applicant", "received_on", "channel", "evidence"):
            continue
        empty = () if isinstance(known, tuple) else None if not isinstance(known, str) else ""
        try:
            letter = compose(kind, replace(facts, **{field.name: empty}), on=ON)
        except MissingFacts as error:
            assert error.names and "还差：" in str(error)
            if field.name not in ("outcome", "variant", "items"):
                assert "variant" not in error.names, field.name
        else:
            assert "None" not in letter.text


def test_a_form_is_printed_with_what_is_known() -> None:
    kind, facts = cases()["L01"]
    (table,) = compose(kind, replace(facts, wanted_form="", due_on=None), on=ON).all(Role.TABLE)
    assert dict(table.rows)["要求的提供形式"] == dict(table.rows)["答复期限"] == ""
    kind, facts = cases()["L25"]
    with pytest.raises(MissingFacts, match="所送达的文书"):
        compose(kind, replace(facts, service=None), on=ON)


def test_the_profile_must_name_court_and_body() -> None:
    for field, label in (("court", "有管辖权的人民法院名称"), ("own_government", "本级人民政府名称")):
        with pytest.raises(MissingFacts, match=label):
            compose(REFUSED, replace(FACTS, authority=replace(BUREAU, **{field: ""})), on=ON)
    # The higher department reconsidered until the end of 2023 only.
    compose(REFUSED, replace(FACTS, authority=replace(BUREAU, higher_department="")), on=ON)
    with pytest.raises(MissingFacts, match="上一级主管部门名称"):
        compose(
            REFUSED, replace(FACTS, authority=replace(BUREAU, higher_department="")), on=date(2023, 12, 1)
        )


def test_service_through_the_internet_names_where_to_apply_on_line() -> None:
    online = replace(FACTS, served_online=True)
    with pytest.raises(MissingFacts, match="在线申请行政复议的途径"):
        compose(REFUSED, online, on=ON)
    known = replace(online, authority=replace(BUREAU, online_reconsideration="全国行政复议服务平台"))
    (remedy,) = compose(REFUSED, known, on=ON).all(Role.REMEDY)
    assert remedy.text.endswith("可以通过全国行政复议服务平台在线申请行政复议。")
    compose(REFUSED, online, on=date(2023, 12, 1))


def test_an_outcome_has_its_own_letter() -> None:
    with pytest.raises(WrongOutcome, match="不予公开答复书不能用于“予以公开”，只用于：属于国家秘密"):
        compose(REFUSED, replace(FACTS, outcome="granted"), on=ON)
    with pytest.raises(WrongOutcome, match="不能用于“nonsense”"):
        compose(REFUSED, replace(FACTS, outcome="nonsense"), on=ON)
    with pytest.raises(WrongOutcome, match="可以是：does_not_exist、other_agency"):
        compose("L17_answer_not_held", case("not_held", "elsewhere"), on=ON)
    with pytest.raises(WrongOutcome, match="可以是：corrected、not_corrected、transferred、redirected"):
        kind, facts = cases()["L23.corrected"]
        compose(kind, replace(facts, variant="forgotten"), on=ON)
    with pytest.raises(MissingFacts, match="处理结果"):
        compose(REFUSED, replace(FACTS, outcome=""), on=ON)
    with pytest.raises(WrongOutcome, match="没有对应的答复表述"):
        kind, facts = cases()["L15"]
        compose(kind, replace(facts, withheld=(Withheld("附件", "withdrawn", "没有理由"),)), on=ON)


def test_no_such_letter_version_or_day() -> None:
    with pytest.raises(NoTemplate, match="没有这种文书：L99"):
        compose("L99", FACTS, on=ON)
    with pytest.raises(NoTemplate, match="没有第9版模板；现有版本：1"):
        compose(REFUSED, FACTS, on=ON, version=9)
    with pytest.raises(NoTemplate, match="没有2019年5月14日可用的模板"):
        compose(REFUSED, FACTS, on=date(2019, 5, 14))


def test_an_unknown_kind_of_authority_is_told() -> None:
    with pytest.raises(BadValue, match="没有这种机关类型"):
        compose(REFUSED, replace(FACTS, authority=replace(BUREAU, kind="club")), on=ON)


def test_fixed_parts_cannot_be_edited_and_unknown_ones_are_told() -> None:
    with pytest.raises(
        NotEditable, match=r"“decision”是固定部分，不能修改。.*可以修改的部分：reasons、separation"
    ):
        compose(REFUSED, FACTS, on=ON, edits={"decision": "决定予以公开。"})
    with pytest.raises(NotEditable, match="“remedy”是固定部分"):
        compose(REFUSED, FACTS, on=ON, edits={"remedy": "不得起诉。"})
    with pytest.raises(NotEditable, match="“title”不是本文书的内容"):
        compose(REFUSED, FACTS, on=ON, edits={"title": "通知"})
    with pytest.raises(NotEditable, match="“reasons”不能留空"):
        compose(REFUSED, FACTS, on=ON, edits={"reasons": " \n\u3000"})


def test_an_edit_is_taken_as_it_stands_each_line_a_paragraph() -> None:
    edit = "第一段{reasons}。\r\n\n第二段“引文”\x00\u2028。"
    letter = compose(REFUSED, FACTS, on=ON, edits={"reasons": edit})
    assert text_of(letter, "reasons") == ["第一段{reasons}。", "第二段“引文”。"]
    assert all(block.editable for block in letter.blocks if block.part == "reasons")
    assert [block.part for block in letter.blocks if block.editable] == ["reasons", "reasons", "separation"]


def test_an_edit_stands_in_for_facts_that_only_its_default_needs() -> None:
    kind, facts = cases()["L05"]
    reasonless = replace(facts, extension=Extension(20, "", date(2026, 4, 28)))
    with pytest.raises(MissingFacts, match="延期的理由"):
        compose(kind, reasonless, on=ON)
    letter = compose(kind, reasonless, on=ON, edits={"reason": "因需要调阅馆藏档案，不能按期答复。"})
    assert text_of(letter, "reason") == ["因需要调阅馆藏档案，不能按期答复。"]


def test_what_may_be_dropped_is_dropped() -> None:
    kind, facts = cases()["L03"]
    assert text_of(compose(kind, facts, on=ON), "help")
    assert not text_of(compose(kind, facts, on=ON, edits={"help": ""}), "help")


def test_several_items_stand_in_a_list_and_one_in_the_sentence() -> None:
    kind, facts = cases()["L18"]
    assert text_of(compose(kind, facts, on=ON), "items") == []
    several = replace(facts, items=(Item("甲文件。"), Item("含“引号”的\n乙文件；")))
    letter = compose(kind, several, on=ON)
    assert text_of(letter, "opening")[0].endswith("你申请公开下列2项信息：")
    assert text_of(letter, "items") == ["1.“甲文件”；", "2.“含‘引号’的；乙文件”。"]


def test_an_organisation_is_spoken_to_as_one() -> None:
    company = replace(FACTS, applicant=Party("某公司", PartyKind.ORGANISATION))
    text = compose(REFUSED, company, on=ON).text
    assert "你单位申请公开" in text and "收到你单位邮寄提交" in text


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_its_words(channel: Channel) -> None:
    (opening,) = text_of(compose(REFUSED, replace(FACTS, channel=channel), on=ON), "opening")
    assert "收到你" in opening and channel.value not in opening


def test_the_course_of_the_case_is_told_where_there_was_one() -> None:
    longer = replace(
        FACTS,
        corrected_on=date(2026, 3, 9),
        consulted_on=date(2026, 3, 10),
        third_party_opinion="不同意公开",
        extension=Extension(10, "需要征求意见", date(2026, 4, 20)),
    )
    text = compose(REFUSED, longer, on=ON).text
    assert "并于2026年3月9日收到你补正后的申请" in text
    assert "于2026年3月10日依法书面征求第三方的意见，所需时间不计算在答复期限内" in text
    assert "答复期限延长10个工作日" in text


def test_the_authoritys_own_conventions_are_followed() -> None:
    kind, facts = cases()["L22"]
    strict: Conventions = replace(conventions(), inquiry_remedy=RemedyRule.FIRST, correction_limit_days=10)
    (remedy,) = compose(kind, replace(facts, settings=strict), on=ON).all(Role.REMEDY)
    assert "应当先" in remedy.text
    kind, facts = cases()["L03"]
    assert "10个工作日内" in text_of(compose(kind, replace(facts, settings=strict), on=ON), "limit")[0]


def test_a_partial_answer_may_withhold_nothing_but_inquiries() -> None:
    kind, facts = cases()["L15"]
    only = (Withheld("不动产登记资料", "refused_administrative_inquiry", "应当按照专门规定查询"),)
    inquiry = replace(
        facts, withheld=only, inquiry_matter="不动产登记资料", inquiry_rule="《不动产登记暂行条例》"
    )
    with pytest.raises(MissingFacts, match="应当通过的渠道"):
        compose(kind, inquiry, on=ON)
    (remedy,) = compose(kind, replace(inquiry, proper_channel="到登记机构查询"), on=ON).all(Role.REMEDY)
    assert "应当先" not in remedy.text


def test_items_that_all_leave_a_choice_have_one_paragraph() -> None:
    kind, facts = cases()["L30"]
    items = (facts.items[0], facts.items[2])
    (remedy,) = compose(kind, replace(facts, items=items), on=ON).all(Role.REMEDY)
    assert remedy.text.count("如对") == 1 and "6个月" in remedy.text
    with pytest.raises(MissingFacts, match="每一项不予公开、不予提供或者不予处理的理由"):
        compose(kind, replace(facts, items=(replace(items[1], reasons=""), items[0])), on=ON)
    with pytest.raises(MissingFacts, match="每一项所提供的信息"):
        compose(kind, replace(facts, items=(replace(items[0], detail=""), items[1])), on=ON)
    with pytest.raises(MissingFacts, match="每一项的处理结果"):
        compose(kind, replace(facts, items=(Item("甲"), Item("乙"))), on=ON)


def test_one_enclosure_has_no_number() -> None:
    kind, facts = cases()["L13"]
    one = compose(kind, replace(facts, given=GIVEN[:1]), on=ON)
    assert [block.text for block in one.all(Role.ATTACHMENT)] == [
        "附件：《关于印发青山县公益性岗位管理办法的通知》（共6页）"
    ]


def test_a_draft_has_no_number_yet() -> None:
    letter = compose(REFUSED, replace(FACTS, number=""), on=ON)
    assert letter.all(Role.NUMBER) == ()


@pytest.mark.parametrize("name", cases())
def test_the_stored_record_gives_the_same_letter_byte_for_byte(name: str) -> None:
    kind, facts = cases()[name]
    letter = compose(kind, facts, on=ON)
    kept = letter_from_json(letter.to_json())
    assert kept == letter
    known: Facts = facts_from_json(facts_to_json(facts))
    assert known == facts
    again = compose(kept.kind, known, on=kept.on, edits=dict(kept.edits), version=kept.version)
    assert again == letter
    assert to_text(again) == to_text(letter)


def test_the_same_letter_gives_the_same_files() -> None:
    letter = compose(REFUSED, FACTS, on=ON)
    assert to_docx(letter) == to_docx(letter)
    assert to_pdf(letter) == to_pdf(letter)


@pytest.mark.parametrize("broken", [None, {}, {"schema": "kaicheng/letter/9"}, [], "letter"])
def test_a_broken_record_is_told(broken: object) -> None:
    with pytest.raises(BadLetter, match="存档的文书无法读取"):
        letter_from_json(broken)
    with pytest.raises(BadLetter, match="存档的文书事实无法读取"):
        facts_from_json(broken)


def test_facts_of_a_newer_version_are_refused() -> None:
    written = facts_to_json(FACTS)
    for change in ({"new_field": 1}, {"number": 12}, {"received_on": "yesterday"}, {"items": [{"txt": "a"}]}):
        with pytest.raises(BadLetter):
            facts_from_json({**written, **change})
