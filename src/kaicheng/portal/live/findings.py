"""Results as the page shows them: hits that are still public, facets as links, advice as links."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from kaicheng.portal.live.asked import SIZE, Asked
from kaicheng.portal.live.outlet import the_index
from kaicheng.publishing.kinds import Validity
from kaicheng.retrieval import NOT_IN_FORCE, Advice, FacetValue, Hit, Results, Sort

FACET_NAMES: dict[str, Promise] = {
    "year": gettext_lazy("年份"),
    "kind": gettext_lazy("类型"),
    "column": gettext_lazy("栏目"),
    "authority": gettext_lazy("机关"),
    "validity": gettext_lazy("有效性"),
}
"""In the order of the page."""
FEW = 8
"""Values of a facet that are shown at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a link: to the results with it, or without it where it is chosen."""

    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A row of choices."""

    name: str
    label: str
    few: tuple[Choice, ...]
    more: tuple[Choice, ...]
    any_address: str
    """Of the results without a choice in this row; empty where none is made."""


@dataclass(frozen=True, slots=True)
class Tip:
    """Another search that finds something."""

    label: str
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search."""

    asked: Asked
    results: Results
    hits: tuple[Hit, ...]

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def sorts(self) -> list[Choice]:
        """The orders to choose from, where there is one."""
        if not self.asked.text:
            return []
        labels = {Sort.RELEVANCE: _("最相关的在前"), Sort.NEWEST: _("最新的在前")}
        return [
            Choice(label, 0, sort is self.asked.order, self.asked.sorted_by(sort).address)
            for sort, label in labels.items()
        ]

    @property
    def facets(self) -> list[Facet]:
        """The rows with something to choose."""
        rows = []
        for name, label in FACET_NAMES.items():
            values: tuple[FacetValue, ...] = getattr(self.results.facets, name)
            values = tuple(value for value in values if value.value != "")
            chosen = any(value.chosen for value in values)
            if not values or (len(values) == 1 and not chosen):
                continue
            choices = [self._choice(name, value) for value in values]
            shown = [one for at, one in enumerate(choices) if at < FEW or one.chosen]
            rows.append(
                Facet(
                    name,
                    str(label),
                    tuple(shown),
                    tuple(one for one in choices if one not in shown),
                    self.asked.choosing(name, None).address if chosen else "",
                )
            )
        return rows

    @property
    def chosen(self) -> list[Choice]:
        """What it is narrowed down to, each with the results without it."""
        filters = self.asked.filters
        return [
            self._choice(name, FacetValue(value, 0, chosen=True))
            for name in FACET_NAMES
            for value in filters.values(name)
        ]

    def _choice(self, name: str, value: FacetValue) -> Choice:
        label = str(value.value)
        if name == "validity":
            label = validity_name(label)
        elif name == "year":
            label = _("%(year)s年") % {"year": label}
        other = self.asked.choosing(name, None if value.chosen else value.value)
        return Choice(label, value.count, value.chosen, other.address)

    @property
    def tips(self) -> list[Tip]:
        """What else to try; each was tried."""
        return [
            Tip(
                _("不限条件") if one.advice is Advice.NO_FILTERS else one.text,
                one.total,
                (
                    self.asked.anything() if one.advice is Advice.NO_FILTERS else self.asked.saying(one.text)
                ).address,
            )
            for one in self.results.suggestions
        ]

    @property
    def first(self) -> int:
        """The place of the first hit on this page."""
        return (self.asked.number - 1) * SIZE + 1

    @property
    def next_address(self) -> str:
        cursor = self.results.next_cursor
        return self.asked.next_page(cursor).address if cursor else ""

    @property
    def previous_address(self) -> str:
        return self.asked.previous_page().address if self.asked.number > 1 else ""


def find(asked: Asked, size: int = SIZE) -> Found:
    """Ask the index. Raises IndexUnavailable."""
    results = the_index().search(asked.query(size))
    return Found(asked, results, still_public(results.hits))


def still_public(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Those that are public this second: what is withdrawn is not shown even where the index lags behind."""
    keys = [int(hit.key) for hit in hits if hit.key.isdigit()]
    live = set(Page.objects.filter(pk__in=keys, live=True).values_list("pk", flat=True))
    return tuple(hit for hit in hits if hit.key.isdigit() and int(hit.key) in live)


def validity_name(code: str) -> str:
    """已废止 for ``abolished``."""
    return str(Validity(code).label) if code in Validity.values else code


def is_in_force(code: str) -> bool:
    return code not in NOT_IN_FORCE
