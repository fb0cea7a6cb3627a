"""Every request needs a scope, unless it is one of three that say nothing."""

import pytest

from openkitchen.serving.access.scopes import ADMIN, OPEN, READ, WRITE, allows, is_dialect, needed


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/", READ),
        ("HEAD", "/users/a", READ),
        ("GET", "/openapi.json", READ),
        ("GET", "/v1/metrics", READ),
        ("GET", "/v1/nothing-yet", READ),
        ("POST", "/v1/events", WRITE),
        ("POST", "/v1/nothing-yet", WRITE),
        ("POST", "/v1/recommendations", READ),
        ("POST", "/v1/recommendations/u", READ),
        ("POST", "/v1/recommendationsx", WRITE),
        ("DELETE", "/v1/users/u", ADMIN),
        ("PUT", "/v1/anything", ADMIN),
        ("TRACE", "/healthz", ADMIN),
        ("POST", "/", ADMIN),
        ("POST", "/events", WRITE),
        ("POST", "/recommendations", READ),
        ("POST", "/personalize-ranking", READ),
        ("GET", "/healthz", None),
        ("GET", "/v1/health", None),
        ("GET", "/v1/ready", None),
        ("POST", "/v1/health", WRITE),
        ("GET", "/v1/health/", READ),
        ("GET", "/p/x", None),
        ("POST", "/p/x/leave", None),
        ("DELETE", "/p/x", ADMIN),
        ("PUT", "/p/x", ADMIN),
        ("GET", "/p", READ),
        ("GET", "/px", READ),
    ],
)
def test_scopes_are_told_by_method_and_path(method, path, scope):
    assert needed(method, path) == scope


def test_nothing_else_is_open():
    assert {"/healthz", "/v1/health", "/v1/ready"} == OPEN


def test_admin_does_everything():
    assert allows(("admin",), READ)
    assert allows(("read",), READ)
    assert not allows(("read", "write"), ADMIN)
    assert not allows(("write",), READ)


def test_the_dialect_is_told_apart():
    assert is_dialect("POST", "/")
    assert not is_dialect("GET", "/")
    assert not is_dialect("POST", "/v1/events")
