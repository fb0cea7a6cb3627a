"""The command as a whole: help that helps, exit codes, and no traceback."""

import re
import shlex
import sys

import pytest
import typer
from tests.terminal import alone, fine, typed

import openkitchen
from openkitchen.cli import main as program
from openkitchen.cli.main import app
from openkitchen.errors import OpenKitchenError


def commands():
    """Yield every command with the words that lead to it."""
    waiting = [((), typer.main.get_command(app))]
    while waiting:
        words, command = waiting.pop()
        yield words, command
        waiting += [((*words, name), c) for name, c in getattr(command, "commands", {}).items()]


COMMANDS = {" ".join(words) or "openkitchen": (words, command) for words, command in commands()}
LEAVES = {name: pair for name, pair in COMMANDS.items() if not hasattr(pair[1], "commands")}


def test_the_doors_are_there():
    assert set(LEAVES) >= {
        *("demo", "new", "run", "fit", "recommend", "explain", "why-not", "weights"),
        *("evaluate", "sources receive", "sources calendar", "identity resolve"),
        *("report", "serve"),
    }


def help_of(words):
    """Return what ``--help`` says, with a bundle's name where a group wants one."""
    typed_words, command = [], typer.main.get_command(app)
    for word in words:
        typed_words += ["model"] * arguments_of(command) + [word]
        command = command.commands[word]
    return fine(*typed_words, "--help")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_it_does(name):
    words, _ = COMMANDS[name]
    said = help_of(words)
    assert "Usage: " in said.out
    assert len(said.out.split("Options")[0].split("\n\n")) >= 2
    assert said.err == ""


@pytest.mark.parametrize("name", LEAVES)
def test_every_option_is_explained(name):
    for parameter in LEAVES[name][1].params:
        assert parameter.help, parameter.name


def example_lines(text):
    lines = text.partition("Examples:")[2].replace("\\\n", " ").splitlines()
    for line in lines:
        for part in line.split("&&"):
            words = shlex.split(re.split(r"\s{2,}(?!-)", part.strip())[0])
            if words[:1] == ["openkitchen"]:
                yield words[1:]


@pytest.mark.parametrize("name", LEAVES)
def test_examples_in_the_help_can_be_typed(name):
    words, _ = LEAVES[name]
    examples = list(example_lines(help_of(words).out))
    assert examples
    assert any(named(typer.main.get_command(app), line) == words for line in examples)
    for line in examples:
        parse(typer.main.get_command(app), line)


def arguments_of(group):
    """Return how many words stand before the command of a group: ``whatif BUNDLE drop``."""
    return sum(parameter.param_type_name == "argument" for parameter in group.params)


def named(command, words):
    found = ()
    while hasattr(command, "commands"):
        words = words[arguments_of(command) :]
        found, command, words = (*found, words[0]), command.commands[words[0]], words[1:]
    return found


def parse(command, words):
    while hasattr(command, "commands"):
        words = words[arguments_of(command) :]
        command, words = command.commands[words[0]], words[1:]
    with command.make_context("openkitchen", list(words)):
        pass


def test_the_version_is_told():
    assert fine("--version").out.strip() == openkitchen.__version__


@pytest.mark.parametrize("words", [("nonsense",), ("--nonsense",), ("sources", "nonsense")])
def test_what_does_not_exist_is_wrong_use(words):
    said = typed(*words)
    assert said.code == 2
    assert "onsense" in said.err
    assert said.out == ""


def failing(monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(sys.modules["openkitchen.cli.main"], "app", fail)
    return typed("anything")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OpenKitchenError("it is odd", hint="Do this."), 2, "Error: it is odd\nHint: Do this.\n"),
        (KeyboardInterrupt(), 130, "stopped"),
        (PermissionError(13, "Permission denied", "lists.csv"), 2, "lists.csv: Permission denied"),
        (OSError("disk full"), 2, "disk full"),
        (MemoryError(), 2, "memory"),
        (ZeroDivisionError("oh"), 70, "this is a bug in Open Kitchen (ZeroDivisionError: oh)"),
    ],
)
def test_failures_become_words_and_an_exit_code(error, code, said, monkeypatch):
    answer = failing(monkeypatch, error)
    assert answer.code == code
    assert said in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("error", [OpenKitchenError("x"), OSError("x"), ZeroDivisionError("x")])
def test_who_debugs_gets_the_traceback(error, monkeypatch):
    monkeypatch.setenv("OPENKITCHEN_DEBUG", "1")
    with pytest.raises(type(error)):
        failing(monkeypatch, error)


def test_warnings_of_libraries_are_told_as_notes(bundle, tmp_path):
    users = tmp_path / "users.csv"
    users.write_text("user_id,n\n" + "".join(f"u{n:03d},1\n" for n in range(30)) + ",1\n", "utf-8")
    said = fine("recommend", bundle, "--users", users, "--out", tmp_path / "x.csv")
    assert re.search(r"Note: 1 of 31 rows was rejected.*users.csv:32:user_id", said.err)
    assert "Warning" not in said.err
    assert "lists.py" not in said.err


def test_in_a_process_of_its_own_words_and_results_are_apart(bundle):
    said = alone("explain", bundle, "u001", "i01", "--json")
    assert said.code == 0
    assert said.json["user_id"] == "u001"
    assert said.err == ""
    said = alone("explain", bundle, "u001", "no such item")
    assert (said.code, said.out) == (2, "")
    assert "no item 'no such item'" in said.err


def test_main_is_the_installed_command():
    assert program.__module__ == "openkitchen.cli.main"
