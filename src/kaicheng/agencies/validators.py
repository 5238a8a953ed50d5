"""The checks of ``codes`` in the form in which model fields take them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from kaicheng.agencies import codes
from kaicheng.findings import Text


def _refuse(problem: Text | None) -> None:
    if problem is not None:
        raise ValidationError(problem.en if get_language() == "en" else problem.zh)


def credit_code(value: str) -> None:
    _refuse(codes.problem_of_credit_code(value))


def organisation_code(value: str) -> None:
    _refuse(codes.problem_of_organisation_code(value))


def region_code(value: str) -> None:
    _refuse(codes.problem_of_region_code(value))
