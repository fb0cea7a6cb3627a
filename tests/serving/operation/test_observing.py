"""Each request has an id, is counted by its route, and leaves a line without ids of people."""

import logging
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from tests.serving.conftest import ODD_USER
from tests.web import ask

from openkitchen.serving import create_api

USER = quote(ODD_USER, safe="")


@pytest.fixture
def own(kitchen):
    return create_api(kitchen)


def value(app, name, **labels):
    return app.state.measures.registry.get_sample_value(name, labels)


def test_requests_are_counted_by_route(own):
    for _ in range(3):
        assert ask(own, f"/v1/recommendations/{USER}").status_code == 200
    assert ask(own, "/v1/explain/u003/nothing").status_code == 404
    assert ask(own, "/nothing/here").status_code == 404
    route = "/v1/recommendations/{user_id}"
    labels = {"route": route, "method": "GET", "status": "200"}
    assert value(own, "openkitchen_requests_total", **labels) == 3
    assert value(own, "openkitchen_request_seconds_count", route=route) == 3
    nowhere = {"route": "(none)", "method": "GET", "status": "404"}
    assert value(own, "openkitchen_requests_total", **nowhere) == 1
    assert value(own, "openkitchen_requests_under_way") == 0


def test_what_is_refused_is_counted_too(own):
    assert ask(own, "/v1/info", headers={"host": "evil.example"}).status_code == 400
    assert ask(own, "/v1/info", method="POST", headers={"origin": "null"}).status_code == 403
    assert value(own, "openkitchen_refused_total", status="403") == 1
    ask(own, "/v1/info", method="BREW")
    odd = {"route": "/v1/info", "method": "other", "status": "405"}
    assert value(own, "openkitchen_requests_total", **odd) == 1


def test_ids_of_requests_are_kept_or_made(own):
    given = ask(own, "/v1/health", headers={"x-request-id": "abc-1.2"})
    assert given.headers["x-request-id"] == "abc-1.2"
    for odd in ("", "a b", "x" * 65, "a\u00e9"):
        made = ask(own, "/v1/health", headers={"x-request-id": odd.encode()})
        assert len(made.headers["x-request-id"]) == 32


def test_a_line_names_the_route_and_no_one(own, caplog):
    with caplog.at_level(logging.INFO, "openkitchen.requests"):
        ask(own, f"/v1/recommendations/{USER}?k=3&secret=okk_x")
    (record,) = caplog.records
    assert (record.route, record.status) == ("/v1/recommendations/{user_id}", 422)
    assert "okk_x" not in str(record.__dict__)
    assert ODD_USER not in str(record.__dict__)


def test_a_bug_is_counted_as_one():
    broken = create_api(SimpleNamespace())
    assert ask(broken, "/v1/info").status_code == 500
    labels = {"route": "/v1/info", "method": "GET", "status": "500"}
    assert value(broken, "openkitchen_requests_total", **labels) == 1
