"""The form for those who apply on paper."""

from __future__ import annotations

import io

from docx import Document


def paper(client, slug):
    response = client.get(f"/yishenqing/{slug}/shenqingbiao.docx")
    assert "attachment" in response["Content-Disposition"]
    return Document(io.BytesIO(response.content))


def words(document):
    cells = {cell._tc: cell.text for row in document.tables[0].rows for cell in row.cells}
    return list(cells.values()), [line.text for line in document.paragraphs]


def test_form__asks_what_the_regulation_allows_and_no_purpose(visitor, bureau):
    cells, lines = words(paper(visitor, bureau.agency.slug))
    for asked in ("姓名", "证件号码", "联系电话", "名称、文号，或者便于查询的其他特征性描述", "提供的形式"):
        assert asked in cells
    assert not any("用途" in cell or "理由" in cell for cell in cells)
    assert any("不用写申请的理由和用途" in line for line in lines)


def test_form__offers_the_kinds_that_the_annual_report_counts(visitor, bureau):
    cells, _lines = words(paper(visitor, bureau.agency.slug))
    [kinds] = [cell for cell in cells if "商业企业" in cell]
    assert kinds.count("□") == 5
    [ways] = [cell for cell in cells if "自行领取" in cell]
    assert "网上" not in ways


def test_form__says_where_to_send_it(visitor, bureau):
    bureau.agency.office, bureau.agency.address = "局办公室", "演示路4号"
    bureau.agency.telephone = ""
    bureau.agency.save()
    _cells, lines = words(paper(visitor, bureau.agency.slug))
    [where] = [line for line in lines if "演示路4号" in line]
    assert "局办公室" in where
    assert "，电话" not in where


def test_form__is_the_same_file_each_time(visitor, bureau):
    path = f"/yishenqing/{bureau.agency.slug}/shenqingbiao.docx"
    assert visitor.get(path).content == visitor.get(path).content


def test_form__is_offered_where_one_begins(visitor, bureau):
    page = visitor.get(f"/yishenqing/{bureau.agency.slug}/").content.decode()
    assert f"/yishenqing/{bureau.agency.slug}/shenqingbiao.docx" in page
    assert "20个工作日内答复" in page
