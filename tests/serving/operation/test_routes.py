"""Whoever runs the server asks whether it lives, is ready, and what it counted."""

from prometheus_client.parser import text_string_to_metric_families
from tests.web import ask


def test_counts_are_in_the_form_of_prometheus(app):
    ask(app, "/v1/info")
    answer = ask(app, "/v1/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    found = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert {"openkitchen_requests", "openkitchen_request_seconds"} <= set(found)
    routes = {sample.labels["route"] for sample in found["openkitchen_requests"].samples}
    assert "/v1/info" in routes


def test_it_lives_and_is_ready(app):
    assert ask(app, "/v1/health").json() == {"status": "ok"}
    assert ask(app, "/v1/ready").json() == {"status": "ready", "publication": 0, "problems": []}
