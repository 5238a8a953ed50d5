"""The HTML of a body: pictures, links, and text that does not show."""

from __future__ import annotations

import pytest

from kaicheng.screening import links_of, screen_page

from .planted import IDENTITY


def rules(source, **options):
    return [finding.rule for finding in screen_page(source, field="body", **options)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>正文</p><img src="/a.png">', ["A01"]),
        ('<img src="/a.png" alt="图片">', ["A01"]),
        ('<img src="/a.png" alt="a.png">', ["A01"]),
        ('<img src="/a.png" alt="2024年各月就业人数折线图">', []),
        ('<img src="/a.png" alt="">', []),
        ('<img src="/a.png" role="presentation">', []),
        ('<a href="">详情</a>', ["A02"]),
        ("<a>详情</a>", ["A02"]),
        ('<a href="#">详情</a>', ["A02"]),
        ('<a href="/a.html"></a>', ["A02"]),
        ('<a href="file:///C:/a.doc">附件</a>', ["A02"]),
        ('<a href="http://localhost/a">附件</a>', ["A02"]),
        ('<a id="top"></a><a href="#top">回到顶部</a>', []),
        ('<a href="/a.html">详情</a>', []),
        ('<a href="/a.html"><img src="/b.png" alt="办事大厅"></a>', []),
        ('<a href="mailto:office@example.gov.cn">来信</a>', []),
        (f'<a href="/q?id={IDENTITY}">查询</a>', ["V21"]),
        (f'<p style="display:none">{IDENTITY}</p>', ["V01", "V19"]),
        (f"<!-- {IDENTITY} -->", ["V01", "V19"]),
        (
            f"<table><tr><td>姓名</td><td>身份证号</td></tr><tr><td>张三</td><td>{IDENTITY}</td></tr></table>",
            ["V01"],
        ),
        ("", []),
    ],
)
def test_pages(source, expected):
    assert sorted(rules(source)) == sorted(expected)


def test_dead_links_within_the_site():
    asked = []

    def resolve(address):
        asked.append(address)
        return "there" in address

    source = '<a href="/there.html">甲</a><a href="gone.html">乙</a><a href="https://other.example/x">丙</a>'
    source += '<a href="gone.html">丁</a>'
    base = "https://www.example.gov.cn/a/b.html"
    findings = [
        finding
        for finding in screen_page(source, field="body", base=base, resolve=resolve)
        if finding.rule == "M08"
    ]
    assert [finding.sentences for finding in findings] == [("乙",), ("丁",)]
    assert asked == ["https://www.example.gov.cn/there.html", "https://www.example.gov.cn/a/gone.html"]


def test_links_are_told_apart():
    links = links_of(
        '<a href="/a.pdf">附件</a><img src="b.png"><a href="#c">节</a><a href="http://[bad">坏</a>',
        base="https://e.cn/x/",
    )
    assert [(link.target, link.internal, link.attachment, link.tag) for link in links] == [
        ("https://e.cn/a.pdf", True, True, "a"),
        ("https://e.cn/x/b.png", True, False, "img"),
        ("", False, False, "a"),
        ("", False, False, "a"),
    ]


def test_pages_nested_without_end():
    screen_page("<div>" * 20_000 + "x", field="body")
