"""Our own JSON, read back exactly."""

from __future__ import annotations

import json
from decimal import Decimal

from kaicheng.annual_report.errors import DamagedFile
from kaicheng.annual_report.model import AnnualReport


def read_json(text: str) -> AnnualReport:
    """The report in a JSON text. Raises DamagedFile or NotAReport."""
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            f"JSON 格式有误：{error}。请重新导出后重试。", f"Not valid JSON: {error}. Export it again."
        ) from error
    return AnnualReport.from_json(data)
