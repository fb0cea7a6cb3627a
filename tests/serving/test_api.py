import json
import re
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from pydantic import TypeAdapter
from tests.serving.conftest import ODD_ITEM, ODD_USER
from tests.web import ask

from openkitchen.serving import answers, create_api, forgetting, ingest, questions, tailored
from openkitchen.serving.examples import EXAMPLES
from openkitchen.serving.operation.readiness import Ready
from openkitchen.serving.personalize import ExplainedList
from openkitchen.serving.problems import ErrorAnswer

USER, ITEM = quote(ODD_USER, safe=""), quote(ODD_ITEM, safe="")
ROUTES = [
    f"/v1/recommendations/{USER}",
    f"/v1/explain/{USER}/{ITEM}",
    f"/v1/why-not/{USER}/{ITEM}",
    f"/v1/similar/{ITEM}",
    f"/v1/levers/{ITEM}",
    "/v1/cold-start",
    "/v1/cold-start/policy",
    "/v1/weights",
    "/v1/info",
    "/healthz",
]


def assert_error(response, status, kind):
    """Hold an answer against the one shape that errors have."""
    assert response.status_code == status
    body = response.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["kind", "message", "hint"]
    assert all(isinstance(value, str) for value in body["error"].values())
    assert body["error"]["kind"] == kind
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_answers(app, path):
    response = ask(app, path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_recommendations_are_what_the_library_says(app, kitchen):
    body = ask(app, f"/v1/recommendations/{USER}?k=4&explain=true").json()
    expected = tailored.recommend(kitchen, ODD_USER, 4, explain=True)
    assert body == json.loads(TypeAdapter(answers.Recommended).dump_json(expected))
    assert body["known_user"] is True
    assert body["items"][0]["score"] == expected.items[0].score


def test_ids_with_slashes_are_told_apart(app):
    body = ask(app, f"/v1/explain/{USER}/{ITEM}").json()
    assert (body["user_id"], body["item_id"]) == (ODD_USER, ODD_ITEM)
    assert_error(ask(app, "/v1/explain/a/b/c"), 404, "not_found")


def test_a_stranger_gets_what_cold_start_says(app):
    body = ask(app, "/v1/recommendations/stranger?k=5").json()
    assert body["known_user"] is False
    assert body["items"] == ask(app, "/v1/cold-start?k=5").json()["items"]


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/v1/explain/u003/nothing", 404, "unknown_name"),
        ("/v1/why-not/u003/nothing", 404, "unknown_name"),
        ("/v1/weights?feature=nothing", 404, "unknown_name"),
        ("/v1/recommendations/u003?k=0", 422, "invalid_request"),
        ("/v1/recommendations/u003?k=1001", 422, "invalid_request"),
        ("/v1/recommendations/u003?k=many", 422, "invalid_request"),
        ("/v1/recommendations/u003?explain=perhaps", 422, "invalid_request"),
        ("/v1/recommendations/u003?k=101&explain=true", 422, "settings_error"),
        ("/v1/why-not/u003/i01?k=0", 422, "invalid_request"),
        ("/v1/cold-start?k=-1", 422, "invalid_request"),
        ("/v1/weights?most=0", 422, "invalid_request"),
        ("/v1/nothing", 404, "not_found"),
        ("/", 404, "not_found"),
        ("/docs", 404, "not_found"),
    ],
)
def test_what_is_wrong_has_one_shape(app, path, status, kind):
    assert_error(ask(app, path), status, kind)


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_refuses_other_methods(app, path):
    response = ask(app, path, method="POST")
    assert_error(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_refuses_foreign_hosts(app, path):
    assert_error(ask(app, path, headers={"host": "evil.example"}), 400, "host_not_allowed")


@pytest.mark.parametrize("path", [route for route in ROUTES if route != "/healthz"])
def test_a_bug_has_the_shape_too_and_tells_nothing(path):
    broken = create_api(SimpleNamespace(secret="hidden"))  # has nothing of a kitchen
    response = ask(broken, path)
    assert_error(response, 500, "internal_error")
    assert "hidden" not in response.text


def test_a_model_without_weights_says_so(plain_kitchen):
    assert_error(ask(create_api(plain_kitchen), "/v1/weights"), 409, "model_error")


def test_long_lists_are_as_long_as_the_catalogue_allows(app):
    assert 10 < len(ask(app, "/v1/recommendations/u003?k=1000").json()["items"]) <= 24


def test_openapi_documents_every_route_with_its_errors(app):
    paths = ask(app, "/openapi.json").json()["paths"]
    operation = {"/v1/health", "/v1/ready"}
    assert operation <= set(paths)
    paths = {path: told for path, told in paths.items() if path not in operation}
    assert {re.sub(r"\{\w+\}", "*", path) for path in paths} >= {
        re.sub(f"{USER}|{ITEM}", "*", path) for path in ROUTES
    }
    for operations in paths.values():
        for operation in operations.values():
            responses = operation["responses"]
            assert {"200", "404", "409", "422", "503"} <= set(responses)
            for code in ("404", "409", "422", "503"):
                body = responses[code]["content"]["application/json"]
                assert body["schema"] == {"$ref": "#/components/schemas/ErrorAnswer"}


TYPES = {
    "ErrorAnswer": ErrorAnswer,
    "ExplainedList": ExplainedList,
    "Accepted": ingest.Accepted,
    "EventIn": ingest.EventIn,
    "Ready": Ready,
    "Tailored": answers.Recommended,
    **{name: getattr(tailored, name) for name in ("ListAsked", "RankAsked", "Ranked")},
    "SimilarAnswer": tailored.SimilarAnswer,
    **{name: getattr(questions, name) for name in ("Question", "WhatIfAnswer", "LeversAnswer")},
    "ColdPolicy": questions.ColdPolicy,
    "ForgetReceipt": forgetting.ForgetReceipt,
}


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"Health", "NotReady"}))
def test_examples_are_of_the_documented_type(name):
    kind = TypeAdapter(TYPES.get(name) or getattr(answers, name))
    made = kind.validate_python(EXAMPLES[name])
    defaults = name in {"ListAsked", "RankAsked"}
    assert json.loads(kind.dump_json(made, exclude_defaults=defaults)) == EXAMPLES[name]


@pytest.mark.parametrize("path", ["/v1/recommendations/u001?K=3", "/v1/info?pretty=1"])
def test_a_parameter_that_an_address_does_not_have_is_refused(app, path):
    response = ask(app, path)
    assert_error(response, 422, "settings_error")
    name = path.partition("?")[2].partition("=")[0]
    assert f"no parameter '{name}'" in response.json()["error"]["message"]
    assert ask(app, "/healthz?probe=1").status_code == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[]", "the body: Input should be a JSON object"),
        ('{"colour": 1}', "colour: there is no such field"),
        ('{"history": [{"item_id": "i01", "event_value": NaN}]}', "finite number"),
        ('{"history": [{"item_id": "i01", "event_value": 1e999}]}', "finite number"),
        ('{"user_id": "a\\u0000b"}', "NUL"),
    ],
)
def test_a_body_that_is_not_as_expected_is_told_in_plain_words(app, body, words):
    sent = {"content": body, "headers": {"content-type": "application/json"}}
    response = ask(app, "/v1/recommendations", method="POST", **sent)
    assert_error(response, 422, "invalid_request")
    told = response.json()["error"]
    assert words in told["message"]
    assert "ListAsked" not in told["message"]
    assert "openapi" in told["hint"]


def test_a_body_of_another_type_is_told_how_to_be_sent(app):
    sent = {"content": b'{"k": 2}', "headers": {"content-type": "text/plain"}}
    response = ask(app, "/v1/recommendations", method="POST", **sent)
    assert_error(response, 422, "invalid_request")
    assert "content-type: application/json" in response.json()["error"]["hint"]
