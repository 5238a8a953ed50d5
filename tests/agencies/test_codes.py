from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.agencies.codes import (
    credit_code_check,
    organisation_code_check,
    organisation_code_in,
    problem_of_credit_code,
    problem_of_organisation_code,
    problem_of_region_code,
)

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "11100000000013338W"])
def test_credit_codes_in_use__hold(code):
    assert problem_of_credit_code(code) is None


def test_organisation_code_in_a_credit_code__holds():
    assert organisation_code_in("11440170007280420Y") == "007280420"
    assert problem_of_organisation_code("007280420") is None
    assert problem_of_organisation_code("000013338") is None


@given(st.text(CREDIT, min_size=17, max_size=17), st.data())
def test_credit_code__any_one_wrong_character_is_found(body, data):
    code = body + credit_code_check(body)
    assert problem_of_credit_code(code) is None
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from(CREDIT).filter(lambda character: character != code[place]))
    problem = problem_of_credit_code(code[:place] + other + code[place + 1 :])
    assert problem is not None and "校验位" in problem.zh


@given(st.text(CREDIT, min_size=17, max_size=17), st.integers(0, 15))
def test_credit_code__two_neighbours_exchanged_are_found(body, place):
    code = body + credit_code_check(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (problem_of_credit_code(swapped) is None) == (code[place] == code[place + 1])


@given(st.text(ORGANISATION, min_size=8, max_size=8), st.data())
def test_organisation_code__a_wrong_check_character_is_found(body, data):
    check = organisation_code_check(body)
    assert problem_of_organisation_code(body + check) is None
    other = data.draw(st.sampled_from("0123456789X").filter(lambda character: character != check))
    assert problem_of_organisation_code(body + other) is not None


@pytest.mark.parametrize(
    "code", ["", "1234", "11440170007280420y", "O1440170007280420Y", "1144017000728042Ｙ"]
)
def test_credit_code__of_another_shape_is_refused_with_what_to_do(code):
    problem = problem_of_credit_code(code)
    assert problem is not None and "核对" in problem.zh and problem.en


@pytest.mark.parametrize("code", ["", "00728042-0", "00728042Z", "0072804200"])
def test_organisation_code__of_another_shape_is_refused(code):
    assert problem_of_organisation_code(code) is not None


@pytest.mark.parametrize("code", ["513401", "510000", "110101", "810000"])
def test_region_codes__hold(code):
    assert problem_of_region_code(code) is None


@pytest.mark.parametrize("code", ["", "51340", "5134011", "99", "990000", "510001", "５１３４０１", "51340a"])
def test_region_code__that_cannot_be_is_refused(code):
    assert problem_of_region_code(code) is not None
