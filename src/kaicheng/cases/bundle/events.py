"""What the trail records when the file of a case leaves the house."""

from __future__ import annotations

from kaicheng.audit.registry import register

MADE = register(
    "cases.bundle.made",
    zh="申请{label}：制作案卷，{facts[pages]}页，{facts[files]}个原件，{facts[with]}",
    en="request {label}: made the bundle, {facts[pages]} pages, {facts[files]} originals",
    facts=["pages", "files", "with", "digest"],
)
