"""The interview of a published study, read whole."""

from collections import Counter
from pathlib import Path

import pytest
from tests import needs

from openkitchen.quality import built_in
from openkitchen.quality.interviews import coded, join, read_transcript

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def interview():
    path = Path(needs.open_data()) / "interviews" / "interview-05.txt"
    return path.read_text("utf-8"), read_transcript(path)


def test_every_line_passage_speaker_question_and_code(interview):
    text, read = interview
    account = read.account
    assert account.lines == len(text.split("\n")) == 944
    assert account.unparsed == 0
    assert not read.doubtful
    assert account.kinds == {
        "blank": 474, "title": 1, "speaker": 160, "words": 163, "code": 144, "rule": 1,
        "footer": 1, "unparsed": 0,
    }  # fmt: skip
    assert [line.text for line in read.lines] == text.split("\n")
    assert len(read.passages) == 160
    assert Counter(p.speaker for p in read.passages) == {"Interviewee": 93, "Interviewer": 67}


def test_codes_are_those_that_a_search_finds(interview):
    text, read = interview
    lines = Counter(line.strip() for line in text.split("\n"))
    told = coded([read])
    assert len(told.codes) == 9
    assert len(told.questions) == 18
    for one in (*told.codes, *told.questions):
        assert lines[one.code] == one.passages, one.code
    assert sum(one.passages for one in (*told.codes, *told.questions)) == 144


def test_it_speaks_of_the_register(interview):
    joined = join(coded([interview[1]]), built_in())
    assert joined.issues["black-box"] == ("QM-explainability-issues",)
    assert {"split-identities", "undocumented-columns", "no-signal", "untold-client"} <= set(
        joined.issues
    )
    assert "last-question-answers" in joined.left
