"""Setting up in bulk: every problem by row, all or nothing, on record."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from kaicheng.agencies.loading import (
    Plan,
    UnreadableFile,
    csv_template,
    load,
    make_plan,
    read_files,
    xlsx_template,
)
from kaicheng.agencies.loading.sheets import SHEETS
from kaicheng.agencies.models import Agency, AgencyName, Membership, Office, User
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting_for, capacities
from kaicheng.audit.models import Event
from tests.agencies.factories import a_bureau, an_account, an_agency, somebody, today

pytestmark = pytest.mark.django_db
COUNTY, BUREAU = "示例县人民政府", "示例县甲局"


def workbook(**rows: list[dict[str, object]]) -> bytes:
    """The template filled in; rows by sheet, with headings as keys."""
    book = load_workbook(io.BytesIO(xlsx_template()))
    for name, lines in rows.items():
        page = book[name]
        columns = {cell.value: cell.column for cell in page[1]}
        for number, line in enumerate(lines, 2):
            for heading, value in line.items():
                page.cell(number, columns[heading], value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def person(name: str, role: str, office: str = "", **more: object) -> dict[str, object]:
    return {"登录名": name, "姓名": f"{name}号", "单位": BUREAU, "科室": office, "角色": role, **more}


def a_county() -> dict[str, list[dict[str, object]]]:
    return {
        "单位": [
            {"名称": BUREAU, "上级单位": COUNTY, "邮政编码": "615000", "现用名称启用日期": "2019-03-01"},
            {"名称": COUNTY, "类别": "人民政府", "网址用名": "shili"},
        ],
        "科室": [{"单位": BUREAU, "名称": "办公室", "是公开工作机构": "是", "排序": 1}],
        "人员任职": [
            person("a1", "信息员", "办公室"),
            person("a2", "科室负责人", "办公室", 职务="办公室主任"),
            person("a1", "档案员"),
        ],
    }


def planned(**rows: list[dict[str, object]]) -> Plan:
    return make_plan(read_files([("表.xlsx", workbook(**rows))]), by=None, today=today())


def said(**rows: list[dict[str, object]]) -> str:
    return "\n".join(map(str, planned(**rows).problems))


def test_a_county__is_set_up_in_one_go():
    plan = planned(**a_county())
    assert plan.problems == []
    made = load(plan, by=None, at=timezone.now(), file="表.xlsx")
    county, bureau = Agency.objects.get(name=COUNTY), Agency.objects.get(name=BUREAU)
    assert bureau.get_parent() == county and Agency.find_problems() == ([], [], [], [], [])
    assert AgencyName.objects.get(agency=bureau).valid_from.isoformat() == "2019-03-01"
    office = Office.objects.get(agency=bureau)
    assert office.handles_disclosure
    user = User.objects.get(username="a1")
    assert not user.has_usable_password()
    assert {one.role for one in capacities(user, today())} == {Role.INFORMATION_OFFICER, Role.ARCHIVIST}
    head = acting_for(User.objects.get(username="a2"), Role.OFFICE_HEAD, office, today())
    assert head is not None and head.membership.post == "办公室主任"
    assert len(made.memberships) == 3
    assert Event.objects.filter(action="agencies.membership.appointed").count() == 3
    assert "批量导入" in str(Event.objects.get(action="agencies.setup.loaded"))


def test_loading_the_same_again__changes_nothing():
    load(planned(**a_county()), by=None, at=timezone.now())
    plan = planned(**a_county())
    assert plan.problems == [] and plan.known == 6
    assert not (plan.agencies or plan.offices or plan.users or plan.memberships)


def test_new_authorities__find_their_place_in_a_tree_that_is_there():
    top = an_agency("市政府")
    an_agency("老局", parent=top)
    plan = planned(单位=[{"名称": "新局", "上级单位": "市政府"}, {"名称": "新站", "上级单位": "新局"}])
    load(plan, by=None, at=timezone.now())
    assert [one.name for one in Agency.objects.get(name="市政府").get_children()] == ["老局", "新局"]
    assert Agency.find_problems() == ([], [], [], [], [])
    an_agency("再新局", parent=Agency.objects.get(name="新局"))
    assert Agency.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            {"单位": [{"名称": "甲", "上级单位": "无"}]},
            "《单位》第2行“上级单位”：系统里和《单位》里都没有“无”",
        ),
        ({"单位": [{"名称": "甲"}, {"名称": "甲"}]}, "《单位》第3行“名称”：和第2行的名称相同"),
        ({"单位": [{"名称": "甲", "类别": "局"}]}, "《单位》第2行“类别”：没有“局”这一项"),
        (
            {"单位": [{"名称": "甲", "统一社会信用代码": "91350100M000100Y44"}]},
            "《单位》第2行“统一社会信用代码”：统一社会信用代码的校验位不对",
        ),
        ({"单位": [{"名称": "甲", "邮政编码": "61500"}]}, "《单位》第2行“邮政编码”：邮政编码是6位数字。"),
        ({"单位": [{"简称": "甲"}]}, "《单位》第2行“名称”：没有填写。"),
        ({"单位": [{"名称": "甲", "上级单位": "乙"}, {"名称": "乙", "上级单位": "甲"}]}, "绕成了一圈"),
        ({"单位": [{"名称": "甲", "现用名称启用日期": "去年"}]}, "“去年”不是日期"),
        ({"科室": [{"单位": "无", "名称": "办"}]}, "《科室》第2行“单位”"),
        (
            {"单位": [{"名称": "甲"}], "科室": [{"单位": "甲", "名称": "办"}, {"单位": "甲", "名称": "办"}]},
            "《科室》第3行“名称”：“甲”里有两个同名的科室",
        ),
        (
            {
                "单位": [{"名称": "甲"}],
                "科室": [
                    {"单位": "甲", "名称": "一", "是公开工作机构": "是"},
                    {"单位": "甲", "名称": "二", "是公开工作机构": "是"},
                ],
            },
            "《科室》第3行“是公开工作机构”",
        ),
        (
            {"单位": [{"名称": BUREAU}], "人员任职": [person("a", "信息员")]},
            "《人员任职》第2行“科室”：信息员（撰稿人）要写明在哪个科室。",
        ),
        (
            {"单位": [{"名称": BUREAU}], "人员任职": [person("a", "信息员", "办")]},
            "没有叫“办”的科室",
        ),
        (
            {"单位": [{"名称": BUREAU}], "人员任职": [person("a", "系统管理员"), person("a", "审计管理员")]},
            "《人员任职》第3行“角色”：a号现任系统管理员，不能同时担任审计管理员",
        ),
        (
            {"单位": [{"名称": BUREAU}], "人员任职": [person("a b", "档案员")]},
            "《人员任职》第2行“登录名”",
        ),
        (
            {"单位": [{"名称": BUREAU}], "人员任职": [person("a", "档案员", 任职截止日期="2001-01-01")]},
            "《人员任职》第2行“任职截止日期”：截止日期早于起始日期。",
        ),
    ],
)
def test_each_problem__is_told_by_sheet_row_and_column(rows, expected):
    assert expected in said(**rows)


def test_all_problems__are_told_at_once_and_nothing_is_loaded():
    plan = planned(单位=[{"名称": "甲", "上级单位": "无"}, {"名称": "乙", "类别": "局"}, {"名称": "丙"}])
    assert [problem.row for problem in plan.problems] == [2, 3]
    with pytest.raises(ValueError, match="problems"):
        load(plan, by=None, at=timezone.now())
    assert not Agency.objects.exists()


def test_an_administrator__loads_below_the_own_authority_and_it_waits_for_confirmation():
    bureau, other = a_bureau(BUREAU), an_agency("别家")
    system = bureau.people[Role.SYSTEM_ADMINISTRATOR]

    def plan(**rows: list[dict[str, object]]) -> Plan:
        return make_plan(read_files([("表.xlsx", workbook(**rows))]), by=system, today=today())

    assert "不归您管理" in str(plan(单位=[{"名称": "子", "上级单位": other.name}]).problems[0])
    assert "服务器上用命令" in str(plan(单位=[{"名称": "顶"}]).problems[0])
    assert "不能给自己" in str(
        plan(人员任职=[person(system.username, "系统管理员", 姓名=system.label)]).problems[0]
    )
    good = plan(人员任职=[person("z1", "信息员", "业务科")])
    load(good, by=system, at=timezone.now())
    user = User.objects.get(username="z1")
    assert not capacities(user, today())
    assert Membership.objects.pending().get(user=user).proposed_by == system
    assert Event.objects.filter(action="agencies.membership.proposed", actor=str(system.pk)).exists()


def test_csv_files__are_read_as_office_programs_write_them():
    text = "\ufeff名称,上级单位\r\n示例县人民政府,\r\n"
    for encoding in ("utf-8", "gb18030"):
        data = text.removeprefix("\ufeff" if encoding == "gb18030" else "").encode(encoding)
        assert read_files([("单位.csv", data)]).rows["单位"][0]["name"] == COUNTY


def test_templates__are_empty_forms_that_can_be_read():
    book = load_workbook(io.BytesIO(xlsx_template()))
    assert book.sheetnames == ["单位", "科室", "人员任职"]
    with pytest.raises(UnreadableFile, match="没有读到任何内容"):
        read_files([("模板.xlsx", xlsx_template())])
    for sheet in SHEETS:
        assert csv_template(sheet.name).decode("utf-8-sig").strip().split(",") == sheet.headings


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 broken", "打不开"),
        (b"\xd0\xcf\x11\xe0 old", "旧格式"),
        (b"\xff\xfe\x00\x81\xff", "不是表格文件"),
        ("甲,乙\n1,2\n".encode(), "不是模板里的表头"),
        (b"", "不是模板里的表头"),
        ("名称,简称\n甲,".encode() + b"x" * 140_000, "太长"),
        ('名称,上级单位\n“,"乙\n'.encode() + b"x" * 140_000, "少了一个引号"),
    ],
)
def test_a_file_of_another_kind__is_refused_in_a_sentence(data, message):
    with pytest.raises(UnreadableFile, match=message):
        read_files([("文件", data)])


def test_a_book_damaged_inside__is_refused_in_a_sentence():
    whole, broken = io.BytesIO(workbook(单位=[{"名称": "甲"}])), io.BytesIO()
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(broken, "w") as written:
        for name in given.namelist():
            data = given.read(name)
            written.writestr(name, data[: len(data) // 2] if "sheet1.xml" in name else data)
    with pytest.raises(UnreadableFile, match="打不开"):
        read_files([("坏的.xlsx", broken.getvalue())])


def test_lines_that_end_as_on_old_machines__are_read():
    data = "名称,简称\r示例县甲局,甲局\r".encode()
    assert read_files([("单位.csv", data)]).rows["单位"][0]["short_name"] == "甲局"


def test_merged_cells_blank_rows_and_formulas__are_told_or_passed_over():
    book = load_workbook(io.BytesIO(workbook(单位=[{"名称": "甲"}, {}, {"名称": "乙", "办公地址": "#REF!"}])))
    page = book["单位"]
    page.cell(6, 1, "丙")
    page.merge_cells("A6:A7")
    page.cell(7, 2)
    page.cell(8, 1, '=CONCATENATE("丁","局")')  # no program has worked it out
    page.cell(8, 2, "丁")
    stream = io.BytesIO()
    book.save(stream)
    plan = make_plan(read_files([("表.xlsx", stream.getvalue())]), by=None, today=today())
    assert [agency.name for agency, _parent, _since in plan.agencies] == ["甲", "丙"]
    assert [str(problem) for problem in plan.problems] == [
        "《单位》第4行“办公地址”：公式没有算出结果（#REF!），请改填内容。",
        "《单位》第8行“名称”：没有填写。",
    ]


def test_a_cell_full_of_text__is_told_without_repeating_it():
    long = "长" * 20_000
    told = said(
        单位=[{"名称": long}, {"名称": "甲", "上级单位": "上" + long, "类别": long}],
        人员任职=[{**person("a", "档案员"), "单位": long, "任职起始日期": long}],
    )
    assert "《单位》第2行“名称”" in told and "《单位》第3行“上级单位”" in told and len(told) < 1000


def test_a_name_on_two_lines__is_no_name():
    assert "换行" in said(单位=[{"名称": "示例县\n甲局"}])


def test_an_account_switched_off__is_not_appointed_in_bulk():
    bureau = a_bureau(BUREAU)
    User.objects.filter(pk=an_account(bureau.agency, "a号", email="").pk).update(
        username="a", is_active=False
    )
    assert "已经停用" in said(人员任职=[person("a", "档案员")])


def test_days_of_another_duty_long_past__forbid_to_date_back_into_them():
    """The database would refuse it; the dry run says so before."""
    bureau = a_bureau(BUREAU)
    user = somebody(Role.ARCHIVIST, bureau.agency, valid_to=today() - dt.timedelta(days=30))
    User.objects.filter(pk=user.pk).update(username="a", first_name="a号")
    back = {"任职起始日期": "2021-01-01"}
    assert "不能同时担任" in said(人员任职=[person("a", "系统管理员", **back)])
    assert said(人员任职=[person("a", "系统管理员")]) == ""
    assert planned(人员任职=[person("a", "档案员", **back)]).known == 1
    again = planned(人员任职=[person("a", "档案员")])
    assert not again.problems and len(again.memberships) == 1, "who was one before may become one again"


def test_headings__that_changed_are_named():
    book = Workbook()
    page = book.active
    page.title = "单位"
    page.append(["名字", "上级单位"])
    stream = io.BytesIO()
    book.save(stream)
    told = [str(problem) for problem in read_files([("表.xlsx", stream.getvalue())]).problems]
    assert any("“名字”：模板里没有这一列" in one for one in told)
    assert any("“名称”：缺少这一列" in one for one in told)


def test_command__checks_loads_and_writes_first_addresses(tmp_path: Path, capsys, client):
    file, result = tmp_path / "机构.xlsx", tmp_path / "首次登录.csv"
    file.write_bytes(workbook(**a_county()))
    call_command("load_organisation", str(file), "--dry-run")
    assert "没有发现问题" in capsys.readouterr().out and not Agency.objects.exists()
    call_command("load_organisation", str(file), "--result", str(result))
    assert result.stat().st_mode & 0o077 == 0
    lines = result.read_text("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[1].startswith("a1,a1号")
    address = re.search(r"https?://[^/]+(/\S+)", lines[1])
    assert address is not None
    assert "您的登录名是“a1”" in client.get(address[1]).content.decode()
    chosen = {"new_password1": "Xin-mima-2026", "new_password2": "Xin-mima-2026"}
    assert client.post(address[1], chosen).status_code == 302
    assert User.objects.get(username="a1").check_password("Xin-mima-2026")
    assert "已经用过" in client.get(address[1]).content.decode()
    file.write_bytes(workbook(单位=[{"名称": "甲", "上级单位": "无"}]))
    with pytest.raises(CommandError, match="共1处问题"):
        call_command("load_organisation", str(file))


def test_command__gives_the_template(tmp_path: Path):
    call_command("load_organisation", template=tmp_path / "模板.xlsx")
    call_command("load_organisation", template=tmp_path / "模板")
    assert load_workbook(tmp_path / "模板.xlsx").sheetnames[0] == "单位"
    assert (tmp_path / "模板" / "科室.csv").exists()
