"""Whatever comes in, nothing active goes out, no text is lost, and a clean body stays as it is."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaicheng.conversion import NotReadable, clean, diff, text_of
from kaicheng.conversion.blocks import Align
from kaicheng.conversion.markup import CHANGE_TAGS, TAGS

ALLOWED = {
    ("a", "href"),
    ("img", "src"),
    ("img", "alt"),
    ("ol", "start"),
    *((cell, name) for cell in ("td", "th") for name in ("colspan", "rowspan")),
    ("th", "scope"),
    *((tag, "class") for tag in ("p", "h2", "h3", "h4", "td", "th", "figure")),
}
LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/))\S*", re.IGNORECASE)


class _Inspector(HTMLParser):
    """Fails on anything that is not on the list, and on tags that do not close each other."""

    def __init__(self, tags: frozenset[str]) -> None:
        super().__init__()
        self._tags = tags
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self._tags
        for name, value in attrs:
            assert (tag, name) in ALLOWED
            if name == "href":
                assert value is not None
                assert LINK.fullmatch(value)
            if name == "src":
                assert value is not None
                assert re.fullmatch(
                    r"image:\d+" if self._tags is TAGS else r"image:\d+|/(?!/)\S+|https?://\S+", value
                )
            if name == "class":
                assert value in set(Align)
        if tag not in ("br", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def close(self) -> None:
        super().close()
        assert not self._open


def inspect(markup: str, tags: frozenset[str] = TAGS) -> None:
    inspector = _Inspector(tags)
    inspector.feed(markup)
    inspector.close()


VECTORS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='javascript:alert(1)'>",
    "<img src=image:1 onerror=alert(1)>",
    '<img src="image:1&quot; onerror=&quot;alert(1)">',
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href='//evil.example.org'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='https://x\" onclick=\"alert(1)'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p class='doc-title\" onclick=\"alert(1)'>x</p>",
    "<table background=javascript:alert(1)><td>x<td>y",
    "<td colspan='1\" onmouseover=\"alert(1)'>x",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x><applet code=x>",
    "<base href=https://evil.example.org/><link rel=stylesheet href=x><meta http-equiv=refresh content=0>",
    "<form action=https://evil.example.org><input name=p><button>go</button></form>",
    "<style>@import 'https://evil.example.org'</style>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='x'?>",
    "<xmp><script>alert(1)</script></xmp><plaintext><script>",
    "<textarea></textarea><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<select><option><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
    "<li value='1\" onclick=\"alert(1)'>x",
    "<ol start='2\" onclick=\"alert(1)'><li>x",
    "<a href=https://a><table><td><a href=javascript:b>x",
    "<b><p><i></b></p>x",
    "<h2><h3><p><li><ul>x",
    "\ud800<p>x",
    "&#xD800;&#0;&#x202E;x",
    "<img src='data:image/png;base64,PHNjcmlwdD4='>",
    "<img src='data:text/html;base64,iVBORw0KGgo='>",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_active_passes(vector: str) -> None:
    body = clean(vector)
    inspect(body.html)
    assert clean(body.html).html == body.html
    inspect(diff("<p>x</p>", vector), CHANGE_TAGS)
    inspect(diff(vector, "<p>x</p>"), CHANGE_TAGS)


TAG = re.compile(r"<[^>]*>|&\S+;")
FRAGMENTS = TAG.findall("""
    <p> </p> <p align=center> <p align=right> <div> </div> <b> </b> <span> </span> <center> <figure> <hr> <br>
    <table> </table> <tr> <td> </td> <th> <th scope=row> <thead> <tbody> <tfoot> <caption> <td colspan=3>
    <td rowspan=2> <td rowspan=0> <ul> <ol> <ol start=7> <li> </li> </ul> </ol> <h1> </h1> <h3> <h6>
    <blockquote> </blockquote> <a href=https://a> </a> <img src=image:3> <pre> </pre> <sup> <i>
    <del> <del datetime=1> <s> <ins> <p style='mso-list:l0 level2 lfo1'> <span style='mso-list:Ignore'>
    <p style='text-indent:320pt'> <p style='display:none'> <b style='font-weight:normal'>
    <span style='font-weight:bold'> &nbsp; &lt; &amp; &#13;
""")
WORDS = [
    "一、总体要求",
    "（一）目标",
    "1.",
    "2.",
    "·",
    "● 甲",
    "关于甲的通知",
    "2024年3月5日",
    "甲县水利局",
    "第一章 总则",
]
SPACES = ["\n", " ", "\u3000\u3000", "\t", "\u3000" * 12]
PIECES = st.one_of(
    st.sampled_from(VECTORS),
    st.sampled_from(FRAGMENTS),
    st.sampled_from([*WORDS, *SPACES, "甲水发〔2024〕3号", "正文。", "x" * 50]),
    st.text(max_size=6),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_any_input__keeps_to_the_list_and_stays_clean(pieces: list[str]) -> None:
    body = clean("".join(pieces))
    inspect(body.html)
    again = clean(body.html)
    assert again.html == body.html
    assert again.proposed == body.proposed
    assert again.images == ()


TEXT = st.text("甲乙丙政府信息abc123 ，。：&<>\"'\u3000\n", min_size=1, max_size=12)


def _wrapped(tag: str, inner: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{inner}</{tag}>"


INLINES = st.recursive(
    TEXT.map(html.escape),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(["b", "span", "font", "i", "sup", "u", "o:p", "a", "st1:chsdate"]).map(
            lambda tag: _wrapped(tag, "".join(parts))
        )
    ),
    max_leaves=6,
)
TABLES = st.lists(st.lists(INLINES, min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda rows: _wrapped(
        "table", "".join(_wrapped("tr", "".join(_wrapped("td", cell) for cell in row)) for row in rows)
    )
)
BLOCKS = st.recursive(
    st.one_of(INLINES.map(lambda inner: _wrapped("p", inner)), TABLES),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(
            [
                lambda: _wrapped("div", "".join(parts)),
                lambda: _wrapped("section", "<br>".join(parts)),
                lambda: _wrapped("blockquote", "".join(parts)),
                lambda: _wrapped("ul", "".join(_wrapped("li", part) for part in parts)),
                lambda: _wrapped("table", _wrapped("tr", "".join(_wrapped("td", part) for part in parts))),
            ]
        ).map(lambda make: make())
    ),
    max_leaves=8,
)


def visible(markup: str) -> str:
    """The characters of a text without tags and white space."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", markup)))


@settings(max_examples=120, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=4).map("".join))
def test_no_text_is_lost(markup: str) -> None:
    body = clean(markup)
    assert visible(body.html) == visible(markup)
    assert clean(body.html).html == body.html


@settings(max_examples=80, deadline=None)
@given(st.lists(BLOCKS, max_size=4).map("".join), st.lists(BLOCKS, max_size=4).map("".join))
def test_differences__leave_both_texts_to_be_read(old: str, new: str) -> None:
    old, new = clean(old).html, clean(new).html
    shown = diff(old, new)
    inspect(shown, CHANGE_TAGS)
    assert visible(re.sub(r"<del>.*?</del>", "", shown, flags=re.DOTALL)) == visible(new)
    assert visible(re.sub(r"<ins>.*?</ins>", "", shown, flags=re.DOTALL)) == visible(old)
    assert diff(new, new) == new


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=15), st.lists(PIECES, max_size=15))
def test_differences__of_anything_keep_to_the_list(old: list[str], new: list[str]) -> None:
    inspect(diff("".join(old), "".join(new)), CHANGE_TAGS)
    assert isinstance(text_of("".join(new)), str)


def test_too_many_tags__are_refused() -> None:
    with pytest.raises(NotReadable, match="分成几篇"):
        clean("<br>" * 600_001)
