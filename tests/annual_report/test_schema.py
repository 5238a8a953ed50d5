"""The published JSON Schema says what the JSON of a report is, no more and no less."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from kaicheng.annual_report.form import EDITIONS
from kaicheng.annual_report.model import AnnualReport, blank_report
from kaicheng.annual_report.schema import json_schema
from kaicheng.annual_report.writers import write

from .strategies import messy_reports

PUBLISHED = Path(__file__).parents[2] / "docs/annual-report.schema.json"
VALIDATOR = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_published_copy_is_current() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == json_schema(), (
        "renew it: python -m kaicheng.annual_report.schema > docs/annual-report.schema.json"
    )


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@settings(max_examples=30, deadline=None)
@given(report=messy_reports())
def test_every_report_that_we_write_is_valid(report: AnnualReport) -> None:
    VALIDATOR.validate(json.loads(write(report, "json")))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_empty_form_is_valid(edition: str) -> None:
    VALIDATOR.validate(json.loads(write(blank_report(int(edition)), "json")))


def test_every_cell_of_both_forms_is_in_it() -> None:
    for edition in EDITIONS:
        for path in blank_report(int(edition)).statutory_form.cells:
            node: Any = {"properties": json_schema()["properties"]}
            for name in path.split("."):
                choices = node.get("anyOf", [node])
                node = next(choice["properties"][name] for choice in choices if "properties" in choice)
            assert node["$ref"] == "#/$defs/figure", path


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(schema="kaicheng/annual-report/2"),
        lambda data: data.update(form="2008"),
        lambda data: data["requests"]["granted"].update(total="3"),
        lambda data: data["requests"].update(grantde={}),
        lambda data: data["raw"].update({"proactive.rules.in_force": 3}),
        lambda data: data.update(period={"start": "2024-01-01"}),
        lambda data: data.pop("remedies"),
    ],
    ids=[
        "another schema",
        "no such form",
        "text for a figure",
        "misspelt row",
        "raw not text",
        "half a period",
        "no table",
    ],
)
def test_what_is_not_such_a_report_is_refused(spoil: Any) -> None:
    data = deepcopy(json.loads(write(blank_report(2024), "json")))
    spoil(data)
    assert not VALIDATOR.is_valid(data)
