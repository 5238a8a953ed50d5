"""What is copied from published texts, and from which."""

from __future__ import annotations

import random
from decimal import Decimal

from kaicheng.screening import Index, copied_finding

from .clean import KINDS, _Writer

WORDS = (
    "补贴就业培训单位审核申请材料标准范围资金监督服务群众部门落实通知工作年度项目管理社会保障残疾老年学校卫生"
)


def article(seed, length=1200):
    source = random.Random(seed)
    return "。".join("".join(source.choices(WORDS, k=18)) for _ in range(length // 18))


def index(count=300):
    found = Index()
    found.update((f"d{number}", article(number)) for number in range(count))
    return found


def test_a_copy_is_found_with_its_share_and_its_original():
    articles = index()
    (copied,) = articles.copied(article(7), text_of=lambda key: article(int(key[1:])))
    assert (copied.key, copied.share) == ("d7", Decimal(1))
    assert copied.sentences


def test_the_share_is_right_with_and_without_the_texts():
    articles = index()
    for part in (0.65, 0.8, 0.95):
        kept = article(5)[: int(1200 * part)] + article(9_999)[: int(1200 * (1 - part))]
        (exact,) = articles.copied(kept, text_of=lambda key: article(int(key[1:])))
        (estimate,) = articles.copied(kept)
        assert exact.key == estimate.key == "d5"
        assert abs(exact.share - Decimal(str(part))) < Decimal("0.03")
        assert abs(estimate.share - exact.share) < Decimal("0.15")


def test_new_texts_and_short_ones_are_left_alone():
    articles = index()
    assert articles.copied(article(12_345)) == []
    assert articles.copied(article(3)[:60]) == []
    assert articles.copied(article(3)[:300] + article(54_321)) == []


def test_new_figures_in_old_sentences_make_no_new_text():
    articles = Index()
    old = article(1).replace("。", "，2024年共100件。")
    articles.add("old", old)
    assert articles.copied(old.replace("2024", "2025").replace("100", "321"))[0].share == 1


def test_a_document_is_not_its_own_copy_and_can_be_replaced_and_removed():
    articles = index(5)
    assert articles.copied(article(3), leave_out=["d3"]) == []
    articles.add("d3", article(77))
    assert articles.copied(article(3)) == []
    assert articles.copied(article(77))[0].key == "d3"
    articles.remove("d3")
    articles.remove("nothing")
    assert articles.copied(article(77)) == []
    assert len(articles) == 4


def test_formulas_that_stand_everywhere_are_no_passages():
    articles = Index()
    formula = article(1, 400)
    articles.update((f"d{number}", formula + article(number + 10, 300)) for number in range(260))
    assert articles.copied(formula + article(9_000, 300)) == []


def test_the_index_is_small():
    articles = index(200)
    assert articles.size / 200 < 1_500  # bytes for a document of 1,200 characters


def test_notices_of_one_kind_are_told_apart_from_copies():
    articles = Index()
    for number, kind in enumerate(KINDS):
        articles.add(kind.__name__, kind(_Writer(number)))
    (copied, *_) = articles.copied(KINDS[1](_Writer(1)))
    assert copied.key == KINDS[1].__name__


def test_the_finding_says_how_much_and_from_which():
    articles = index(20)
    (copied,) = articles.copied(article(4), text_of=lambda key: article(int(key[1:])))
    finding = copied_finding(copied, field="body", title="关于就业补贴的通知")
    assert "100%" in finding.message.zh and "关于就业补贴的通知" in finding.message.zh
    assert finding.actual == "100%"
    assert any(place.ref == "published:d4" for place in finding.where)
