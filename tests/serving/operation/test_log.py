"""Lines of the log are JSON, and hold neither values of errors' variables nor secrets."""

import io
import json
import logging

import pytest

from openkitchen.serving.operation.log import JsonLines, log_as_json


@pytest.fixture(autouse=True)
def as_before():
    names = ("", "openkitchen", "uvicorn", "uvicorn.error", "uvicorn.access")
    loggers = [logging.getLogger(name) for name in names]
    held = [(one, one.level, list(one.handlers), one.propagate) for one in loggers]
    yield
    for one, level, handlers, propagate in held:
        one.setLevel(level)
        one.handlers[:], one.propagate = handlers, propagate


def test_lines_are_json_with_the_facts_that_are_allowed():
    stream = io.StringIO()
    log_as_json(stream)
    facts = {"request_id": "r1", "status": 200, "password": "secret"}
    logging.getLogger("openkitchen.requests").info("request\nof two lines", extra=facts)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told["message"] == "request\nof two lines"
    assert (told["request_id"], told["status"], told["level"]) == ("r1", 200, "info")
    assert told["at"].endswith("+00:00")
    assert "secret" not in line


def test_an_error_says_where_and_not_what_was_in_it():
    stream = io.StringIO()
    log_as_json(stream)
    try:
        {}["okk_secret"]
    except KeyError:
        logging.getLogger("openkitchen").exception("it failed")
    told = json.loads(stream.getvalue())
    assert told["error"] == "KeyError"
    assert "test_log.py" in told["where"][0]
    assert "okk_secret" not in stream.getvalue()


def test_requests_can_be_left_out_but_not_what_goes_wrong():
    stream = io.StringIO()
    log_as_json(stream, requests=False)
    logging.getLogger("openkitchen.requests").info("request")
    logging.getLogger("uvicorn.error").error("trouble")
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["trouble"]
    assert isinstance(logging.getLogger().handlers[0].formatter, JsonLines)
