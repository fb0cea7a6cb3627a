"""Every error becomes one shape; of a bug, nothing is told."""

import json

import pytest
from starlette.exceptions import HTTPException

from openkitchen.errors import InputError, ModelError, SettingsError, UnknownName
from openkitchen.serving.problems import as_json, problem_of


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (UnknownName("item", "x", ["a"]), 404, "unknown_name"),
        (SettingsError("k is 0"), 422, "settings_error"),
        (InputError("no users"), 422, "input_error"),
        (ModelError("no model"), 409, "model_error"),
        (HTTPException(404), 404, "not_found"),
        (HTTPException(405), 405, "method_not_allowed"),
        (HTTPException(418, "a teapot"), 418, "http_error"),
        (RuntimeError("the password is swordfish"), 500, "internal_error"),
    ],
)
def test_status_and_kind(error, status, kind):
    code, problem = problem_of(error)
    assert (code, problem.kind) == (status, kind)
    assert problem.message
    assert "swordfish" not in problem.message + problem.hint
    body = json.loads(as_json(code, problem, {"Retry-After": "1"}).body)
    assert body == {
        "error": {"kind": kind, "message": problem.message, "hint": problem.hint},
    }
