"""Codes beside issues."""

import pytest

from openkitchen.errors import UnknownName
from openkitchen.quality import built_in
from openkitchen.quality.interviews import coded, join, parse_transcript


def interviews(*codes):
    said = "".join(f"**A**\n\nWords of {n}.\n\n{code}\n\n" for n, code in enumerate(codes))
    return coded([parse_transcript(said, "one.txt")])


@pytest.mark.parametrize(
    ("code", "issue"),
    [
        ("QM-explainability-issues", "black-box"),
        ("Data-integration-issues", "split-identities"),
        ("Data-metadata-issue", "undocumented-columns"),
        ("Data-no-signal", "no-signal"),
        ("Stakeholders-lack-of-knowledge", "untold-client"),
        ("model_staleness", "stale-model"),
        ("ROBUSTNESS-season", "unknown-season"),
    ],
)
def test_words_of_practitioners_find_their_issue(code, issue):
    assert code in join(interviews(code), built_in()).issues[issue]


def test_what_speaks_of_nothing_is_left_and_told():
    joined = join(interviews("last-question-answers"), built_in())
    assert joined.left == ("last-question-answers",)
    assert not joined.issues


def test_codes_in_other_words_are_told():
    told = {"daten-unklar": "undocumented-columns", "Data-no-signal": ""}
    joined = join(interviews("Daten-unklar", "Data-no-signal"), built_in(), told)
    assert joined.issues == {"undocumented-columns": ("Daten-unklar",)}
    assert joined.left == ("Data-no-signal",)
    with pytest.raises(UnknownName, match="issue 'nothing'"):
        join(interviews("a-b"), built_in(), {"a-b": "nothing"})
