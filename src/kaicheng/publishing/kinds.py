"""What a document is, and what must be known of each kind before it may be published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of document. The first two are counted in table 2 of the annual report."""

    RULES = "rules", _("规章")
    NORMATIVE = "normative", _("行政规范性文件")
    OFFICIAL = "official", _("其他公文")
    NOTICE = "notice", _("通知公告")
    PUBLIC_NOTICE = "public_notice", _("公示")
    NEWS = "news", _("工作动态")
    INTERPRETATION = "interpretation", _("政策解读")
    GUIDE = "guide", _("办事指南")
    BUDGET = "budget", _("预算")
    ACCOUNTS = "accounts", _("决算")
    LIST = "list", _("清单目录")
    OTHER = "other", _("其他信息")


POLICIES = frozenset({Kind.RULES, Kind.NORMATIVE, Kind.OFFICIAL})
"""What may be interpreted, amended and repealed."""

COUNTED = frozenset({Kind.RULES, Kind.NORMATIVE})
"""What table 2 counts: issued, repealed, in force."""


class Genre(models.TextChoices):
    """体裁分类: the fifteen kinds of official paper of 党政机关公文处理工作条例 (2012) Art. 8, and others."""

    RESOLUTION = "resolution", _("决议")
    DECISION = "decision", _("决定")
    ORDER = "order", _("命令（令）")
    COMMUNIQUE = "communique", _("公报")
    PROCLAMATION = "proclamation", _("公告")
    ANNOUNCEMENT = "announcement", _("通告")
    OPINION = "opinion", _("意见")
    NOTICE = "notice", _("通知")
    CIRCULAR = "circular", _("通报")
    REPORT = "report", _("报告")
    PETITION = "petition", _("请示")
    REPLY = "reply", _("批复")
    MOTION = "motion", _("议案")
    LETTER = "letter", _("函")
    MINUTES = "minutes", _("纪要")
    OTHER = "other", _("其他")


class Topic(models.TextChoices):
    """主题分类 that a department of a county uses; the first level of the State Council's list."""

    GENERAL = "general", _("综合政务")
    ECONOMY = "economy", _("国民经济管理、国有资产监管")
    FINANCE = "finance", _("财政、金融、审计")
    LAND = "land", _("国土资源、能源")
    AGRICULTURE = "agriculture", _("农业、林业、水利")
    INDUSTRY = "industry", _("工业、交通")
    TRADE = "trade", _("商贸、海关、旅游")
    MARKET = "market", _("市场监管、安全生产监管")
    CONSTRUCTION = "construction", _("城乡建设、环境保护")
    EDUCATION = "education", _("科技、教育")
    CULTURE = "culture", _("文化、广电、新闻出版")
    HEALTH = "health", _("卫生、体育")
    FAMILY = "family", _("人口与计划生育、妇女儿童工作")
    LABOUR = "labour", _("劳动、人事、监察")
    PUBLIC_SECURITY = "public_security", _("公安、安全、司法")
    CIVIL_AFFAIRS = "civil_affairs", _("民政、扶贫、救灾")
    ETHNIC = "ethnic", _("民族、宗教")
    FOREIGN = "foreign", _("对外事务")
    OTHER = "other", _("其他")


class Attribute(models.TextChoices):
    """公开属性, fixed when a document is drafted (Art. 13 of the Regulation)."""

    PROACTIVE = "proactive", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    NOT_PUBLIC = "not_public", _("不予公开")


class Origin(models.TextChoices):
    """Where a text comes from: a paper of somebody else is public only if they have made it so."""

    OWN = "own", _("本机关制作")
    SUPERIOR = "superior", _("上级或者其他机关的文件")
    INTERNET = "internet", _("从网上取得")


class Ground(models.TextChoices):
    """On which ground something is not public: Arts 14 to 16 of the Regulation."""

    STATE_SECRET = "state_secret", _("国家秘密（第十四条）")
    FORBIDDEN_BY_LAW = "forbidden_by_law", _("法律、行政法规禁止公开（第十四条）")
    SECURITY = "endangers_security_stability", _("可能危及国家安全、公共安全、经济安全、社会稳定（第十四条）")
    THIRD_PARTY = "third_party_rights", _("商业秘密、个人隐私等第三方合法权益（第十五条）")
    INTERNAL = "internal_affairs", _("内部事务信息（第十六条第一款）")
    PROCESS = "process_information", _("过程性信息（第十六条第二款）")
    CASE_FILE = "enforcement_case_file", _("行政执法案卷信息（第十六条第二款）")


class Validity(models.TextChoices):
    """有效性."""

    EFFECTIVE = "effective", _("现行有效")
    NOT_YET = "not_yet", _("尚未生效")
    AMENDED = "amended", _("已修改")
    ABOLISHED = "abolished", _("已废止")
    LAPSED = "lapsed", _("已失效")
