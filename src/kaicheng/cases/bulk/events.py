"""What the trail records about acts on many requests at once; each case has its own event besides."""

from __future__ import annotations

from kaicheng.audit.registry import register

TOGETHER = register(
    "cases.group.act",
    zh="对同一申请人的{facts[count]}件申请一并登记：{facts[what]}（{facts[on]}），自{facts[first]}至{facts[last]}",
    en="recorded {facts[act]} on {facts[on]} for {facts[count]} requests of one applicant",
    facts=["count", "what", "act", "on", "first", "last", "letter"],
)
