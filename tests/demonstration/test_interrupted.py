"""Loading the province, with the plug pulled."""

from __future__ import annotations

import pytest

from kaicheng.agencies.models import Agency
from kaicheng.demonstration.province import PROVINCE
from kaicheng.demonstration.registry import Occasion, Size, load
from kaicheng.publishing.models import HomePage
from tests.demonstration.conftest import NOW, SCALE


def provincial():
    return Agency.objects.filter(slug__startswith=PROVINCE)


@pytest.mark.django_db
def test_interrupted__goes_on_where_it_stopped():
    told: list[str] = []

    def pull_the_plug(line: str) -> None:
        told.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(Size.LARGE, Occasion(now=NOW, scale=SCALE, tell=pull_the_plug))
    assert told == ["演示省：机关和人员 authorities and people 2/30"]
    assert provincial().count() == 2
    load(Size.LARGE, Occasion(now=NOW, scale=SCALE))
    assert provincial().count() == 30
    assert HomePage.objects.filter(agency__in=provincial()).count() == 30
