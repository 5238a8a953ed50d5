"""Plans as data: what is refused, and the way to JSON and back."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.redaction import (
    GIVEN,
    Box,
    Decision,
    PagePlan,
    Plan,
    PlanError,
    ground,
    grounds,
    plan_from_json,
    plan_to_json,
    redacted,
    summary,
    withheld,
)

from .papers import PROCESS, SECRET, THIRD_PARTY

BOX = Box(0.1, 0.1, 0.2, 0.2, THIRD_PARTY)


def test_the_grounds_are_the_refusals_of_the_table_of_outcomes() -> None:
    assert {code: (o.article.article, o.article.paragraph) for code, o in grounds().items()} == {
        "refused_state_secret": (14, None),
        "refused_forbidden_by_law": (14, None),
        "refused_endangers_security_stability": (14, None),
        "refused_third_party_rights": (15, None),
        "refused_internal_affairs": (16, 1),
        "refused_process_information": (16, 2),
        "refused_enforcement_case_file": (16, 2),
    }
    with pytest.raises(PlanError, match="不是不予公开的依据"):
        ground("granted")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (redacted(), "第 1 页要遮盖，但没有画出"),
        (PagePlan(Decision.GIVE, (BOX,)), "没有选“遮盖后公开”"),
        (withheld(), "至少有一项依据"),
        (PagePlan(Decision.GIVE, (), (SECRET,)), "其他页不填"),
        (withheld("granted"), "不是不予公开的依据"),
        (redacted(Box(0.1, 0.1, 0.1, 0.2, THIRD_PARTY)), "没有大小"),
        (redacted(Box(0.1, 0.1, 0.2, 1.2, THIRD_PARTY)), "不在页面之内"),
        (redacted(Box(math.nan, 0.1, 0.2, 0.2, THIRD_PARTY)), "不在页面之内"),
    ],
)
def test_a_plan_that_does_not_hold_together_says_where(page: PagePlan, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        Plan((page,)).check()


def test_a_plan_for_another_file() -> None:
    with pytest.raises(PlanError, match="文件有 3 页，方案有 1 页"):
        Plan((GIVEN,)).check(3)


_SIDES = st.tuples(st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0.5, 1), st.floats(0.5, 1))
_CODES = st.sampled_from(sorted(grounds()))
_BOXES = st.builds(lambda sides, code, note: Box(*sides, code, note), _SIDES, _CODES, st.text())
_PAGES = (
    st.just(GIVEN)
    | st.lists(_BOXES, min_size=1).map(lambda boxes: redacted(*boxes))
    | st.lists(_CODES, min_size=1, unique=True).map(lambda codes: withheld(*codes))
)
_PLANS = st.lists(_PAGES).map(lambda pages: Plan(tuple(pages)))


@given(_PLANS)
def test_a_plan_comes_back_from_json(plan: Plan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


@given(_PLANS)
def test_every_page_is_in_the_register_once(plan: Plan) -> None:
    register = summary(plan)
    assert sorted((*register.given, *register.redacted, *register.withheld)) == list(
        range(1, len(plan.pages) + 1)
    )
    assert sum(use.boxes for use in register.grounds) == sum(len(page.boxes) for page in plan.pages)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"schema": "other", "pages": []},
        {"schema": "kaicheng/release-plan/1", "pages": [{"decision": "burn"}]},
        {"schema": "kaicheng/release-plan/1", "pages": [{"decision": "redact", "boxes": [{"area": "abcd"}]}]},
        {"schema": "kaicheng/release-plan/1", "pages": [{"decision": "redact", "boxes": [{"area": [1, 2]}]}]},
        {"schema": "kaicheng/release-plan/1", "pages": 3},
    ],
)
def test_json_of_another_form(broken: Any) -> None:
    with pytest.raises(PlanError, match="数据不完整"):
        plan_from_json(broken)


def test_the_register_in_words() -> None:
    other = Box(0.5, 0.5, 0.6, 0.6, PROCESS)
    plan = Plan(
        (
            GIVEN,
            redacted(BOX, other),
            GIVEN,
            withheld(SECRET),
            redacted(BOX),
            withheld(SECRET),
            withheld(SECRET),
        )
    )
    register = summary(plan)
    assert register.sentence == (
        "共 7 页：公开 2 页，遮盖后公开 2 页（第 2、5 页），不予公开 3 页（第 4、6、7 页）。"
    )
    assert register.ground_sentences == (
        "依据《政府信息公开条例》第十四条（属于国家秘密）不予公开 3 页（第 4、6、7 页）。",
        "依据《政府信息公开条例》第十五条（保护第三方合法权益）遮盖 2 处（第 2、5 页）。",
        "依据《政府信息公开条例》第十六条第二款（属于四类过程性信息）遮盖 1 处（第 2 页）。",
    )
    assert summary(Plan((withheld(SECRET),) * 5)).sentence == "共 5 页：不予公开 5 页（第 1—5 页）。"
