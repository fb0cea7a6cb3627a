"""The files of deploy/ are of the right form, and the commands in them exist."""

import configparser
import json
import re
import shlex

import pytest
import yaml
from tests.docs.pages import ROOT
from tests.docs.test_pages import KNOWN

DEPLOY = ROOT / "deploy"


def check_call(words):
    """Hold a call of openkitchen against the commands and options that there are."""
    command = tuple(word for word in words[:2] if not word.startswith(("-", "/")))
    command = command if command in KNOWN else command[:1]
    assert command in KNOWN, words
    options = [word for word in words if re.fullmatch(r"--[a-z][a-z-]*", word)]
    assert set(options) <= KNOWN[command], (words, KNOWN[command])


def dockerfile():
    """Return the instructions as pairs of a word and the rest."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]


def test_the_image_serves_as_somebody_without_rights():
    steps = dockerfile()
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "STOPSIGNAL"}
    assert {word for word, _ in steps} <= known | {"HEALTHCHECK", "ENTRYPOINT", "CMD"}
    told = dict(steps)
    assert told["USER"] == "kitchen"
    assert json.loads(told["ENTRYPOINT"]) == ["openkitchen"]
    check_call(json.loads(told["CMD"]))
    copied = [rest.split()[:-1] for word, rest in steps if word == "COPY" and "--from" not in rest]
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name


def test_compose_names_what_is_there():
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    server, database = told["services"]["server"], told["services"]["database"]
    assert (DEPLOY / server["build"]["context"] / server["build"]["dockerfile"]).is_file()
    assert server["depends_on"]["database"]["condition"] == "service_healthy"
    assert database["healthcheck"]["test"]
    assert all(port.startswith("127.0.0.1:") for port in server["ports"])
    assert "ports" not in database
    assert set(told["volumes"]) == {"database"}
    assert "POSTGRES_PASSWORD:?" in database["environment"]["POSTGRES_PASSWORD"]


def test_the_unit_calls_what_there_is_and_waits_for_the_end():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string((DEPLOY / "openkitchen.service").read_text("utf-8"))
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    service = unit["Service"]
    for name in ("ExecStartPre", "ExecStart"):
        program, *words = shlex.split(service[name])
        assert program.endswith("/openkitchen")
        check_call(words)
    assert service["User"] == "openkitchen"
    assert int(service["TimeoutStopSec"]) > 30


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_comments_that_call_the_command_are_right(file):
    for line in file.read_text("utf-8").splitlines():
        found = re.search(r"run --rm server (.*)", line)
        if found:
            check_call(shlex.split(found[1]))
