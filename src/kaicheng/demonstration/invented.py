"""Codes and addresses that are right in form and plainly nobody's."""

from __future__ import annotations

from kaicheng.agencies.codes import credit_code_check, organisation_code_check

NO_REGION = "000000"


def credit_code(number: int, region: str = NO_REGION) -> str:
    """The unified social credit code of the authority with this number, check characters right.

    Its organisation code is of the series ``XXXX``, plainly invented.
    """
    body = f"XXXX{number:04d}"
    most = f"11{region}{body}{organisation_code_check(body)}"
    return most + credit_code_check(most)


def email(name: str) -> str:
    """An address in a domain that can never exist (RFC 2606)."""
    return f"{name}@xichang.example"
