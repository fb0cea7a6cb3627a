"""Who speaks."""

import pytest

from openkitchen.quality.interviews.speakers import Heading, headings_of


@pytest.mark.parametrize(
    "line", ["### Anna", "#### **Anna**", "**Anna**", "**Anna:**", "__Anna__", "**Anna****Anna**",
             "### Anna ###", "**[00:01:02] Anna**"],
)  # fmt: skip
def test_headings(line):
    assert headings_of([line]).read(line) == Heading("Anna")


def test_the_title_is_nobody():
    told = headings_of(["# Interview 3", "## Anna", "## Bert", "## Anna", "## Bert"])
    assert told.names == {"Anna", "Bert"}
    assert told.read("# Interview 3") == Heading("")
    assert told.read("## Bert") == Heading("Bert")


def test_a_note_is_no_speaker():
    told = headings_of(["Anna: yes", "Note: recorded late", "Bert: no", "Anna: well", "Bert: so"])
    assert told.style == "within the line"
    assert told.names == {"Anna", "Bert"}
    assert told.read("Note: recorded late") is None
    assert told.read("[00:12] Anna: well") == Heading("Anna", "well")
