"""The register: states, what cannot be checked and why, interviews beside."""

from openkitchen.errors import WorkspaceError
from openkitchen.quality import Verdict, built_in, check_issues, issue_named, with_interviews
from openkitchen.quality.interviews import coded, parse_transcript

NAMES = ("no-signal", "black-box", "untold-client")
ISSUES = [issue_named(name, built_in()) for name in NAMES]
SAID = "**A**\n\nWe cannot tell why.\n\nQM-explainability-issues\n\nodd-code\n\nQ1\n"


def fails(scene):
    raise WorkspaceError("there is no figure yet", hint="Run first.")


CHECKS = {
    "no-signal": lambda scene: Verdict("broken", "Nothing is found.", -0.1, 0.0),
    "black-box": lambda scene: Verdict("fine", "All is explained."),
    "untold-client": fails,
}


def register():
    return check_issues(None, ISSUES, checks=CHECKS)


def test_states_and_reasons():
    assert [one.verdict.state for one in register().entries] == [
        "broken", "fine", "not checkable here",
    ]  # fmt: skip
    assert register().entries[2].verdict.found == "There is no figure yet."
    assert register().counts() == {"broken": 1, "watch": 0, "fine": 1, "not checkable here": 1}
    assert [one.issue.name for one in register().broken] == ["no-signal"]
    assert register().to_table().num_rows == 3


def test_it_says_what_is_broken():
    said = register().sentences()
    assert said[0] == "3 issues: 1 broken, 0 watch, 1 fine, 1 not checkable here."
    assert said[1].endswith("Nothing is found.")
    lines = register().entries[0].lines()
    assert any("hurts" in line for line in lines)
    assert any("state   broken: Nothing is found." in line for line in lines)


def test_interviews_are_evidence():
    told = with_interviews(register(), coded([parse_transcript(SAID, "one.txt")]))
    entry = told.entries[1]
    assert entry.codes == ("QM-explainability-issues",)
    assert [p.text for p in entry.quotes] == ["We cannot tell why."]
    assert told.left == ("odd-code",)
    assert told.to_dict()["issues"][1]["quotes"][0]["line"] == 3
    assert "1 passages of 1 file" in " ".join(told.sentences())


def test_a_code_may_be_told_to_speak_of_an_issue_that_was_not_checked():
    interviews = coded([parse_transcript(SAID, "one.txt")])
    told = with_interviews(register(), interviews, {"odd-code": "open-decisions"}, built_in())
    assert told.left == ()
    assert [entry.issue.name for entry in told.entries] == list(NAMES)


def test_progress_is_told():
    steps = []
    check_issues(None, ISSUES, lambda *told: steps.append(told), checks=CHECKS)
    assert steps[0] == ("checking", 0, 3)
    assert steps[-1] == ("checking", 3, 3)
