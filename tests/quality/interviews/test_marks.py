"""What looks like a code."""

import pytest

from openkitchen.errors import SettingsError
from openkitchen.quality.interviews import Codebook

BOOK = Codebook()


@pytest.mark.parametrize(
    "text", ["Q1", "Q2.1", "F10", "q3a", "Data-issues", "data_issue", "Quality (QM)", "A/B-Test"]
)
def test_sure(text):
    assert BOOK.surely(text)


@pytest.mark.parametrize(
    "text", ["Yeah.", "Um,", "Why?", "It is the mail - or not, I think", "", "—"]
)
def test_never(text):
    assert not BOOK.perhaps(text)


def test_perhaps():
    assert BOOK.perhaps("Trust")
    assert not BOOK.surely("Trust")
    settled = BOOK.settled(["Trust", "trust", "TRUST", "Once"])
    assert settled.surely("Trust")
    assert not settled.surely("Once")


def test_a_question_pattern_of_ones_own():
    assert Codebook(question=r"Frage \d+").asks("Frage 12")
    with pytest.raises(SettingsError, match="no regular expression"):
        Codebook(question="(")
