from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from kaicheng.agencies.models import Agency, User


def test_user_model__is_our_own():
    assert get_user_model() is User


@pytest.mark.django_db
def test_agency__is_called_by_its_name():
    agency = Agency.objects.create(name="示例市示范局", short_name="示范局", slug="shifan")
    assert str(Agency.objects.get(slug=agency.slug)) == "示例市示范局"
