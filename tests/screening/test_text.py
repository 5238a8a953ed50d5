"""Every rule of text: it speaks on its example, and is silent on what only looks like one."""

from __future__ import annotations

import pytest

from kaicheng.findings import Severity
from kaicheng.screening import Context, screen_name, screen_text

from .planted import IDENTITY, LEAKS, card, identity_number

OURS = Context(
    telephones=frozenset({"139 9000 0001", "0834-2160001"}),
    addresses=frozenset({"示例市航天大道四段20号行政中心3号楼2单元501室"}),
    mailboxes=frozenset({"slsrsj2024@163.com"}),
    names=frozenset({"张三"}),
    accounts=frozenset({"21500000000999"}),
    not_public=frozenset({"示委办〔2023〕8号"}),
)


def told(rule, text, context=None):
    return [finding for finding in screen_text(text, field="body", context=context) if finding.rule == rule]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: f"{leak.rule} {leak.name}")
def test_every_leak_is_told(leak):
    findings = told(leak.rule, leak.text, leak.context)
    assert findings
    assert all(finding.message.zh and finding.message.en and finding.where for finding in findings)


OTHER = identity_number(11)
OTHER_WORDINGS = [
    ("V01", f"王五({OTHER})"),
    ("V01", f"序号|姓名|公民身份号码\n1|张三|{OTHER}"),
    ("V01", f"身份证号码:{' '.join(OTHER)}"),
    ("V01", f"{OTHER[:10]}\n{OTHER[10:]}"),
    ("V01", "ＩＤ：" + OTHER.lower()),
    ("V01", f"张三{OTHER}李四{identity_number(12)}"),
    ("V01", f"510000-19000112-{OTHER[14:]}"),
    ("V02", "联系人：张三 13800000123"),
    ("V02", "张三（13800000123）"),
    ("V02", "手机+8613800000123"),
    ("V02", "tel:138 0000 0123"),
    ("V02", "13800000123、13900000456"),
    ("V02", "户主张三，联系电话：１３８００００１２３４"),
    ("V03", "农行卡6228480000000000" + card()[16:]),
    ("V03", "开户行：示例农村信用社，账号：88010100000012345，户名：张三"),
    ("V03", "姓名,银行卡号\n张三,6217000000000000000"),
    ("V03", "一卡通卡号 6214570000000000123"),
    ("V04", "川W·12345的车主李四"),
    ("V04", "当事人驾驶川AD12345小型轿车"),
    ("V04", "台胞证号：01234567"),
    ("V04", "残疾人证号：" + OTHER + "42"),
    ("V04", "号牌号码：川W12345，所有人：张三"),
    ("V04", "违法车辆：川W1234学"),
    ("V05", "户籍地：四川省示例市红星镇前进村二组"),
    ("V05", "家住长安路88号2栋1单元3号"),
    ("V05", "现居住地址为四川省示例市新村街道龙泉社区5组33号"),
    ("V05", "姓名 住址\n张三 红星镇前进村4社"),
    ("V06", "李四（女，1990年5月生）"),
    ("V06", "姓名：张三 性别：男 出生日期：1980-05-06"),
    ("V06", "姓名 性别 出生年月\n张三 男 1980.05"),
    ("V06", "赵六，男，汉族，现年56岁"),
    ("V07", "患者张三，确诊为肺结核"),
    ("V07", "李四因患白血病申请医疗救助"),
    ("V07", "姓名\t病种\t救助金额\n张三\t尿毒症\t5000"),
    ("V07", "王五，女，精神残疾二级"),
    ("V08", "姓名：李小四\n学校：示例市第三小学\n班级：四年级1班"),
    ("V08", "张三（9岁）系示例村留守儿童"),
    ("V08", "姓名\t年龄\t监护人\n李四\t8\t王五"),
    ("V08", "孤儿李四，2015年出生，就读于示例市第一小学三年级"),
    ("V09", "户主：张三，家庭人口4人，人均年收入3200元，致贫原因：因病"),
    ("V09", "户主\t与户主关系\t保障金\n张三\t本人\t500"),
    ("V10", "邮箱：13800000123@139.com"),
    ("V10", "加微信：abc_def123"),
    ("V10", "QQ：123456789"),
    ("V13", "投诉人李四（女）"),
    ("V13", "经查，举报人赵六所反映的"),
    ("V13", "被害人王五报案称"),
    ("V13", "信访人：张三，联系方式"),
    ("V14", "机　密★10年"),
    ("V14", "密级：秘密"),
    ("V14", "绝密★启用前"),
    ("V14", "国密发〔2020〕1号"),
    ("V14", "机密·特急"),
    ("V15", "内部文件\n注意保存"),
    ("V15", "信息公开选项：不予公开"),
    ("V15", "【内部资料，严禁外传】"),
    ("V15", "（内部使用）"),
    ("V16", "本文件发至县团级，不得翻印"),
]


@pytest.mark.parametrize(("rule", "text"), OTHER_WORDINGS)
def test_leaks_in_other_words(rule, text):
    assert told(rule, text)


SILENT = (
    # identity numbers
    ("V01", f"统一社会信用代码：{IDENTITY[:-1]}"),
    ("V01", IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2")),
    ("V01", f"流水号A{IDENTITY}"),
    ("V01", f"{IDENTITY}00"),
    ("V01", "身份证号：510000********0077"),
    (
        "V01",
        " ".join(
            (IDENTITY[:1], IDENTITY[1:3], IDENTITY[3:8], IDENTITY[8:12], IDENTITY[12:16], IDENTITY[16:])
        ),
    ),
    ("V01", "项目编号：510000300101123"),
    # telephones
    ("V02", "咨询电话：0834-2160001，传真0834-2160002。"),
    ("V02", "电话：138****1234"),
    ("V02", "合同编号：13800000123"),
    ("V02", "总投资13800000123元"),
    ("V02", "15 120 135 1200 1350 2 0 0"),
    ("V02", "增长13800000123.5"),
    # cards and accounts
    ("V03", f"采购编号：{card()}"),
    ("V03", "户名：示例市财政局，账号：21500000000123，开户行：示例银行"),
    ("V03", f"收款单位：示例市甲一建设工程有限公司，账号：{card()}"),
    ("V03", "账号：6228****0018"),
    ("V03", f"发票号码：{card()[:-1]}9"),
    # papers and plates
    ("V04", "申请护照须提供身份证。产品型号E10000001。"),
    ("V04", "公务用车采购：川W12345等三辆报废处置。"),
    ("V04", "道路运输经营许可：示例市甲一运输有限公司，川W12345。"),
    ("V04", "经营许可证编号：川B2-20190001"),
    ("V04", "社会保障卡服务电话12333，社保卡办理时限15日。"),
    # addresses
    ("V05", "办公地址：示例市航天大道四段20号3号楼501室"),
    ("V05", "家庭住址：示例市安乐镇"),
    ("V05", "住所：示例市长安路12号附3号"),
    ("V05", "房源公告\n幸福小区3栋2单元501室\t50平方米"),
    ("V05", "家庭住址应当与户口簿一致。"),
    ("V05", "姓名\t家庭住址\n张三\t安乐镇\n李四\t红星镇"),
    # birth and age
    ("V06", "年满18周岁、35周岁以下（1985年1月1日以后出生），男女不限。"),
    ("V06", "任前公示\n李四，女，1985年3月生，拟任副局长。"),
    ("V06", "张某，男，1985年3月出生。"),
    ("V06", "姓名\t年龄\n张*\t67\n李*\t71"),
    # health
    ("V07", "残疾等级为一级、二级的残疾人，患有艾滋病、肺结核的，依法救助。"),
    ("V07", "姓名\t残疾等级\n张*\t二级\n李*\t一级"),
    ("V07", "姓名\t健康状况\n张三\t健康\n李四\t良好"),
    ("V07", "王某，男，身患尿毒症。"),
    # minors
    ("V08", "示例市第一小学三年级2班获得表彰。"),
    ("V08", "监护人应当履行职责，监护人身份证原件。"),
    ("V08", "学生姓名\t就读学校\t班级\n张*\t示例市第一小学\t三年级2班"),
    ("V08", "李四，女，45岁，示例市第二小学教师。"),
    ("V08", "学生应当在所在学校三年级以上，儿童可以申请。"),
    ("V07", "患者应当提供病历。患者及其家属患有糖尿病的，不予补助。"),
    ("V07", "严重精神障碍患者，时患肺结核。"),
    # families
    ("V09", "户主姓名\t家庭人口\t低保金额\n张*\t4\t800"),
    ("V09", "姓名\t乡镇\t补贴金额\n张三\t安乐镇\t300"),
    ("V09", "单位名称\t联系人\t家庭收入\n示例市甲一商贸有限公司\t无\t0"),
    # mailboxes
    ("V10", "报名邮箱：slzp2024@163.com"),
    ("V10", "电子邮件：office@example.gov.cn"),
    ("V10", "微信公众号：示例发布，QQ群：123456789"),
    # complainants
    ("V13", "举报人应当如实反映情况，投诉人、受害人可以申请。"),
    ("V13", "举报人王某反映，投诉人李××称。"),
    ("V13", "为举报人保密。受害人及其近亲属。举报人姓名须真实。"),
    # secret and internal marks
    ("V14", "国家秘密分为绝密、机密、秘密三级，不得泄露商业秘密。"),
    ("V14", "标有“机密★1年”的文件不得公开。"),
    ("V14", "国保密〔2020〕3号，国密算法。"),
    ("V15", "（三）依申请公开\n依申请公开\n不予公开3件"),
    ("V15", "标注“此件不公开”的，公开前应当审查。"),
    ("V15", "公开属性：主动公开"),
    ("V15", "涉及工作秘密、内部资料的，不得发布。"),
    ("V15", "（此件公开发布）"),
    ("V16", "涉密人员脱密期管理办法"),
    ("V22", "姓名\t证件号码\n张*\t510000********0077"),
    ("V22", "姓名\t身份证号\n张*\t510000********0077\n李*\t510000********0011"),
    # slips
    ("M07", "国家发展和改革委员会、人力资源和社会保障局、改革开发区"),
    ("M07", "原国土资源局组建为自然资源局"),
    ("F08", "国办公开办函〔2021〕30号，（2021）川01行终5号"),
    ("F15", "坚持以公开为常态、不公开为例外"),
    ("F16", "目的的、标的的，“引号”（括号）《书名》，1）第一 2）第二"),
    ("F16", "恢复盖章，部署安装，登录系统"),
)


@pytest.mark.parametrize(("rule", "text"), SILENT)
def test_near_misses_are_not_told(rule, text):
    assert told(rule, text) == []


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("M07", "示例市人力资源与社会保障局印发", "人力资源和社会保障局"),
        ("M07", "国家发展与改革委员会", "国家发展和改革委员会"),
        ("M07", "帮助残废人就业", "残疾人"),
        ("M07", "报国土资源局审批", "自然资源局"),
        ("F08", "根据西府发[2024]3号文件", "西府发〔2024〕3号"),
        ("F08", "根据西府发（2024）3号文件", "西府发〔2024〕3号"),
        ("F08", "按照西府发〔2024〕第3号", "西府发〔2024〕3号"),
        ("F08", "按照西府发〔2024〕03号", "西府发〔2024〕3号"),
        ("F08", "《中华人民共和国政府信息公开条例》（国令第710号）", "国令第711号"),
        ("F15", "坚持以公开为原则、不公开为例外", "以公开为常态、不公开为例外"),
        ("F16", "拔款已经到位", "拨款"),
        ("F16", "请登陆系统", "登录系统"),
        ("F16", "截止2024年12月31日", "截至"),
    ],
)
def test_slips_say_what_is_right(rule, text, expected):
    (finding,) = told(rule, text)
    assert finding.expected == expected
    assert expected in finding.message.zh


@pytest.mark.parametrize("text", ["我局的的工作", "工作完成。。继续", "（一是加强管理。", "《办法已印发。"])
def test_doubled_and_lonely_marks(text):
    assert len(told("F16", text)) == 1


def test_only_the_longest_wrong_name_is_told():
    assert [finding.actual for finding in told("M07", "国家发展与改革委员会")] == ["国家发展与改革委员会"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("V02", "值班手机：13990000001"),
        ("V02", "联系电话139-9000-0001"),
        ("V03", "家庭卡号：21500000000999"),
        ("V05", "家住：航天大道四段20号行政中心3号楼2单元501室"),
        ("V06", "张三，男，1985年3月出生"),
        ("V10", "本人邮箱slsrsj2024@163.com"),
        ("V13", "举报人：张三。"),
    ],
)
def test_what_is_the_authoritys_own_is_no_leak(rule, text):
    assert told(rule, text)
    assert told(rule, text, OURS) == []


def test_a_duty_mobile_that_is_not_on_the_list_is_a_question():
    assert [finding.severity for finding in told("V02", "24小时值班电话：13800000123")] == [Severity.WARN]
    assert [finding.severity for finding in told("V02", "申请人电话：13800000123")] == [Severity.BLOCK]


def test_papers_that_are_not_public():
    assert told("V17", "贯彻示委办〔2023〕8号精神", OURS)
    assert told("V17", "贯彻国发〔2023〕8号精神", OURS) == []
    asked = []
    known = Context(is_public=lambda number: asked.append(number) or number.startswith("国发"))
    assert told("V17", "转发省委办〔2024〕5号文件，贯彻国发〔2023〕8号", known)
    assert asked == ["省委办〔2024〕5号", "国发〔2023〕8号"]
    assert told("V17", "川府发〔2024〕5号", known) == []


def test_in_a_reply_a_third_party_is_told_and_the_applicant_is_not():
    reply = Context(reply=True, applicant=frozenset({identity_number(7)}))
    text = f"您的身份证号{identity_number(7)}；另一户身份证号{identity_number(8)}，张三，女，1985年3月出生。"
    findings = screen_text(text, field="letter", context=reply)
    assert {finding.rule for finding in findings} == {"V24"}
    assert [finding.severity for finding in findings] == [Severity.BLOCK, Severity.WARN]


def test_findings_do_not_spread_what_they_found():
    text = "\n".join(leak.text for leak in LEAKS)
    findings = screen_text(text, field="body")
    said = "".join(f"{finding.to_json()}{finding.fingerprint}" for finding in findings)
    for secret in (IDENTITY, identity_number(1), "13800000123", card(), "zhangsan1985", "12号"):
        assert secret not in said


def test_a_verdict_on_one_list_is_none_on_another():
    def roll(name):
        return told("V09", f"户主姓名\t家庭人口\t致贫原因\n{name}\t4\t因病")[0].fingerprint

    assert roll("张三") == roll("张三")
    assert roll("张三") != roll("李四")


def test_much_of_a_kind_is_summed_up():
    text = "\n".join(f"申请人第{n}户电话138000{n:05}" for n in range(500))
    findings = told("V02", text)
    assert len(findings) == 20
    assert "480" in findings[-1].message.zh


@pytest.mark.parametrize(
    "name",
    [
        "张三身份证.jpg",
        f"{IDENTITY}.pdf",
        "李四_13800000123.docx",
        "https://example.gov.cn/q?tel=13800000123",
        "13800000123的申请.doc",
    ],
)
def test_personal_data_in_names(name):
    (finding,) = screen_name(name, field="file")
    assert finding.rule == "V21"
    assert IDENTITY not in str(finding.to_json())


@pytest.mark.parametrize(
    "name",
    ["身份证办理指南.pdf", "居民身份证换领流程.docx", "https://example.gov.cn/art/2024/1/5/art_1229680585_59311360.html",
     "t20240115_13512345678.html", "公示名单.xlsx", "2024年预算.pdf"],
)  # fmt: skip
def test_names_without_personal_data(name):
    assert screen_name(name, field="file") == []


def test_any_text_is_taken():
    assert screen_text("", field="body") == []
    for odd in (
        "\x00\ud800",
        "姓名\t",
        "姓名 电话\n",
        "1" * 100_000,
        "（" * 50_000,
        "张三，男，" * 5_000,
        "密" * 50_000,
        "机密" * 50_000,
        "家庭住址" * 20_000,
        "1栋1单元1室" * 10_000,
        "\t" * 50_000,
        "姓名\t电话\n" * 5_000,
    ):
        screen_text(odd, field="body")
