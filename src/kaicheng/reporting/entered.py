"""Figures put in by hand, as far as a scope has any."""

from __future__ import annotations

from django.db.models import QuerySet

from kaicheng.reporting.models import EnteredFigure
from kaicheng.reporting.scope import Scope


def entered_in(scope: Scope) -> QuerySet[EnteredFigure]:
    """The figures put in for the year in which the scope ends, authority by authority."""
    rows = EnteredFigure.objects.filter(scope.within(), year=scope.period.end.year)
    return rows.select_related("agency").order_by("agency", "cell")
