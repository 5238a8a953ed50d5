"""A case for every letter and every outcome: an invented county, people named by their part in the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kaicheng.letters import (
    Assist,
    Authority,
    Contact,
    Correction,
    Earlier,
    Extension,
    Facts,
    Given,
    Item,
    NoticeSent,
    Party,
    PartyKind,
    Published,
    Reconsideration,
    Record,
    Search,
    Service,
    Withdrawal,
    Withheld,
)
from kaicheng.statute import Channel, Means, fee_by_items, fee_by_pages, outcomes

BUREAU = Authority(
    name="青山县人力资源和社会保障局",
    kind="local_department",
    court="青山县人民法院",
    own_government="青山县人民政府",
    higher_department="云岭市人力资源和社会保障局",
    office="青山县人力资源和社会保障局办公室",
    address="青山县城关镇人民路1号",
    postcode="610000",
    phone="028-00000000",
    hours="工作日9:00—17:00",
)
GOVERNMENT = replace(
    BUREAU,
    name="青山县人民政府",
    kind="local_government",
    court="云岭市中级人民法院",
    higher_government="云岭市人民政府",
    office="青山县人民政府办公室",
)
VERTICAL = replace(
    BUREAU,
    name="国家税务总局青山县税务局",
    kind="vertical_department",
    higher_department="国家税务总局云岭市税务局",
    office="",
)
AUTHORITIES = {"bureau": BUREAU, "government": GOVERNMENT, "vertical": VERTICAL}

REASONS = {
    "refused_state_secret": "该文件已由有权机关依法确定为国家秘密，目前仍在保密期限内，尚未解密",
    "refused_forbidden_by_law": "你申请公开的是能够识别单个统计调查对象身份的统计调查资料",
    "refused_endangers_security_stability": "该信息载明供水设施的位置和防护方案，公开后可能危及公共安全",
    "refused_third_party_rights": "合同附件载有第三方的成本构成，第三方已采取保密措施，公开会损害其竞争利益",
    "refused_internal_affairs": "该材料为本机关公务用车内部调度安排，仅用于内部管理，不对外产生法律效力",
    "refused_process_information": "该材料为文件起草过程中的征求意见稿，内容尚未确定，最终文件已经公开",
    "refused_enforcement_case_file": "该材料为本机关办理劳动保障监察案件形成的询问笔录，归入行政执法案卷",
    "not_held.other_agency": "国有建设用地使用权出让由自然资源主管部门负责，本机关没有制作或者获取该信息",
    "needs_creation": "本机关仅保存各单位分月报送的原始报表，提供逐户汇总的数据需要重新统计、分析",
    "still_unclear": "补正后的申请仍未写明所需文件的名称、文号或者其他特征性描述，无法确定所指向的信息",
    "petition_complaint": "你在申请中要求本机关查处有关单位拖欠工资的行为，并不要求提供具体的政府信息",
    "excessive_repeat_requests": "上述申请内容基本相同，本机关均已逐件答复，没有再次大量申请的必要",
    "other.not_government_information": "你申请公开的是党组会议记录，不是履行行政管理职能形成的信息",
    "confirm_or_reissue": "你要求本机关在你已经获取的文件复印件上加盖印章",
}
HISTORY = "2026年1月1日至3月31日，你向本机关提出政府信息公开申请48件，其中41件内容基本相同"


def base(authority: Authority = BUREAU, **more: Any) -> Facts:
    """A request received on 2 March 2026 and everything that every letter needs."""
    facts = Facts(
        authority=authority,
        case_number="2026-0012",
        applicant=Party(
            name="申请人甲",
            address="青山县城关镇解放路2号",
            phone="13800000000",
            id_number="510101199001011234",
        ),
        items=(Item("2025年度青山县公益性岗位补贴发放情况"),),
        received_on=date(2026, 3, 2),
        channel=Channel.REGISTERED_POST,
        number="青人社公开〔2026〕12号",
        due_on=date(2026, 3, 30),
        due_explained="自2026年3月2日收到申请的次日起计算20个工作日",
    )
    return replace(facts, **more)


SEARCH = Search(
    on=date(2026, 3, 10),
    by="本机关办公室和就业促进科工作人员",
    places="本机关公文管理系统、业务系统和2020年以来的文书档案",
    keywords="以“公益性岗位补贴”“岗位补贴发放”为关键词逐项检索，并查阅档案目录",
    result="未发现符合申请内容描述的文件",
)
PARTLY_FOUND = replace(SEARCH, result="有各单位分月报送的原始报表，没有逐户汇总的数据")
LAND = Contact("青山县自然资源局", "青山县城关镇建设路3号", "028-00000001", "")
GIVEN = (
    Given("关于印发青山县公益性岗位管理办法的通知", 6),
    Given("2025年度公益性岗位补贴发放汇总表", 2),
)
NOTICE = NoticeSent(
    "政府信息公开申请补正告知书",
    date(2026, 3, 9),
    "青人社公开〔2026〕8号",
    date(2026, 3, 10),
    date(2026, 3, 31),
)
EARLIER = Earlier("政府信息公开申请答复书", date(2025, 11, 3), "青人社公开〔2025〕40号")
CONSULTED = date(2026, 3, 9)
COMPANY = Party("第三方公司", PartyKind.ORGANISATION, "青山县工业园区5号")
REPLY = "https://qingshan.example/yishenqing/yijian/Q7mZ-3xk_W9tB2vLr0aYcHd8sNfGpE4u/"


def evidence_of(outcome: str) -> frozenset[str]:
    return frozenset(item.code for item in outcomes()[outcome].evidence) if outcome else frozenset()


def case(outcome: str = "", variant: str = "", authority: Authority = BUREAU, **more: Any) -> Facts:
    reasons = REASONS.get(f"{outcome}.{variant}") or REASONS.get(outcome, "")
    return base(
        authority,
        **{
            "outcome": outcome,
            "variant": variant,
            "reasons": reasons,
            "evidence": evidence_of(outcome),
            **more,
        },
    )


def cases(authority: Authority = BUREAU) -> dict[str, tuple[str, Facts]]:
    """Every letter in each of its wordings: name → kind and facts."""

    def of(outcome: str = "", variant: str = "", **more: Any) -> Facts:
        return case(outcome, variant, authority, **more)

    found: dict[str, tuple[str, Facts]] = {
        "L01": ("L01_registration_form", of(wanted_form="纸质复印件", handling_office="办公室")),
        "L02": ("L02_receipt", of()),
        "L03": (
            "L03_correction_notice",
            of(
                correction=Correction(
                    points=(
                        "申请公开的“相关文件”没有写明文件名称、文号或者便于查询的其他特征性描述，请予明确",
                        "没有写明获取政府信息的方式、途径，请予补充",
                    ),
                    guidance="例如，可以写明“2025年度青山县公益性岗位补贴发放汇总表”",
                )
            ),
        ),
        "L04": ("L04_reasons_notice", of(request_history=HISTORY)),
        "L05": (
            "L05_extension_notice",
            of(extension=Extension(20, "申请公开的信息涉及多个年度、需要逐件查阅档案", date(2026, 4, 28))),
        ),
        "L06": ("L06_third_party_letter", of(third_party=COMPANY, third_party_matter="合同价款构成")),
        "L06.on_line": (
            "L06_third_party_letter",
            of(third_party=COMPANY, third_party_matter="合同价款构成", reply_address=REPLY),
        ),
        "L07": ("L07_opinion_form", of(third_party=COMPANY)),
        "L08.third_party": ("L08_consultation_notice", of(variant="third_party", consulted_on=CONSULTED)),
        "L08.agency": ("L08_consultation_notice", of(variant="agency", consulted_on=date(2026, 3, 9))),
        "L10": ("L10_agency_letter", of(co_agency=Contact("青山县财政局"))),
        "L10.on_line": (
            "L10_agency_letter",
            of(co_agency=Contact("青山县财政局"), reply_address=REPLY),
        ),
        "L11": (
            "L11_assist_letter",
            of(assist=Assist("就业促进科", "检索2025年度公益性岗位补贴发放文件", date(2026, 3, 12))),
        ),
        "L12.per_item": (
            "L12_fee_notice",
            of(
                request_history=HISTORY,
                fee=fee_by_items(35, month=(2026, 3)),
                fee_how="凭本通知书到青山县政务服务中心非税收入窗口缴纳，收取后开具财政票据",
            ),
        ),
        "L12.per_page": (
            "L12_fee_notice",
            of(request_history=HISTORY, fee=fee_by_pages(120), fee_how="按照所附缴款码缴纳"),
        ),
        "L13": ("L13_answer_granted", of("granted", given=GIVEN, form="纸质复印件")),
        "L13.obtain": (
            "L13_answer_granted",
            of("granted", obtain="请于2026年3月31日前到本机关办公室领取光盘", corrected_on=date(2026, 3, 4)),
        ),
        "L14": (
            "L14_answer_already_public",
            of(
                "already_public",
                published=(
                    Published(
                        "2025年度青山县公益性岗位补贴发放公示",
                        "青山县人民政府门户网站“政府信息公开”专栏",
                        date(2026, 1, 15),
                        "https://www.example.gov.cn/zwgk/2026/0115.html",
                    ),
                ),
            ),
        ),
        "L15": (
            "L15_answer_partial",
            of(
                "partial",
                given=GIVEN,
                form="纸质复印件",
                withheld=(
                    Withheld("汇总表中领取人的身份证件号码和银行账号", "refused_third_party_rights",
                             "上述内容属于领取人的个人隐私，公开会损害其合法权益"),
                    Withheld("管理办法起草过程中的讨论记录", "refused_process_information",
                             "该记录形成于文件起草过程中，不是最终意见"),
                ),
            ),
        ),
        "L19": (
            "L19_answer_unclear",
            of("still_unclear", notice=NOTICE, corrected_on=date(2026, 3, 20), due_on=date(2026, 4, 20)),
        ),
        "L17.does_not_exist": ("L17_answer_not_held", of("not_held", "does_not_exist", search=SEARCH)),
        "L17.other_agency": ("L17_answer_not_held", of("not_held", "other_agency", responsible=LAND)),
        "L18": ("L18_answer_needs_creation", of("needs_creation", search=PARTLY_FOUND)),
        "L20.petition_complaint": (
            "L20_answer_not_processed",
            of("petition_complaint", proper_channel="青山县劳动保障监察大队，电话：12333"),
        ),
        "L20.repeated": (
            "L20_answer_not_processed",
            of("repeated", earlier=EARLIER),
        ),
        "L20.public_publication": (
            "L20_answer_not_processed",
            of("public_publication", obtain="可以到青山县图书馆查阅，或者向出版单位购买"),
        ),
        "L20.excessive_repeat_requests": (
            "L20_answer_not_processed",
            of("excessive_repeat_requests", request_history=HISTORY, applicant_reasons="需要了解工作进展"),
        ),
        "L20.confirm_or_reissue": ("L20_answer_not_processed", of("confirm_or_reissue")),
        "L21.abandoned_correction": (
            "L21_closed_abandoned",
            of("abandoned_correction", notice=NOTICE),
        ),
        "L21.abandoned_fee": (
            "L21_closed_abandoned",
            of("abandoned_fee", notice=replace(NOTICE, title="政府信息公开信息处理费收费通知书")),
        ),
        "L22": (
            "L22_inquiry_redirect",
            of(
                "refused_administrative_inquiry",
                inquiry_matter="不动产登记资料",
                inquiry_rule="《不动产登记暂行条例》",
                proper_channel="向青山县不动产登记中心申请查询",
            ),
        ),
        "L24": ("L24_withdrawal", of("withdrawn", withdrawal=Withdrawal(date(2026, 3, 12), "以书面方式"))),
        "L25": (
            "L25_delivery_record",
            of(
                service=Service(
                    ("《政府信息公开申请答复书》（青人社公开〔2026〕12号）",),
                    Means.EMS,
                    date(2026, 3, 16),
                    "青山县城关镇解放路2号",
                    "1000000000000",
                )
            ),
        ),
        "L26": ("L26_not_government_information", of("other", "not_government_information")),
        "L27": (
            "L27_transfer_notice",
            of("not_held", "other_agency", responsible=LAND, transferred_on=date(2026, 3, 10)),
        ),
        "L29": (
            "L29_delay_notice",
            of(request_history=HISTORY, applicant_reasons="用于编写地方志", delay_until=date(2026, 6, 30)),
        ),
        "L30": (
            "L30_answer_items",
            of(
                "partial",
                items=(
                    Item("2025年度公益性岗位补贴发放汇总表", "granted", detail="现提供纸质复印件，见附件"),
                    Item("公益性岗位管理办法起草过程中的征求意见稿", "refused_process_information",
                         reasons="该稿为起草过程中的过程稿，内容尚未确定"),
                    Item("2019年公益性岗位补贴发放照片", "not_held", "does_not_exist",
                         "本机关办公室于2026年3月10日检索公文管理系统和文书档案，未发现该照片"),
                ),
                given=GIVEN[1:],
                evidence=frozenset().union(
                    *map(evidence_of, ("partial", "granted", "refused_process_information", "not_held"))
                ),
            ),
        ),
    }  # fmt: skip
    for outcome in (code for code in outcomes() if code.startswith("refused_")):
        if outcome == "refused_administrative_inquiry":
            continue
        more: dict[str, Any] = {}
        if outcome == "refused_forbidden_by_law":
            more["forbidding_provision"] = "《中华人民共和国统计法》第二十八条"
        if outcome == "refused_third_party_rights":
            more |= {
                "consulted_on": date(2026, 3, 9),
                "third_party_opinion": "不同意公开，理由是涉及商业秘密",
            }
        found[f"L16.{outcome}"] = ("L16_answer_refused", of(outcome, **more))
    for variant, opinion in (
        ("public_interest", "涉及商业秘密，不同意公开"),
        ("no_good_reason", "不同意公开，未说明理由"),
        ("silent", ""),
    ):
        found[f"L09.{variant}"] = (
            "L09_third_party_disclosure_notice",
            of(
                variant=variant,
                third_party=COMPANY,
                consulted_on=date(2026, 3, 4),
                third_party_opinion=opinion,
                disclosed="供水管网水质检测合同的合同价款和检测结果",
                reasons="水质检测结果关系公众健康，不公开会对公共利益造成重大影响",
            ),
        )
    record = Record("2025年度社会保险缴费记录", "缴费月数少记2个月", "经核对缴费凭证，缴费月数确为12个月")
    for variant, more in (
        ("corrected", {"record": replace(record, corrected_on=date(2026, 3, 10))}),
        ("not_corrected", {"record": replace(record, found="经核对缴费凭证，记录与凭证一致")}),
        ("transferred", {"record": replace(record, found=""), "responsible": LAND,
                         "transferred_on": date(2026, 3, 10)}),
        ("redirected", {"record": replace(record, found=""), "responsible": LAND}),
    ):  # fmt: skip
        found[f"L23.{variant}"] = ("L23_correction_of_record", of(variant=variant, **more))
    reply = Reconsideration(
        body="青山县人民政府",
        received_on=date(2026, 4, 20),
        contested="《政府信息公开申请答复书》（青人社公开〔2026〕12号）",
        account="本机关经审查，于2026年3月16日作出答复，并于同日通过邮政特快专递送达申请人",
        view="申请人申请公开的材料为文件起草过程中的征求意见稿，属于过程性信息，本机关不予公开，事实清楚，适用依据正确，程序合法",
        plea="请求依法维持本机关作出的上述答复",
    )
    for variant in ("ordinary", "summary"):
        found[f"L28.{variant}"] = (
            "L28_reconsideration_reply",
            of(
                "refused_process_information",
                variant,
                reconsideration=reply,
                exhibits=(
                    "政府信息公开申请表及信封",
                    "征求意见稿及起草过程说明（不宜向申请人出示部分单独装订）",
                    "送达凭证",
                ),
            ),
        )
    return dict(sorted(found.items()))
