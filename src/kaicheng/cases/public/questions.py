"""What is asked of an applicant (Art. 29 of the Regulation), step by step. No purpose is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.cases.models import ApplicantKind
from kaicheng.cases.models.case import DeliveryWish, Form
from kaicheng.screening.checksums import is_credit_code, is_identity_number

PERSON = ApplicantKind.NATURAL_PERSON
IDENTITY_CARD = "居民身份证"
CREDIT_CODE = "统一社会信用代码证"
ID_KINDS = [
    (IDENTITY_CARD, gettext_lazy("居民身份证")),
    ("港澳居民来往内地通行证", gettext_lazy("港澳居民来往内地通行证")),
    ("台湾居民来往大陆通行证", gettext_lazy("台湾居民来往大陆通行证")),
    ("护照", gettext_lazy("护照")),
    (CREDIT_CODE, gettext_lazy("统一社会信用代码证书（单位）")),
    ("其他证件", gettext_lazy("其他有效证件")),
]
LONGEST_TEXT = 4000
MOST_ITEMS = 20
_CARD = re.compile(r"[0-9]{17}[0-9X]")
_CREDIT = re.compile(r"[0-9A-Z]{18}")
_TELEPHONE = RegexValidator(
    r"^[+0-9][0-9\-－ ()（）转]{6,29}$", gettext_lazy("电话号码不对，请核对。固定电话请带区号。")
)
_POSTCODE = RegexValidator(r"^\d{6}$", gettext_lazy("邮政编码是6位数字。"))


class Question(forms.Form):
    """One page of the way. ``known`` are the answers given before, also on other pages."""

    use_required_attribute = False

    def __init__(self, *args: Any, known: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.known = dict(known or {})
        kwargs["initial"] = {name: self.known.get(name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def answer(self, name: str) -> Any:
        """An answer on this page, else the one given before."""
        return self.cleaned_data.get(name, self.known.get(name))

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The answers as the page for checking shows them; what was left empty is left out."""
        rows = []
        for name, field in self.fields.items():
            value = self.known.get(name)
            if isinstance(field, forms.ChoiceField):
                value = dict(cast(Any, field.choices)).get(value, "")
            elif isinstance(field, forms.BooleanField):
                value = _("是") if value else _("否")
            if value:
                rows.append((str(field.label), str(value)))
        return rows

    @property
    def organisation(self) -> bool:
        return self.answer("applicant_kind") not in {None, "", PERSON.value}


def _line(label: Any, help_text: Any = "", *, missing: Any = "", longest: int = 120, **attrs: str) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        max_length=longest,
        strip=True,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing, "max_length": gettext_lazy("太长了，最多%(limit_value)d个字。")},
    )


def _one_of(label: Any, choices: Any, missing: Any, help_text: Any = "") -> Any:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class WantedForm(Question):
    """What is asked for."""

    wanted = forms.CharField(
        label=gettext_lazy("您想要什么政府信息？"),
        help_text=gettext_lazy(
            "写明名称、文号，或者能让人找到它的描述：什么事、哪一年、哪个地方。不用写理由和用途。"
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy("还差一项：请写明想要什么政府信息。"),
            "max_length": gettext_lazy("太长了，最多%(limit_value)d个字。详细的材料可以作为附件。"),
        },
    )
    items = forms.CharField(
        label=gettext_lazy("想要几样不同的信息？（可不填）"),
        help_text=gettext_lazy("一行写一样，会分别答复您。只要一样的不用填。"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": gettext_lazy("太长了，最多%(limit_value)d个字。")},
    )

    def clean_items(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["items"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_ITEMS:
            raise ValidationError(
                _("写了%(count)s样，一份申请最多%(most)s样。请分成几份提出。"),
                params={"count": len(lines), "most": MOST_ITEMS},
            )
        return "\n".join(lines)


class WhoForm(Question):
    """Who asks, and whether somebody else acts for them."""

    applicant_kind = _one_of(
        gettext_lazy("谁来申请？"),
        ApplicantKind.choices,
        gettext_lazy("还差一项：请选择申请人是个人，还是哪一类单位。"),
        gettext_lazy("以个人名义选“自然人”；以单位名义选单位的类别。年度报告按这个分类统计。"),
    )
    through_agent = _one_of(
        gettext_lazy("是不是替别人申请？"),
        [("no", gettext_lazy("自己申请，或者为本单位申请")), ("yes", gettext_lazy("受委托，替别人申请"))],
        gettext_lazy("还差一项：请选择是不是替别人申请。"),
    )


class IdentityForm(Question):
    """Name and identity."""

    name = _line(
        gettext_lazy("申请人姓名或者单位名称"),
        gettext_lazy("和证件上一致。"),
        missing=gettext_lazy("还差一项：请填写姓名或者单位名称。"),
        autocomplete="name",
    )
    id_kind = forms.ChoiceField(
        label=gettext_lazy("用什么证明身份？"),
        choices=ID_KINDS,
        error_messages={"invalid_choice": gettext_lazy("请从列出的证件里选一种。")},
    )
    id_number = _line(
        gettext_lazy("证件号码"),
        gettext_lazy("加密保存，只有收件的工作人员因工作需要才能查看，每次查看都有记录。"),
        missing=gettext_lazy("还差一项：请填写证件号码。"),
        longest=60,
        autocomplete="off",
        **{"data-private": ""},
    )
    legal_representative = _line(
        gettext_lazy("法定代表人或者负责人（单位填）"), longest=60, autocomplete="off"
    )
    contact = _line(gettext_lazy("联系人（单位填）"), longest=60, autocomplete="off")

    def clean_id_number(self) -> str:
        number = re.sub(r"\s", "", self.cleaned_data["id_number"]).upper()
        kind = self.cleaned_data.get("id_kind")
        if kind == IDENTITY_CARD and not (_CARD.fullmatch(number) and is_identity_number(number)):
            raise ValidationError(_("身份证号码不对，可能抄错或者漏了一位。请对照证件再填一次。"))
        if kind == CREDIT_CODE and not (_CREDIT.fullmatch(number) and is_credit_code(number)):
            raise ValidationError(_("统一社会信用代码不对。它有18位，请对照证书再填一次。"))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.organisation and not self.errors:
            if not cleaned.get("legal_representative"):
                self.add_error(
                    "legal_representative", _("还差一项：单位申请的，请填写法定代表人或者负责人。")
                )
            if not cleaned.get("contact"):
                self.add_error("contact", _("还差一项：单位申请的，请填写联系人。"))
        return cleaned


class AgentForm(Question):
    """Who acts for the applicant, and by what authority."""

    agent_name = _line(gettext_lazy("代理人姓名"), longest=60, autocomplete="off")
    agent_id_number = _line(
        gettext_lazy("代理人身份证件号码"), longest=60, autocomplete="off", **{"data-private": ""}
    )
    agent_authority = _line(
        gettext_lazy("委托您做什么？"),
        gettext_lazy("例如：提出申请、补正、领取答复。授权委托书在后面“文件”一步附上。"),
        longest=200,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.answer("through_agent") == "yes":
            for name, said in (
                ("agent_name", _("还差一项：请填写代理人姓名。")),
                ("agent_id_number", _("还差一项：请填写代理人身份证件号码。")),
                ("agent_authority", _("还差一项：请写明委托您做什么。")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return cleaned


class AnswerForm(Question):
    """How the information is wanted."""

    form = _one_of(gettext_lazy("想要什么形式？"), Form.choices, gettext_lazy("还差一项：请选择想要的形式。"))
    delivery = _one_of(
        gettext_lazy("怎么给您？"), DeliveryWish.choices, gettext_lazy("还差一项：请选择怎么给您。")
    )
    help_needed = _line(
        gettext_lazy("需要帮助吗？（可不填）"),
        gettext_lazy("阅读有困难，或者有视听障碍的，请写在这里，我们会提供必要的帮助。"),
        longest=200,
    )


class ContactForm(Question):
    """Where the applicant is reached; what is needed follows from how the answer is to come."""

    telephone = forms.CharField(
        label=gettext_lazy("联系电话"),
        help_text=gettext_lazy("内容需要核对时打这个电话。"),
        required=False,
        max_length=30,
        validators=[_TELEPHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("电子邮箱"),
        help_text=gettext_lazy("填了就会收到一份回执。"),
        required=False,
        error_messages={"invalid": gettext_lazy("邮箱地址不对，应当像 name@example.com 这样。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = _line(
        gettext_lazy("通信地址"),
        gettext_lazy("写到门牌号。"),
        longest=300,
        autocomplete="street-address",
    )
    postcode = forms.CharField(
        label=gettext_lazy("邮政编码"),
        required=False,
        max_length=6,
        validators=[_POSTCODE],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    e_service = forms.BooleanField(
        label=gettext_lazy("同意电子送达：补正告知、答复等文书在网上给我，不再邮寄"),
        help_text=gettext_lazy("凭编号和查询码打开文书，打开的时间会记录下来作为送达的凭据。以后可以改。"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        wish = self.answer("delivery")
        if wish == DeliveryWish.EMAIL and not cleaned.get("email"):
            self.add_error("email", _("还差一项：选了用电子邮件给您，请填写电子邮箱。"))
        if wish == DeliveryWish.POST and not cleaned.get("address"):
            self.add_error("address", _("还差一项：选了邮寄，请填写通信地址。"))
        if not self.errors and not (cleaned.get("telephone") or cleaned.get("email")):
            self.add_error("telephone", _("还差一项：电话和邮箱请至少填一样，不然联系不上您。"))
        return cleaned


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the way: its place in the address, its title, its form."""

    slug: str
    title: Promise
    form: type[Question] | None

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is asked at all, after what was answered."""
        return self.slug != "daili" or answers.get("through_agent") == "yes"


class Steps:
    """The way from first to last."""

    all: ClassVar[tuple[Step, ...]] = (
        Step("neirong", gettext_lazy("想要的信息"), WantedForm),
        Step("shenqingren", gettext_lazy("谁来申请"), WhoForm),
        Step("shenfen", gettext_lazy("身份"), IdentityForm),
        Step("daili", gettext_lazy("代理人"), AgentForm),
        Step("fangshi", gettext_lazy("怎么给您"), AnswerForm),
        Step("lianxi", gettext_lazy("联系方式"), ContactForm),
        Step("wenjian", gettext_lazy("文件"), None),
    )

    @classmethod
    def find(cls, slug: str) -> Step | None:
        return next((step for step in cls.all if step.slug == slug), None)

    @classmethod
    def asked(cls, answers: Mapping[str, Any]) -> list[Step]:
        """The steps of this applicant."""
        return [step for step in cls.all if step.applies(answers)]


FIELDS = {name for step in Steps.all if step.form for name in step.form.base_fields}


def unfinished(answers: Mapping[str, Any], step: Step) -> bool:
    """Whether something is still missing or wrong on a page."""
    if step.form is None:
        return False
    data = {name: value for name, value in answers.items() if value not in (None, False)}
    return not step.form(data, known=answers).is_valid()
