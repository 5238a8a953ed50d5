"""What the trail records about reports."""

from __future__ import annotations

from kaicheng.audit.registry import register

FIGURE_ENTERED = register(
    "reporting.figure.entered",
    zh="手工填报{facts[year]}年{label}：{after[value]}（原为{before[value]}），来源：{facts[source]}；理由：{reason}",
    en="entered {label} of {facts[year]}: {after[value]} (was {before[value]}), {facts[source]}; {reason}",
    fields=["value"],
    facts=["year", "cell", "source"],
)
