"""Whose report it is, and of which year, however its title is set."""

from __future__ import annotations

import datetime as dt

import pytest

from kaicheng.annual_report.model import Period
from kaicheng.annual_report.readers import identity
from kaicheng.annual_report.readers.document import Paragraph


def identify(text: str, file_title: str = "") -> tuple[str, str | None, int | None]:
    blocks = [Paragraph(line, "") for line in text.splitlines() if line.strip()]
    found = identity.identify(blocks, len(blocks), file_title)
    return found.title, found.agency, found.year


@pytest.mark.parametrize(
    ("furniture", "title", "agency", "year"),
    [
        ("", "甲县水利局2023年政府信息公开工作年度报告", "甲县水利局", 2023),
        ("", "甲县水利局\n2023年政府信息公开工作年度报告", "甲县水利局", 2023),
        ("", "甲市\n乙镇人民政府\n2023年政府信息公开工作年度报告", "甲市乙镇人民政府", 2023),
        ("", "甲街道办事处2023年度政府\n信息公开工作年度报告", "甲街道办事处", 2023),
        ("", "二〇二二年甲市人民政府信息公开工作年度报告", "甲市人民政府", 2022),
        ("", "甲市档案局(乙办公室)2020年政府信息公开年报", "甲市档案局(乙办公室)", 2020),
        ("", "甲县人民政府\n关于2021年度政府信息公开工作的年度报告", "甲县人民政府", 2021),
        ("首页 政务公开 政府领导 部门乡镇\n", "甲山镇2021年政府信息公开工作年度报告", "甲山镇", 2021),
        ("政府信息公开年报\n", "甲乙开发区2024年政府信息公开工作年度报告", "甲乙开发区", 2024),
        ("乙街道\n", "乙街道办事处2023年政府信息公开工作年度报告", "乙街道办事处", 2023),
        ("本局各股室：\n", "2025年政府信息公开工作年度报告", None, 2025),
        ("本报告依据条例编制。", "", None, None),
    ],
)
def test_titles(furniture: str, title: str, agency: str | None, year: int | None) -> None:
    assert identify(furniture + title) == (title.replace("\n", ""), agency, year)


@pytest.mark.parametrize("label", ["名称", "名 称：", "文件标题:", "标题 "])
def test_a_title_in_a_table_of_metadata_is_taken_without_its_label(label: str) -> None:
    title = "甲县水利局2023年政府信息公开工作年度报告"
    assert identify(f"索引号 0143-1\n{label}{title}\n文号") == (title, "甲县水利局", 2023)


def test_the_title_of_the_page_serves_where_the_text_has_none() -> None:
    title = "甲市人民政府2024年政府信息公开工作年度报告_甲市门户网站"
    assert identify("本报告依据条例编制。", title) == (title.split("_")[0], "甲市人民政府", 2024)
    assert identify("乙县财政局2023年政府信息公开工作年度报告", title)[1] == "乙县财政局"


@pytest.mark.parametrize(
    ("text", "agency", "year"),
    [
        ("根据要求,现公布甲区乙街道办事处2019年政府信息公开工作年度报告。", "甲区乙街道办事处", 2019),
        ("根据规定，编制《甲区卫生健康局2023年度政府信息公开年度报告》。", "甲区卫生健康局", 2023),
        ("按照条例要求,甲市乙区丙街道特编制2023年政府信息公开年度报告。", "甲市乙区丙街道", 2023),
        (
            "甲县行政审批局2022年政府信息公开工作年度报告(以下简称年报)是根据条例编制。",
            "甲县行政审批局",
            2022,
        ),
        ("我局2022年政府信息公开工作年度报告如下。", None, None),
    ],
)
def test_sentences_that_name_the_report(text: str, agency: str | None, year: int | None) -> None:
    found = identity.mentioned_in(text)
    assert (found.agency, found.year) == (agency, year)


def test_the_year_in_other_words() -> None:
    assert identity.year_in("截至2023年12月31日，共受理3件。") == 2023
    assert identity.year_in("2019年我局政府信息公开工作运行良好。") == 2019
    assert identity.year_in("依据国办公开办函〔2021〕30号编制。") is None


def test_the_days_that_a_report_covers() -> None:
    whole = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert identity.find_period("统计期限自2024年1月1日起至12月31日止") == whole
    assert identity.find_period("统计时间为 2024 年 1 月 1 日—2024 年 12 月 31 日") == whole
    assert identity.find_period("自2024年1月1日起至202424年12月31日止") is None
    assert identity.find_period("2024年2月30日至2024年12月31日") is None


def test_the_authority_that_compiled_the_report() -> None:
    assert identity.agency_in("本报告由甲镇人民政府党政办公室编制。") == "甲镇人民政府"
    assert identity.agency_in("由甲镇人民政府编制，联系地址：乙县甲镇人民政府。") == "乙县甲镇人民政府"
    assert identity.agency_in("本报告依据条例编制。") is None
