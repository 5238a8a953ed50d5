"""The statutory annual report (政府信息公开工作年度报告): read, check, write, compare, add up.

::

    from pathlib import Path
    from kaicheng.annual_report import check, read_path, write

    report = read_path(Path("年度报告.docx"))
    report["proactive.licensing_decisions"]           # 158, or None for a blank
    for finding in check(report):
        print(finding.severity, finding.rule, finding.message)
    Path("report.pdf").write_bytes(write(report, "pdf"))
"""

from kaicheng.annual_report.checks import Settings, check
from kaicheng.annual_report.compare import Comparison, compare
from kaicheng.annual_report.consolidate import Consolidation, consolidate
from kaicheng.annual_report.errors import (
    AnnualReportError,
    DamagedFile,
    EncryptedFile,
    NotAReport,
    NoText,
    ReadError,
    TookTooLong,
    TooLarge,
    UnknownKind,
)
from kaicheng.annual_report.form import Form, form_for, load_form
from kaicheng.annual_report.model import AnnualReport, Note, Period
from kaicheng.annual_report.readers import read, read_path
from kaicheng.annual_report.schema import json_schema
from kaicheng.annual_report.writers import KINDS, write

__all__ = [
    "KINDS",
    "AnnualReport",
    "AnnualReportError",
    "Comparison",
    "Consolidation",
    "DamagedFile",
    "EncryptedFile",
    "Form",
    "NoText",
    "NotAReport",
    "Note",
    "Period",
    "ReadError",
    "Settings",
    "TooLarge",
    "TookTooLong",
    "UnknownKind",
    "check",
    "compare",
    "consolidate",
    "form_for",
    "json_schema",
    "load_form",
    "read",
    "read_path",
    "write",
]
