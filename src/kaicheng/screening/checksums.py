"""Numbers that prove themselves: resident identity numbers, bank cards, social credit codes."""

from __future__ import annotations

from datetime import date
from functools import cache

from kaicheng.screening.catalogue import data

_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_EARLIEST = 1880


@cache
def _provinces() -> frozenset[str]:
    return frozenset(map(str, data("regions")["provinces"]))


@cache
def _cards() -> dict[int, tuple[str, ...]]:
    return {length: tuple(prefixes.split()) for length, prefixes in data("bank-cards").items()}


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year >= _EARLIEST
    except ValueError:
        return False


def identity_check(body: str) -> str:
    """The check character of the first seventeen digits of an identity number (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_IDENTITY_WEIGHTS, body, strict=True))
    return "10X98765432"[total % 11]


def looks_like_identity_number(number: str) -> bool:
    """Whether province and date of an eighteen-character number are possible, whatever its last character."""
    return number[:2] in _provinces() and _is_day(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def is_identity_number(number: str) -> bool:
    """Whether province, date and check character of an eighteen-character number are right."""
    return looks_like_identity_number(number) and identity_check(number[:17]) == number[17].upper()


def is_old_identity_number(number: str) -> bool:
    """Whether province and date of a number of fifteen digits are possible; it has no check digit."""
    return number[:2] in _provinces() and _is_day(
        1900 + int(number[6:8]), int(number[8:10]), int(number[10:12])
    )


def luhn(number: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def is_bank_card(number: str) -> bool:
    """Whether a number has the first digits, the length and the check digit of a bank card."""
    prefixes = _cards().get(len(number))
    return prefixes is not None and number.startswith(prefixes) and luhn(number)


def is_unlisted_card(number: str) -> bool:
    """Whether a number could be a UnionPay card whose bank is not in the list."""
    return number.startswith("62") and len(number) in (16, 19) and luhn(number)


def credit_check(body: str) -> str:
    """The check character of the first seventeen of a unified social credit code (GB 32100-2015).

    Raises ValueError for a character that no code holds.
    """
    values = map(_CREDIT_ALPHABET.index, body)
    total = sum(weight * value for weight, value in zip(_CREDIT_WEIGHTS, values, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether the check character of a unified social credit code is right."""
    try:
        return credit_check(code[:-1].upper()) == code[-1:].upper()
    except ValueError:
        return False
