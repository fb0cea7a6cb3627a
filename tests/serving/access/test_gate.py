"""With keys, every route of the app asks for one of the right scope."""

import base64
import re
from dataclasses import replace

from starlette.datastructures import Headers
from tests.web import ask

from openkitchen.serving import create_api
from openkitchen.serving.access import Door, KeyRing, Limits
from openkitchen.serving.access.gate import key_in
from openkitchen.serving.access.scopes import (
    OPEN,
    PERSONAL,
    READ,
    allows,
    is_dialect,
    needed,
)
from openkitchen.serving.personalize.signing import read_keys
from openkitchen.store import keys

SCOPES = ("read", "write", "admin")


def requests_of(app):
    """Return a method and a path for every route of an app, and for what is no route."""
    found = []
    for route in all_routes(app.routes):
        path = re.sub(r"{[^}]*}", "x", route.path)
        found += [(method, path) for method in sorted(route.methods or {"GET"})]
    return [*found, ("GET", "/docs"), ("GET", "/nothing"), ("PATCH", "/v1/info")]


def all_routes(routes):
    for route in routes:
        inner = getattr(route, "routes", None) or getattr(
            getattr(route, "original_router", None), "routes", None
        )
        if inner is not None and not hasattr(route, "methods"):
            yield from all_routes(inner)
        else:
            yield route


def test_the_walk_sees_all_kinds_of_routes(full):
    found = {path for _, path in requests_of(full)}
    assert {"/", "/users/x", "/v1/info", "/v1/events", "/openapi.json", "/v1/metrics"} <= found
    assert {"/recommendations", "/events", "/items", "/report"} <= found
    assert len(found) > 25


def test_every_route_denies_who_has_no_key(full):
    for method, path in requests_of(full):
        if path in OPEN and method in {"GET", "HEAD"}:
            assert ask(full, path, method=method).status_code == 200
            continue
        if path.startswith(PERSONAL):  # signed links: without a signature there is nothing
            assert ask(full, path, method=method).status_code == 404, (method, path)
            continue
        for headers in ({}, {"authorization": "Bearer okk_aaaaaaaaaaaa_" + "a" * 43}):
            answer = ask(full, path, method=method, headers=headers)
            wanted = 403 if is_dialect(method, path) else 401
            assert answer.status_code == wanted, (method, path)


def test_every_route_denies_who_has_another_scope(full, secrets):
    for method, path in requests_of(full):
        wanted = needed(method, path)
        for scope in SCOPES:
            headers = {"authorization": f"Bearer {secrets[scope]}"}
            answer = ask(full, path, method=method, headers=headers, follow=False)
            if wanted is None or allows((scope,), wanted):
                assert answer.status_code not in {401, 403}, (method, path, scope)
            else:
                assert answer.status_code == 403, (method, path, scope)


def test_refusals_say_what_is_missing_and_not_what_was_sent(full, secrets):
    answer = ask(full, "/v1/info")
    assert answer.status_code == 401
    assert answer.json()["error"]["kind"] == "key_missing"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "Basic" in ask(full, "/").headers["www-authenticate"]
    wrong = {"x-api-key": secrets["write"]}
    answer = ask(full, "/v1/info", headers=wrong)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "scope_missing")
    assert secrets["write"] not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_keys_come_in_three_headers_and_never_in_an_address(full, secrets):
    text = secrets["read"]
    basic = base64.b64encode(f"me:{text}".encode()).decode()
    for headers in (
        {"authorization": f"Bearer {text}"},
        {"authorization": f"bearer {text}"},
        {"authorization": f"Basic {basic}"},
        {"x-api-key": text},
    ):
        assert ask(full, "/v1/info", headers=headers).status_code == 200
    for address in (f"/v1/info?key={text}", f"/v1/info?api_key={text}"):
        assert ask(full, address).status_code == 401
    assert key_in(Headers({"authorization": "Basic ###"})) == ""


def test_the_dialect_refuses_in_words_that_boto3_understands(full):
    headers = {"x-amz-target": "AmazonPersonalize.ListSolutions"}
    answer = ask(full, "/", method="POST", headers=headers)
    assert answer.status_code == 403
    code = answer.headers["x-amzn-errortype"]
    assert answer.json()["__type"] == code == "AccessDeniedException"


def test_who_is_refused_too_often_waits(kitchen):
    app = create_api(kitchen, door=Door(KeyRing(always=True), Limits(refusals=1.0)))
    answers = [ask(app, "/v1/info").status_code for _ in range(5)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_an_api_key_opens_the_dialect_too(full, secrets):
    headers = {"x-amz-target": "AmazonPersonalize.ListSolutions", "x-api-key": secrets["admin"]}
    answer = ask(full, "/", method="POST", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["solutions"]


def test_a_signature_is_no_way_around_the_keys(backend, kitchen, secrets, tmp_path):
    signed = {"authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/r/personalize/aws4_request"}
    ring = KeyRing(keys(backend.store))
    without = create_api(kitchen, personalize=backend, door=Door(ring))
    assert ask(without, "/", method="POST", headers=signed).status_code == 403
    file = tmp_path / "keys.yml"
    file.write_text("AKIA: secret")
    table = replace(backend, keys=read_keys(file))
    door = Door(ring, signatures=True)
    app = create_api(kitchen, personalize=table, door=door)
    answer = ask(app, "/", method="POST", headers=signed)  # goes on, and the signature is wrong
    assert answer.status_code == 403
    assert answer.json()["__type"] == "MissingAuthenticationTokenException"
    assert ask(app, "/v1/info", headers=signed).status_code == 401
    assert secrets


def test_requests_that_come_too_fast_wait(kitchen):
    app = create_api(kitchen, door=Door(limits=Limits(rate=2.0)))
    answers = [ask(app, "/v1/info") for _ in range(8)]
    late = [answer for answer in answers if answer.status_code == 429]
    assert late
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in late)
    assert ask(app, "/v1/health").status_code == 200


def test_a_page_elsewhere_writes_nothing_even_without_keys(kitchen, backend):
    app = create_api(kitchen, personalize=backend)
    answer = ask(app, "/v1/events", method="POST", headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert answer.json()["error"]["kind"] == "foreign_origin"
    ours = {"origin": "http://127.0.0.1:8000"}
    assert ask(app, "/v1/events", method="POST", headers=ours).status_code == 422  # no body


def test_open_routes_say_nothing_about_people_or_items(full):
    for path in OPEN:
        assert set(ask(full, path).json()) <= {"status", "publication", "problems"}
    assert needed("GET", "/v1/info") == READ
