"""Numbers of personal papers, and plates (V04); private mailboxes and accounts (V10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaicheng.findings import Severity
from kaicheng.screening.catalogue import data
from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.numbers import Spans
from kaicheng.screening.words import Words, any_of

# Each list of words with the shape of the number that stands behind one of them.
_SHAPES = {
    "passport": re.compile(
        r"(?<![A-Za-z\d])(?:[EGDSP][A-HJ-NP-Z]?\d{7,8}|1[45]\d{7}|[A-Z]{1,2}\d{6,8})(?![A-Za-z\d])"
    ),
    "permit": re.compile(r"(?<![A-Za-z\d])(?:[CWHMLT][A-Z]?\d{7,10}|\d{8}(?:\d{2})?)(?![A-Za-z\d])"),
    "licence": re.compile(r"(?<![A-Za-z\d])\d{12}(?![A-Za-z\d])"),
    "social_card": re.compile(r"(?<![A-Za-z\d])(?:[A-Z]{1,2}\d{7,8}[\dX]?|\d{9,12})(?![A-Za-z\d])"),
    "officer_card": re.compile(
        r"[\u4e00-\u9fff]{1,4}字第?\s*\d{5,9}号?|(?<![A-Za-z\d])\d{7,9}(?![A-Za-z\d])"
    ),
    "disability_card": re.compile(r"(?<![A-Za-z\d])\d{17}[\dXx]\d{2}(?![A-Za-z\d])"),
}
_NEAR = 24
_PLATE = re.compile(
    rf"[{data('regions')['plates']}][A-HJ-NP-Z][·.\-• ]?(?=[A-HJ-NP-Z]*\d)"
    r"(?:[A-HJ-NP-Z\d]{6}|[A-HJ-NP-Z\d]{5}|[A-HJ-NP-Z\d]{4}[挂学港澳领])(?![A-Za-z\d])"
)
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")
_PRIVATE_HOSTS = frozenset(
    [
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "vip.sina.com",
        "sohu.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "icloud.com",
        "yahoo.com",
        "yahoo.cn",
        "yahoo.com.cn",
        "aliyun.com",
        "21cn.com",
        "tom.com",
        "vip.163.com",
        "vip.126.com",
        "188.com",
        "msn.com",
    ]
)
_OFFICE_MAIL = re.compile(
    r"(?:咨询|报名|监督|举报|投诉|反馈|征求意见|意见|投稿|受理|工作|公务|办公|单位|公开|申报|报送|联系|服务|指定|电子|接收|递交|纪检"
    r"|科室|部门|本机关|招聘|材料)[^\n。;@]{0,14}$|邮箱[^\n。;@]{0,6}$"
)
_WECHAT = re.compile(r"微信(?:号|号码|ID|id|账号)?[::]\s*(?P<id>[A-Za-z][\w\-]{5,19}|1[3-9]\d{9})")
_WECHAT_ID = re.compile(r"(?P<id>wxid_\w{6,24})")
_QQ = re.compile(r"[Qq][Qq](?<![A-Za-z]..)\s*(?:号码?|账号)?\s*[::]?\s*(?P<id>[1-9]\d{4,10})(?!\d)")
_PUBLIC_ACCOUNT = re.compile(r"公众|公号|服务号|订阅号|群|小程序|官方")


def papers(text: str, words: Words, context: Context, taken: Spans) -> Iterator[Hit]:
    """Numbers of papers and plates, in text of standard characters."""
    for kind, shape in _SHAPES.items():
        for word in words.of(kind):
            line_end = text.find("\n", word.end)
            stop = min(word.end + _NEAR, line_end if line_end > 0 else len(text))
            match = shape.search(text, word.end, stop)
            if match is None or not taken.free(match.start(), match.end()):
                continue
            if re.search(
                r"电话|办法|〔|传真|网址|[。;]", text[word.end : match.start()]
            ) or context.knows_number(match[0]):
                continue
            taken.add(match.start(), match.end())
            yield Hit(kind, match.start(), match.end())
    yield from _plates(text, context, taken)


def _plates(text: str, context: Context, taken: Spans) -> Iterator[Hit]:
    for match in _PLATE.finditer(text):
        if not taken.free(match.start(), match.end()):
            continue
        around = text[max(0, match.start() - 50) : match.end() + 20]
        if any_of("plate_owner").search(around):
            severity = None
        elif any_of("plate_public").search(text, max(0, match.start() - 300), match.end() + 120):
            continue
        else:
            severity = Severity.WARN
        taken.add(match.start(), match.end())
        yield Hit("plate", match.start(), match.end(), severity)


def contacts(text: str, context: Context, taken: Spans) -> Iterator[Hit]:
    """Mailboxes with private providers that no office gives out, WeChat and QQ accounts."""
    if "@" in text:
        for match in _MAIL.finditer(text):
            local, _, host = match[0].lower().rpartition("@")
            if host not in _PRIVATE_HOSTS or context.knows(match[0]):
                continue
            before = text[max(0, match.start() - 30) : match.start()]
            telling = re.fullmatch(r"[1-9]\d{4,11}", local)
            if _OFFICE_MAIL.search(before) and not telling and not any_of("somebody").search(before):
                continue
            yield Hit("email", match.start(), match.end())
    for pattern, kind in ((_WECHAT, "wechat"), (_WECHAT_ID, "wechat"), (_QQ, "qq")):
        for match in pattern.finditer(text):
            start, end = match.span("id")
            around = text[max(0, match.start() - 8) : match.end()]
            if _PUBLIC_ACCOUNT.search(around) or context.knows(match["id"]):
                continue
            if taken.free(start, end):
                yield Hit(kind, start, end)
