"""References are read by what they are, and kept by names that do not change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaicheng.reporting.facts import Fact
from kaicheng.reporting.references import labels, lasting, readable, resolve

FACTS = {
    name: Fact(name, label, number, "条", "发布台账")
    for number, (name, label) in enumerate(
        {
            "published_items": "主动公开信息",
            "column.280": "“通知公告”栏目",
            "column.281": "“政策文件”栏目",
            "column.300": "“政策文件”栏目",
        }.items()
    )
}
NAMES = st.sampled_from([*FACTS, *labels(FACTS).values(), "没有这个数", "column.9"])
TEXTS = st.lists(st.text(alphabet="共条，。{}") | NAMES.map(lambda name: f"{{{{{name}}}}}")).map("".join)


def test_reference__is_shown_by_what_it_is_and_kept_by_its_name():
    kept = "共{{published_items}}条，其中{{column.280}}条"
    shown = "共{{主动公开信息}}条，其中{{“通知公告”栏目}}条"
    assert (readable(kept, FACTS), lasting(shown, FACTS)) == (shown, kept)


def test_columns_of_one_name__are_told_apart():
    assert labels(FACTS)["column.281"] == "“政策文件”栏目（column.281）"
    assert resolve("{{“政策文件”栏目（column.300）}}", FACTS).text == "3"
    assert resolve("{{“政策文件”栏目}}", FACTS).unknown == ("“政策文件”栏目",)


@given(TEXTS)
def test_there_and_back__a_text_stays_and_reads_the_same(text):
    kept = lasting(text, FACTS)
    assert lasting(readable(kept, FACTS), FACTS) == kept
    assert resolve(kept, FACTS).text.count("0") == resolve(readable(kept, FACTS), FACTS).text.count("0")
    assert len(resolve(text, FACTS).used) == len(resolve(kept, FACTS).used)
