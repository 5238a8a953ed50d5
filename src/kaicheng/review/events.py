"""What the trail records about reviews."""

from __future__ import annotations

from kaicheng.audit.registry import register

SUBMITTED = register(
    "review.submitted",
    zh="送审《{label}》，审核环节：{facts[levels]}",
    en="submitted “{label}” for review by {facts[levels]}",
    facts=["levels", "revision", "urgent"],
)
SIGNED = register(
    "review.signed",
    zh="签批《{label}》（{facts[level]}），内容摘要{facts[digest]}",
    en="signed “{label}” ({facts[level]}), content {facts[digest]}",
    facts=["level", "revision", "digest", "delegated"],
)
RETURNED = register(
    "review.returned",
    zh="退回《{label}》（{facts[level]}）；原因：{facts[reasons]} {reason}",
    en="returned “{label}” ({facts[level]}): {facts[reasons]} {reason}",
    facts=["level", "revision", "reasons"],
)
VOIDED = register(
    "review.voided",
    zh="修改了送审中的《{label}》，原有{facts[signatures]}个签名作废",
    en="changed “{label}” under review; {facts[signatures]} signatures are void",
    facts=["signatures", "revision"],
)
TAKEN_BACK = register(
    "review.taken_back",
    zh="撤回送审《{label}》",
    en="took back “{label}” from review",
    facts=["revision"],
)
VERDICT_GIVEN = register(
    "review.verdict_given",
    zh="核实《{label}》的检查结果{facts[rule]}：{facts[verdict]} {reason}",
    en="judged the finding {facts[rule]} on “{label}”: {facts[verdict]} {reason}",
    facts=["rule", "verdict", "fingerprint"],
)
CHAIN_SET = register(
    "review.chain_set",
    zh="设置审核环节（{label}）：{facts[levels]}",
    en="set the levels of review ({label}): {facts[levels]}",
    facts=["levels", "kind", "days"],
)
