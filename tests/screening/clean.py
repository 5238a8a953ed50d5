"""Official texts that hold nothing which must not go public: the false alarms are counted on them.

Each kind is what county offices publish every week, with what looks like a leak and is none: office telephones,
credit codes, official vehicles, project codes, ages in conditions, 秘密 in a rule about secrets. Bodies, places and
companies are invented; names of people are those that textbooks use.
"""

# ruff: noqa: E501 - official sentences are long

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

import docx
import openpyxl

from kaicheng.screening import Context
from kaicheng.screening.checksums import credit_check

from .planted import as_text, saved, typeset, zipped

CONTEXT = Context(
    telephones=frozenset(("0834-2160001", "0834-2160002", "13990000001")),
    addresses=frozenset(("示例市航天大道四段20号行政中心3号楼501室",)),
    mailboxes=frozenset(("slsrsj2024@163.com",)),
)
TOWNS = ("安乐镇", "红星镇", "和平街道", "东风乡", "长宁街道", "新民镇")
OFFICES = (
    "人力资源和社会保障局",
    "民政局",
    "教育和体育局",
    "住房和城乡建设局",
    "农业农村局",
    "市场监督管理局",
    "交通运输局",
    "卫生健康局",
)
TRADES = ("建设工程", "商贸", "农业开发", "物业服务", "信息技术", "运输", "食品", "环保科技")


def credit_code(source: random.Random) -> str:
    """A unified social credit code whose check character is right, of the invented region 000000."""
    body = "91000000" + "".join(source.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
    return body + credit_check(body)


class _Writer:
    """Fills in the blanks."""

    def __init__(self, seed: int) -> None:
        self.source = random.Random(seed)

    def pick(self, *of: str) -> str:
        return self.source.choice(of)

    def count(self, low: int, high: int) -> int:
        return self.source.randint(low, high)

    @property
    def town(self) -> str:
        return self.source.choice(TOWNS)

    @property
    def office(self) -> str:
        return f"示例市{self.source.choice(OFFICES)}"

    @property
    def company(self) -> str:
        return f"示例市{self.source.choice('甲乙丙丁戊己庚辛')}{self.source.choice('一二三四五六七')}{self.source.choice(TRADES)}有限公司"

    @property
    def line(self) -> str:
        return f"0834-{self.count(2_100_000, 2_999_999)}"

    @property
    def day(self) -> str:
        return f"{self.count(2022, 2025)}年{self.count(1, 12)}月{self.count(1, 28)}日"

    @property
    def number(self) -> str:
        return f"示府{self.pick('发', '办发', '函')}〔{self.count(2021, 2025)}〕{self.count(1, 90)}号"

    @property
    def money(self) -> str:
        return f"{self.count(10_000, 99_999_999) / 100:,.2f}"


def notice(w: _Writer) -> str:
    return f"""关于{w.pick("2024", "2025")}年度一次性吸纳就业补贴的公示

根据《关于进一步做好稳就业工作的通知》（{w.number}），经单位申报、{w.office}审核，拟对下列{w.count(3, 9)}家单位发放补贴，现予公示。
公示期为{w.day}起5个工作日。对公示内容有异议的，请以书面形式反映，举报人应当提供真实姓名和联系方式，我局将严格为举报人保密。
联系电话：{w.line}；传真：{w.line}；值班手机：13990000001；电子邮箱：slsrsj2024@163.com。
地址：示例市航天大道四段{w.count(1, 99)}号，邮政编码：615000。

序号\t单位名称\t统一社会信用代码\t人数\t金额（元）
""" + "\n".join(
        f"{n}\t{w.company}\t{credit_code(w.source)}\t{w.count(1, 20)}\t{w.count(1, 20) * 1000}"
        for n in range(1, 7)
    )


def policy(w: _Writer) -> str:
    return f"""示例市人民政府关于加强{w.pick("养老服务", "残疾人保障", "困境儿童保障")}工作的通知
{w.number}
各乡镇人民政府、街道办事处，市级各部门：
一、补贴对象。具有本市户籍，年满{w.pick("60", "65", "80")}周岁的老年人；残疾等级为一级、二级的重度残疾人；未满18周岁的孤儿、事实无人抚养儿童。
二、补贴标准。每人每月{w.count(80, 600)}元，由各乡镇、街道通过惠民惠农“一卡通”发放，申请人应提供身份证、户口簿和银行卡复印件。
三、残疾类别包括视力残疾、听力残疾、言语残疾、肢体残疾、智力残疾、精神残疾和多重残疾。患有艾滋病、肺结核等传染病的，依法予以救助并保护隐私。
四、监护人应当履行监护职责。学校、幼儿园不得公开学生的学籍号、家庭住址。
五、本通知自{w.day}起施行，有效期{w.count(2, 5)}年。
"""


def budget(w: _Writer) -> str:
    rows = "\n".join(
        f"{code}\t{name}\t{w.money}\t{w.money}\t{w.count(-30, 60) / 10}%"
        for code, name in (
            ("2080101", "行政运行"),
            ("2080102", "一般行政管理事务"),
            ("2080505", "机关事业单位基本养老保险缴费支出"),
            ("2101101", "行政单位医疗"),
            ("2210201", "住房公积金"),
        )
    )
    return f"""{w.office}{w.count(2023, 2025)}年部门预算
一、部门概况。核定编制{w.count(20, 90)}名，实有在职{w.count(20, 90)}人。公务用车{w.count(1, 5)}辆。
二、收支总表（单位：万元）
科目编码\t科目名称\t上年执行数\t本年预算数\t增减
{rows}
三、“三公”经费：因公出国（境）费0万元，公务接待费{w.count(1, 9)}.5万元，公务用车运行维护费{w.count(2, 20)}万元。
"""


def vehicles(w: _Writer) -> str:
    letters = "ABCDEFGHJK"
    rows = "\n".join(
        f"{n}\t川W{w.count(10_000, 99_999)}\t{w.pick('帕萨特', '瑞风', '长城皮卡')}\t{w.count(2009, 2016)}年\t{w.count(3, 40)}000"
        for n in range(1, 5)
    )
    return f"""示例市公务用车处置拍卖公告
受{w.office}委托，对下列报废、更新的公务用车公开拍卖，项目编号：SL-{w.count(2023, 2025)}-{w.count(100, 999)}。
序号\t车牌号\t车型\t注册年份\t起拍价（元）
{rows}
执法车川{w.source.choice(letters)}{w.count(1000, 9999)}警不在本次处置范围。保证金缴入：户名：示例市公共资源交易中心，账号：{w.count(10**17, 10**18 - 1)}，开户行：示例银行城区支行。
咨询电话：{w.line}。看样地点：示例市航天大道四段{w.count(1, 99)}号院内。
"""


def appointment(w: _Writer) -> str:
    return f"""示例市{w.pick("卫生健康", "教育", "水务")}系统干部任前公示
经研究，下列同志拟任新的职务，现予公示：
张三，男，汉族，{w.count(1970, 1990)}年{w.count(1, 12)}月生，大学学历，中共党员，现任示例市{w.town}副镇长，拟任示例市水利局副局长。
李四，女，彝族，{w.count(1975, 1992)}年{w.count(1, 12)}月出生，研究生学历，现任示例市第一中学副校长，拟任校长。
公示时间：{w.day}起5个工作日。监督电话：0834-12380。
"""


def allowance(w: _Writer) -> str:
    rows = "\n".join(
        f"{n}\t{w.pick('张', '王', '李', '赵', '吉')}{w.pick('*', '**', '*明')}\t{w.town}\t510000********{w.count(1000, 9999)}\t{w.count(1, 5)}\t{w.count(200, 800)}"
        for n in range(1, 12)
    )
    return f"""{w.town}{w.count(2023, 2025)}年第{w.count(1, 4)}季度城乡低保对象公示
序号\t户主姓名\t乡镇（街道）\t身份证号码\t家庭人口\t月保障金额（元）
{rows}
公示期7天，监督举报电话：{w.line}。
"""


def secrecy(w: _Writer) -> str:
    return f"""示例市信息公开保密审查办法
第一条 为了规范保密审查，根据《中华人民共和国保守国家秘密法》，制定本办法。
第二条 国家秘密的密级分为绝密、机密、秘密三级。标有“机密★”“秘密★”等标志的文件，不得公开。
第三条 行政机关不得公开涉及国家秘密、工作秘密、商业秘密、个人隐私的政府信息。标注“内部资料”“此件不公开”的文件，公开前应当征得制发机关同意。
第四条 涉密人员脱密期管理按照有关规定执行。网络安全等级保护、密码应用按照国密算法的要求办理。
第五条 本办法自{w.day}起施行。
"""


def report_like(w: _Writer) -> str:
    received = w.count(2, 40)
    return f"""{w.office}{w.count(2022, 2024)}年政府信息公开工作年度报告
一、总体情况
（一）主动公开
坚持以公开为常态、不公开为例外，全年主动公开政府信息{w.count(100, 900)}条，其中通知公告{w.count(10, 90)}条。
（二）依申请公开
依申请公开
收到政府信息公开申请{received}件，均在法定期限内答复。不予公开{w.count(0, 3)}件，无法提供{w.count(0, 3)}件。
（三）政府信息管理
落实三审制，撰稿人初审、科室负责人复审、分管领导终审。发布前检查身份证号、手机号、银行卡号等个人信息。
二、主动公开政府信息情况
15 120 135 1200 1350 2 0 0 0 1 3 0 0 2 1 0 0 0 1 0
"""


def recruitment(w: _Writer) -> str:
    return f"""{w.office}公开招聘编外人员公告
一、报考条件：年龄在18周岁以上、{w.pick("35", "40")}周岁以下（{w.count(1984, 1990)}年1月1日以后出生），男女不限，身体健康，无精神病史、癫痫、传染病等影响履职的疾病。
二、报名方式：将报名表、身份证、学历证书扫描件发送至报名邮箱：slrszp{w.count(10, 99)}@163.com，邮件标题写明“姓名+岗位”。
三、QQ群：{w.count(100_000_000, 999_999_999)}，微信公众号：示例人社发布。
四、考察：对入围人员的个人征信、违法犯罪记录等进行考察。
联系人：办公室；联系电话：{w.line}、{w.line}。监督电话：{w.line}
"""


def land(w: _Writer) -> str:
    rows = "\n".join(
        f"{w.town}{w.pick('红旗', '胜利', '前进')}村{w.count(1, 9)}组\t{w.count(1, 90)}.{w.count(1000, 9999)}\t{w.count(0, 9)}.{w.count(1000, 9999)}"
        for _ in range(5)
    )
    return f"""示例市人民政府土地征收补偿安置方案公告
经四川省人民政府批准（川府土〔{w.count(2021, 2025)}〕{w.count(100, 900)}号），征收下列集体土地，项目代码：{w.count(2021, 2025)}-510000-48-01-{w.count(100_000, 999_999)}。
权属单位\t总面积（公顷）\t其中耕地（公顷）
{rows}
地块四至：东至航天大道12号，南至胜利村3组，西至{w.town}12组道路，北至规划路。宗地编号51000000100{w.count(1, 9)}GB0001{w.count(1, 9)}。
被征地农民应当在{w.day}前持不动产权证、身份证到{w.town}人民政府办理补偿登记。联系电话：{w.line}。
"""


def penalty(w: _Writer) -> str:
    return f"""示例市市场监督管理局行政处罚决定书
示市监处罚〔{w.count(2022, 2025)}〕{w.count(1, 300)}号
当事人：{w.company}
统一社会信用代码：{credit_code(w.source)}
住所（住址）：示例市{w.town}长安路{w.count(1, 300)}号附{w.count(1, 9)}号
法定代表人：张三
经查，当事人于{w.day}销售超过保质期的食品{w.count(2, 40)}袋，货值金额{w.count(50, 900)}元，违反了《中华人民共和国食品安全法》第三十四条第十项的规定。
依据第一百二十四条第一款第五项，决定：没收违法所得，罚款{w.count(5, 50)}000元。
当事人应当自收到本决定书之日起十五日内，将罚款缴至指定银行，缴款账号：{w.count(10**15, 10**16 - 1)}，收款单位：示例市财政局非税收入专户。
"""


def award(w: _Writer) -> str:
    return f"""{w.pick("道路改造工程", "办公设备采购", "食堂食材配送")}中标（成交）结果公告
一、项目编号：N51000020{w.count(22, 25)}{w.count(100_000, 999_999)}
二、供应商名称：{w.company}；供应商地址：示例市{w.town}创业路{w.count(1, 200)}号{w.count(1, 9)}栋{w.count(1, 30)}层{w.count(100, 999)}室；中标金额：{w.money}元
三、采购单位联系人：采购办；电话：{w.line}；采购代理机构：示例招标代理有限公司，地址：示例市航天大道四段20号行政中心3号楼501室。
四、发票号码：{w.count(10**19, 10**20 - 1)}，合同编号：{w.count(2022, 2025)}{w.count(10**10, 10**11 - 1)}。
"""


def interpretation(w: _Writer) -> str:
    return f"""《示例市{w.pick("公租房管理", "就业补贴", "校外培训管理")}办法》政策解读
一、起草背景。原办法于2019年印发，有效期已满。二、目标任务。解决好群众反映的突出问题。三、适用范围。适用于本市行政区域。
四、执行标准。家庭人均月收入低于{w.count(1500, 3000)}元的可以申请。五、关键词诠释。“困难家庭”是指低保家庭和低保边缘家庭。
六、新旧差异。与原办法相比，取消了居住证年限要求。七、联系方式：解读机关：{w.office}，咨询电话：{w.line}。
"""


def guide(w: _Writer) -> str:
    return f"""{w.pick("社会保障卡申领", "残疾人证办理", "机动车驾驶证换证", "护照申请")}办事指南
受理地点：示例市政务服务中心二楼{w.count(1, 30)}号窗口，地址：示例市航天大道四段{w.count(1, 99)}号{w.count(1, 5)}号楼{w.count(100, 600)}室。
办公时间：工作日9:00—12:00，13:30—17:30。咨询电话：{w.line}，投诉电话：12345。
申请材料：1.居民身份证原件；2.户口簿；3.近期一寸白底免冠证件照；4.监护人代办的，提供监护人身份证和出生医学证明。
办理流程：申请—受理—审核—发证。办理时限：{w.count(1, 20)}个工作日。收费依据：川发改价格〔2019〕{w.count(10, 400)}号。
乘车路线：乘坐{w.count(1, 14)}路公交车到行政中心站下车。
"""


def sampling(w: _Writer) -> str:
    rows = "\n".join(
        f"{n}\tSC2451{w.count(10**9, 10**10 - 1)}\t{w.company}\t{w.pick('白菜', '牛肉', '大米')}\t{w.count(2023, 2025)}-{w.count(10, 12)}-{w.count(10, 28)}\t69{w.count(10**10, 10**11 - 1)}\t合格"
        for n in range(1, 9)
    )
    return f"""食品安全监督抽检信息公告（{w.count(2023, 2025)}年第{w.count(1, 40)}期）
序号\t抽样编号\t标称生产企业名称\t食品名称\t生产日期\t条形码\t结果
{rows}
"""


def figures(w: _Writer) -> str:
    rows = "\n".join(
        "\t".join(
            str(w.source.choice((w.count(0, 9), w.count(10, 999), w.count(1000, 2_000_000))))
            for _ in range(9)
        )
        for _ in range(20)
    )
    return f"""示例市{w.count(2021, 2024)}年国民经济和社会发展统计公报（附表）
全年实现地区生产总值{w.count(100, 999)}.{w.count(10, 99)}亿元，比上年增长{w.count(1, 9)}.{w.count(1, 9)}%。年末常住人口{w.count(20, 99)}.{w.count(1, 9)}万人。
{rows}
"""


def news(w: _Writer) -> str:
    return f"""示例市召开{w.pick("防汛减灾", "安全生产", "乡村振兴", "营商环境")}工作会议
{w.day}，示例市召开专题会议。会议强调，要深入学习贯彻习近平新时代中国特色社会主义思想，认真贯彻党的二十大精神，落实省委、州委决策部署。
会议要求，各级各部门要压实责任，突出重点，做好值班值守。市级有关部门、各乡镇（街道）负责人参加会议。
会上，{w.office}、{w.town}作了交流发言。新闻线索热线：{w.line}。
"""


def schools(w: _Writer) -> str:
    return f"""示例市{w.count(2023, 2025)}年小学招生片区划分公告
示例市第一小学：航天大道1号至{w.count(50, 200)}号、和平街道长安社区；一年级计划招生{w.count(2, 8)}个班{w.count(90, 360)}人。
示例市实验幼儿园：小班{w.count(2, 6)}个，每班25人。年满6周岁的适龄儿童由监护人持户口簿、房产证报名，非起始年级插班生须核验学籍。
家长咨询电话：{w.line}。留守儿童、随迁子女按照政策统筹安排。
"""


def health(w: _Writer) -> str:
    return f"""{w.town}中心卫生院家庭医生签约服务通告
为65岁以上老年人、高血压、糖尿病患者、孕产妇、0至6岁儿童、严重精神障碍患者、肺结核患者提供签约服务。全年已签约{w.count(1000, 9000)}人。
服务内容：1.建立健康档案；2.孕检、产后访视；3.慢性病随访每年不少于4次；4.艾滋病、乙肝筛查免费。体检结果当面告知本人。
门诊时间：8:00—18:00。急诊电话：{w.line}。
"""


def housing(w: _Writer) -> str:
    rows = "\n".join(
        f"{n}\t幸福小区{w.count(1, 9)}栋{w.count(1, 4)}单元{w.count(100, 999)}室\t{w.count(40, 60)}.{w.count(10, 99)}\t{w.count(100, 300)}"
        for n in range(1, 9)
    )
    return f"""示例市公共租赁住房房源公告（{w.count(2023, 2025)}年第{w.count(1, 6)}批）
序号\t房源地址\t面积（平方米）\t月租金（元）
{rows}
选房地点：示例市住房保障中心，电话：{w.line}。
"""


def transport(w: _Writer) -> str:
    rows = "\n".join(
        f"{n}\t{w.company}\t川W{w.count(10_000, 99_999)}\t5100{w.count(10**7, 10**8 - 1)}\t{w.pick('普通货运', '道路旅客运输', '出租汽车')}"
        for n in range(1, 8)
    )
    return f"""示例市道路运输经营行政许可公示
序号\t企业名称\t车牌号\t道路运输证号\t经营范围
{rows}
"""


def environment(w: _Writer) -> str:
    return f"""{w.company}技术改造项目环境影响报告表受理公示
建设地点：示例市{w.town}工业园区{w.count(1, 30)}号（东经102°{w.count(10, 59)}′{w.count(10, 59)}″，北纬27°{w.count(10, 59)}′）。
排污许可证编号：{credit_code(w.source)}001{w.pick("P", "V", "X")}。备案号：川投资备【{w.count(2021, 2025)}-510000-30-03-{w.count(100_000, 999_999)}】FGQB-{w.count(1000, 9999)}号。
公众提出意见的方式：电子邮箱slhb@example.gov.cn；电话{w.line}；通信地址：示例市长安西路{w.count(1, 200)}号{w.count(2, 8)}楼{w.count(200, 809)}室。
"""


def donation(w: _Writer) -> str:
    return f"""示例市慈善会接受社会捐赠公告
账户名称：示例市慈善会
账号：{w.count(10**17, 10**18 - 1)}
开户行：中国农业银行示例市支行
联系电话：{w.line}
收款单位：示例市红十字会，账号：{w.count(10**15, 10**16 - 1)}。捐赠物资请送至示例市{w.town}长安路{w.count(1, 99)}号{w.count(1, 5)}栋。
"""


def petition(w: _Writer) -> str:
    return f"""{w.count(2023, 2025)}年第{w.count(1, 12)}期“市长信箱”办理情况公开
来信人反映{w.town}夜间施工噪声扰民。投诉人希望有关部门加强巡查。经{w.office}核实，已责令施工单位整改。
举报人王某某反映的问题部分属实。受害人及其近亲属可以依法申请法律援助。信访人对处理意见不服的，可以自收到之日起30日内申请复查。
实名举报电话：12388。办理单位：{w.office}，电话：{w.line}。
"""


def inspection(w: _Writer) -> str:
    return f"""关于开展{w.count(2023, 2025)}年“双随机、一公开”抽查的通知
{w.number}
按照《国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见》（国发〔2019〕5号）和{w.number}要求，对{w.count(20, 90)}户企业开展抽查。
检查组成员：市场监管局、税务局、消防救援大队各派{w.count(2, 5)}人。执法人员应当出示行政执法证，检查结果自形成之日起20个工作日内公示。
（此件公开发布）
公开属性：主动公开
抄送：市委办公室，市人大常委会办公室，市政协办公室。
"""


KINDS: tuple[Callable[[_Writer], str], ...] = (
    notice, policy, budget, vehicles, appointment, allowance, secrecy, report_like, recruitment, land, penalty, award,
    interpretation, guide, sampling, figures, news, schools, health, housing, transport, environment, donation, petition,
    inspection,
)  # fmt: skip


def texts(count: int = 200, seed: int = 1) -> list[tuple[str, str]]:
    """So many texts, each with the name of its kind, the same for the same seed."""
    return [
        (kind.__name__, kind(_Writer(seed * 100_003 + number)))
        for number in range(count)
        for kind in (KINDS[number % len(KINDS)],)
    ]


def _blocks(text: str) -> Iterator[list[list[str]]]:
    """Paragraphs, and the rows of each table together."""
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        yield [[line]]
    if rows:
        yield rows


def _page(text: str) -> bytes:
    parts = []
    for rows in _blocks(text):
        if len(rows[0]) == 1:
            parts.append(f"<p>{rows[0][0]}</p>")
        else:
            cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
            parts.append(f"<table>{cells}</table>")
    return (
        f"<!doctype html><html><head><meta charset=utf-8></head><body>{''.join(parts)}</body></html>".encode()
    )


def _word(text: str) -> bytes:
    document = docx.Document()
    document.core_properties.author = ""
    for rows in _blocks(text):
        if len(rows[0]) == 1:
            document.add_paragraph(rows[0][0])
            continue
        table = document.add_table(0, len(rows[0]))
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=False):
                cell.text = value
    return saved(document)


def _workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    for rows in _blocks(text):
        for row in rows:
            book.active.append(row)
    return saved(book)


def _portable(text: str) -> bytes:
    source = []
    for rows in _blocks(text):
        cells = [f"[#{json.dumps(cell, ensure_ascii=False)}]" for row in rows for cell in row]
        source.append(cells[0] if len(cells) == 1 else f"#table(columns: {len(rows[0])}, {', '.join(cells)})")
    return typeset("\n\n".join(f"#{part}" if part.startswith("[") else part for part in source))


def files(count: int = 200, seed: int = 1) -> Iterator[tuple[str, str, bytes]]:
    """So many texts as files, the kinds of files taking turns: kind of text, name and bytes."""
    for number, (kind, text) in enumerate(texts(count, seed)):
        # Another file kind for the same text each time round.
        name, write = _FILES[(number + number // len(KINDS)) % len(_FILES)]
        yield kind, name, write(text)


_FILES: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("文件.txt", as_text),
    ("文件.html", _page),
    ("文件.docx", _word),
    ("文件.xlsx", _workbook),
    ("文件.pdf", _portable),
    ("文件.zip", lambda text: zipped({"文件.docx": _word(text)})),
)
