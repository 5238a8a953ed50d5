"""The running text taken apart: paragraphs, sentences, the parts of chapter one."""

from __future__ import annotations

from kaicheng.annual_report.checks.prose import narrative

from .reports import quiet_year


def sentences(text, chapter="overview"):
    return [entry.text for entry in narrative(quiet_year(chapters={chapter: text})).sentences]


def test_lines_that_a_page_wrapped_are_put_together_and_page_numbers_left_out():
    text = (
        "市政府共受理政府信息公开申请 1295 件，办结 1191 件（含\n"
        "上年结转 189 件），均在法定期限内答复。\n— 2 —\n（三）政府信息管理\n规范管理。"
    )
    assert sentences(text) == [
        "市政府共受理政府信息公开申请 1295 件，办结 1191 件（含上年结转 189 件），均在法定期限内答复。",
        "（三）政府信息管理",
        "规范管理。",
    ]


def test_a_numbered_line_begins_a_paragraph_even_after_a_line_without_a_stop():
    assert sentences("及时回复申请人并将所申请的信息发送给申请人\n二是加强管理。") == [
        "及时回复申请人并将所申请的信息发送给申请人",
        "二是加强管理。",
    ]


def test_of_a_chapter_with_a_table_only_real_sentences_are_read():
    assert sentences("一、本年新收\n0\n\n收到申请3件。", "requests") == ["收到申请3件。"]


def test_sentences_know_the_part_of_chapter_one_that_they_stand_in():
    text = (
        "引言。\n（一）主动公开情况。公开3条。\n（二）依申请公开\n1.收到3件。\n（三）处理咨询\n接听3次。\n"
        "（四）特色亮点\n获奖1次。"
    )
    found = {
        entry.text: entry.section for entry in narrative(quiet_year(chapters={"overview": text})).sentences
    }
    assert found["引言。"] == ""
    assert (found["公开3条。"], found["1.收到3件。"], found["接听3次。"]) == ("proactive", "requests", "mail")
    assert found["获奖1次。"] == ""


def test_a_long_sentence_is_quoted_in_part_and_an_endless_one_not_read():
    report = quiet_year(chapters={"overview": "公开" * 150 + "。"})
    (entry,) = narrative(report).sentences
    assert len(entry.place.quote) == 200
    assert sentences("公开" * 2000) == []
