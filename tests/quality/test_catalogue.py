"""The catalogue: complete, cited, and with a check behind every issue."""

import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.quality import PHASES, built_in, issue_named
from openkitchen.quality.catalogue import issues_from
from openkitchen.quality.checks import CHECKS


def test_every_issue_has_a_check_and_every_check_an_issue():
    assert {one.name for one in built_in()} == set(CHECKS)


def test_every_phase_has_issues():
    assert {one.phase for one in built_in()} == set(PHASES)


@pytest.mark.parametrize("issue", built_in(), ids=lambda one: one.name)
def test_an_issue_says_all_that_it_should(issue):
    for text in (issue.why, issue.check, issue.do):
        assert text.endswith("."), text
        assert len(text.split()) >= 5, text
    assert issue.sources
    assert issue.codes
    assert issue.look.startswith("openkitchen ")
    assert not issue.title.endswith(".")


def test_commands_that_are_named_exist():
    import typer

    from openkitchen.cli.main import app

    command = typer.main.get_command(app)
    for issue in built_in():
        at = command
        for word in issue.look.split()[1:]:
            if not hasattr(at, "commands") or word.startswith("-"):
                break
            assert word in at.commands, f"{issue.name}: {issue.look}"
            at = at.commands[word]


def test_an_issue_is_found_by_name():
    assert issue_named("no-signal", built_in()).phase == "evaluation"
    with pytest.raises(UnknownName, match="no-signal"):
        issue_named("no-signl", built_in())


FINE = {"title": "t", "phase": "people", "why": "w", "check": "c", "do": "d"}


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"why": ""}, SettingsError, "no why"),
        ({"phase": "later"}, UnknownName, "phase 'later'"),
        ({"colour": "red"}, UnknownName, "colour"),
        ({"from": ["nobody"]}, UnknownName, "work cited"),
    ],
)
def test_a_wrong_catalogue_is_refused(change, error, words):
    with pytest.raises(error, match=words):
        issues_from({"works": {"a": "b"}, "issues": {"x": FINE | change}}, "mine.yml")
    with pytest.raises(SettingsError, match="no mapping"):
        issues_from({"issues": {"x": "y"}}, "mine.yml")
