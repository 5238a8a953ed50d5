"""Signs that a request may want something else than information: shown to who handles it, never decided.

A request for the outcome of a complaint uses the words of a complaint; only a person can tell the two apart.
So each hint quotes the words, asks the question that settles it, and names the lawful step with its article
and letter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaicheng.cases.models import Case
from kaicheng.statute.citation import Article, instruments

_REGULATION = instruments()["ogi_regulation"]
MOST_QUOTED = 4
ASKS_FOR_INFORMATION = re.compile(
    r"公开|提供|获取|查阅|复制|复印|文件|文号|〔\d{4}〕|名单|台账|目录|清单|批复|方案|报告|纪要|记录|统计|数据|决定书|答复意见|处理结果"
)
"""Words of somebody who wants something that has been recorded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a request may be besides a request for information. ``letter`` is a kind of letter, or none."""

    code: str
    name: str | Promise
    words: re.Pattern[str]
    article: Article
    question: str | Promise
    step: str | Promise
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind with the words that it was seen by; ``mixed`` when the text asks for information too."""

    kind: Kind
    quoted: tuple[str, ...]
    mixed: bool


KINDS = (
    Kind(
        "petition_complaint",
        _("信访、投诉、举报"),
        re.compile(
            r"投诉|举报|信访|上访|控告|检举"
            r"|(?:依法|严肃|尽快|及时|予以|要求|请求|请)(?:查处|查办|调查处理|处罚|严惩|纠正|追究|整改|制止|取缔)"
            r"|(?:要求|请求)[^，。；]{0,12}(?:赔偿|补偿|解决|履行职责|追责|道歉)"
            r"|反映[^，。；]{0,20}(?:问题|情况|诉求)"
        ),
        Article(_REGULATION, 39, 1),
        _("要的是已经制作、保存的信息，还是要求机关去查处、解决、回应诉求？"),
        _(
            "是后一种的，告知申请人不作为政府信息公开申请处理，可以告知通过相应渠道提出；"
            "要的是投诉举报的处理文书、结果的，仍然按申请办理。"
        ),
        "L20_answer_not_processed",
    ),
    Kind(
        "consultation",
        _("咨询"),
        re.compile(
            r"咨询|请问|请教|请解释|请说明|请答复|为什么|为何|凭什么|怎么办|如何办理|怎样办理|是否合法|是否违法|合不合法|是不是合法"
            r"|能否(?:享受|领取|办理|参加)|[吗呢][？?]"
        ),
        Article(_REGULATION, 30),
        _("要的是一份写下来的信息，还是要机关解释、回答一个问题？"),
        _(
            "是问题的，先给予指导和释明：电话联系申请人，问清要哪一份文件、记录；内容不明确的，"
            "收到之日起7个工作日内一次性告知补正。问题另行答复，不算答复申请。"
        ),
        "L03_correction_notice",
    ),
    Kind(
        "inquiry",
        _("有专门查询规定的信息"),
        re.compile(
            r"不动产(?:登记|权属|查册)|房产(?:登记|查册)|(?:工商|企业|公司|市场主体)登记(?:档案|资料|信息)|户籍(?:档案|登记|底册)|婚姻登记(?:档案|记录)"
            r"|社保(?:缴费|参保)(?:记录|明细)|个人权益记录"
        ),
        Article(_REGULATION, 36, None, 7),
        _("法律、行政法规对查询这类信息有专门规定吗？"),
        _("有的，告知申请人依照有关法律、行政法规的规定办理，写明规定和办理的地方。"),
        "L22_inquiry_redirect",
    ),
    Kind(
        "publication",
        _("公开出版物"),
        re.compile(r"年鉴|地方志|县志|市志|报纸|期刊|杂志|法规汇编|公开出版"),
        Article(_REGULATION, 39, 2),
        _("要的是政府公报、报刊、书籍等公开出版物吗？"),
        _("是的，可以告知获取的途径。"),
        "L20_answer_not_processed",
    ),
    Kind(
        "own_record",
        _("更正与本人有关的记录"),
        re.compile(r"更正|(?:记录|登记|记载)[^，。；]{0,10}(?:不准确|有误|错误)|录错|登记错"),
        Article(_REGULATION, 41),
        _("申请人有证据证明本机关关于他自己的记录不准确，要求更正吗？"),
        _(
            "是的，不是公开申请：有权更正并且核实的，更正后告知；无权更正的，转送有权的机关处理并告知，"
            "或者告知申请人向有权的机关提出。"
        ),
        "L23_correction_of_record",
    ),
)


def hints_for(text: str) -> list[Hint]:
    """The kinds whose words stand in the text, with what was found."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = []
    for kind in KINDS:
        words = tuple(dict.fromkeys(one.group() for one in kind.words.finditer(plain)))[:MOST_QUOTED]
        if words:
            found.append(Hint(kind, words, bool(ASKS_FOR_INFORMATION.search(plain))))
    return found


def hints_of(case: Case) -> list[Hint]:
    """The same for a request with all its items."""
    return hints_for("\n".join([case.wanted, *case.items.values_list("text", flat=True)]))
