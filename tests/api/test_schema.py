"""What the OpenAPI promises is kept, whatever is sent: a bounded run of Schemathesis over every operation."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.publishing.factories import published

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = 15
DESCRIBED = [status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation__answers_as_described(bureau, secret, settings_for_schema, mode):
    """What the description permits, and what it does not: strings for numbers, too long, missing, unknown."""
    published(bureau)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 7
    untried: list[str] = []
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: schemathesis.Case) -> None:
            response = case.call(headers={"Authorization": f"Bearer {secret}", "Host": "testserver"})
            assert response.status_code < 500
            case.validate_response(response, checks=DESCRIBED)

        try:
            send()
        except Unsatisfiable:  # there is no wrong input to what takes none, or any text
            assert mode is GenerationMode.NEGATIVE
            untried.append(operation.label)
    assert len(untried) < len(operations) - 3, untried


@pytest.fixture
def settings_for_schema(settings) -> None:
    """So that the limits do not answer instead of the operations."""
    settings.KAICHENG_API_PER_MINUTE = 1_000_000
