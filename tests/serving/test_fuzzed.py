"""Whatever is asked of the native API, the answer is a documented one, and never a 5xx."""

import contextlib

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import checks
from tests.serving.example_shop import example_kitchen

from openkitchen.serving import create_api
from openkitchen.serving.personalize import open_backend

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = [
    (path, verb.upper())
    for path, verbs in create_api(None).openapi()["paths"].items()
    for verb in verbs
]


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzzed")
    backend = open_backend(folder / "k.db", folder / "state", kitchen=example_kitchen())
    yield schemathesis.openapi.from_asgi("/openapi.json", create_api(None, personalize=backend))
    backend.close()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_no_answer_is_undocumented(described, path, verb, mode):
    operation = described[path][verb]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def sound(case):
        response = case.call(headers={"host": "127.0.0.1"})
        assert response.status_code < 500, response.text
        case.validate_response(response, checks=CHECKS)

    never_wrong = mode is schemathesis.GenerationMode.NEGATIVE and verb in {"GET", "DELETE"}
    with contextlib.suppress(*[Unsatisfiable] if never_wrong else []):
        sound()
