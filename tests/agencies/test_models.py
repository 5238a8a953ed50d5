from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from kaicheng.agencies.models import Agency, User
from tests.agencies.factories import an_agency


def test_user_model__is_our_own():
    assert get_user_model() is User


@pytest.mark.django_db
def test_agency__is_called_by_its_name():
    agency = an_agency("示例市示范局")
    assert str(Agency.objects.get(slug=agency.slug)) == "示例市示范局"


def test_name_of_a_person__is_not_split():
    assert User(username="u", first_name="局办公室信息员").label == "局办公室信息员"
    assert User(username="u", last_name="局", first_name="长").get_full_name() == "局长"
    assert User(username="u").label == "u"
