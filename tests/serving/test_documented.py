"""What OpenAPI says is what happens: every route has examples, and they are answered so."""

import json
import re

import jsonschema_rs
import pytest
from tests.serving.example_shop import example_kitchen
from tests.web import ask

from openkitchen.serving import create_api
from openkitchen.serving.examples import EXAMPLES


def described():
    return create_api(example_kitchen()).openapi()


DOCUMENT = described()
OPERATIONS = [(path, verb) for path, verbs in DOCUMENT["paths"].items() for verb in verbs]


def operation(path, verb):
    return DOCUMENT["paths"][path][verb]


def body_of(one):
    """Return the content type and the example of a request's body."""
    kind, content = next(iter(one["requestBody"]["content"].items()))
    return kind, content.get("example") or next(iter(content["examples"].values()))["value"]


def address(path, one, **ids):
    """Fill in the examples of the parameters that stand in the path."""
    told = {
        p["name"]: ids.get(p["name"]) or p["schema"]["examples"][0]
        for p in one.get("parameters", ())
        if p["in"] == "path"
    }
    return re.sub(r"\{(\w+)\}", lambda m: told[m[1]], path)


def validate(document, schema):
    jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, document)


@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_every_route_has_examples_of_its_schemas(path, verb):
    one = operation(path, verb)
    answer = one["responses"]["200"]["content"]["application/json"]
    validate(answer["example"], answer["schema"])
    for status, response in one["responses"].items():
        if status != "200":
            content = response["content"]["application/json"]
            validate(content["example"], content["schema"])
    if "requestBody" in one:
        kind, example = body_of(one)
        validate(example, one["requestBody"]["content"][kind]["schema"])
    assert one["summary"]


@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_every_example_is_answered_as_documented(full_app, path, verb):
    one = operation(path, verb)
    response = ask(full_app, *request(full_app, path, verb, one)[0], **request_body(one, verb))
    assert response.status_code == 200, response.text
    answer = one["responses"]["200"]["content"]["application/json"]
    validate(response.json(), answer["schema"])
    assert set(response.json()) == set(answer["example"])


def request(app, path, verb, one):
    ids = {}
    if "{recommendation_id}" in path:
        ids["recommendation_id"] = served_list(app)
    if "{receipt_id}" in path:
        ids["receipt_id"] = ask(app, "/v1/users/u-17", method="DELETE").json()["id"]
    return (address(path, one, **ids),), verb


def request_body(one, verb):
    sent = {"method": verb.upper()}
    if "requestBody" in one:
        kind, example = body_of(one)
        sent |= {"content": json.dumps(example), "headers": {"content-type": kind}}
    return sent


def served_list(app):
    body = {"campaignArn": "arn:aws:personalize:::campaign/shop", "userId": "u-17"}
    answer = ask(
        app,
        "/recommendations",
        method="POST",
        content=json.dumps(body),
        headers={"content-type": "application/json"},
    )
    return answer.json()["recommendationId"]


def test_examples_are_all_shown():
    text = json.dumps(DOCUMENT)
    for name, example in EXAMPLES.items():
        assert json.dumps(told(example)) in text, name


def told(value):
    """Leave out what is null: OpenAPI does not show it."""
    if isinstance(value, dict):
        return {name: told(one) for name, one in value.items() if one is not None}
    return [told(one) for one in value] if isinstance(value, list) else value
