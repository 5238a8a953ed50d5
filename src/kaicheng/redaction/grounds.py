"""The legal grounds on which a page, or a part of one, is withheld: the refusals of the table of outcomes."""

from __future__ import annotations

from functools import cache

from kaicheng.redaction.errors import PlanError
from kaicheng.statute.citation import Article
from kaicheng.statute.outcomes import Outcome, outcomes
from kaicheng.statute.wording import numeral

_REFUSAL = "L16_answer_refused"


@cache
def grounds() -> dict[str, Outcome]:
    """The grounds by code, in the order of the table: what is answered with a letter of refusal."""
    return {
        code: outcome
        for code, outcome in outcomes().items()
        if outcome.letter is not None and outcome.letter.code == _REFUSAL
    }


def ground(code: str) -> Outcome:
    """The ground with this code.

    Raises:
        PlanError: no outcome of the table, or one that withholds nothing.
    """
    found = grounds().get(code)
    if found is None:
        raise PlanError(
            f"“{code}”不是不予公开的依据。可选：{'、'.join(grounds())}。",
            f"“{code}” is no ground to withhold. There are: {', '.join(grounds())}.",
        )
    return found


def short_labels(article: Article) -> tuple[str, ...]:
    """Ways to write the article into a box, the longest first: 条例第十六条第二款, 第16条第2款, 16(2)."""
    number = article.article or 0  # every ground has one
    long, short, least = f"条例第{numeral(number)}条", f"第{number}条", str(number)
    if article.paragraph is not None:
        long += f"第{numeral(article.paragraph)}款"
        short += f"第{article.paragraph}款"
        least += f"({article.paragraph})"
    return long, short, least


def reason(outcome: Outcome) -> str:
    """Why, without the consequence: 保护第三方合法权益 out of 保护第三方合法权益，不予公开."""
    return outcome.name.zh.partition("，")[0]
