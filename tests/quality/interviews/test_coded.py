"""Several transcripts together."""

from openkitchen.quality.interviews import coded, parse_transcript

ONE = (
    "**A**\n\nSlow.\n\nData-issue\n\nOther-code\n\nQ2.1\n\n"
    "**B**\n\nYes, it is.\n\ndata-issue\n\nQ10\n"
)
TWO = "**A**\n\nNever.\n\nOther-code\n\nQ2.1\n"


def both():
    return coded([parse_transcript(ONE, "one.txt"), parse_transcript(TWO, "two.txt")])


def test_codes_are_counted_over_files_in_capitals_or_not():
    counts = {one.code: (one.passages, one.files) for one in both().codes}
    assert counts == {"Data-issue": (2, 1), "Other-code": (2, 2)}
    assert {one.code: one.questions for one in both().codes} == {
        "Data-issue": ("Q2.1", "Q10"), "Other-code": ("Q2.1",),
    }  # fmt: skip


def test_questions_stand_in_their_order():
    assert [one.code for one in both().questions] == ["Q2.1", "Q10"]
    assert dict(both().speakers) == {"A": 2, "B": 1}


def test_codes_that_go_together():
    (pair,) = both().pairs
    assert (pair.first, pair.second, pair.together) == ("Data-issue", "Other-code", 1)
    assert pair.share == 1 / 3


def test_quotes():
    assert [p.text for p in both().quotes("DATA-ISSUE")] == ["Slow.", "Yes, it is."]
    assert [p.text for p in both().quotes("q2.1")] == ["Slow.", "Never."]
    assert [p.text for p in both().having(["other-code"])] == ["Slow.", "Never."]
    assert both().quotes("Data-issue")[0].quote() == "“Slow.” (A, one.txt:3)"


def test_all_lines_add_up():
    told = both().to_dict()
    assert told["parsed"] + told["unparsed"] == told["lines"] == (ONE + TWO).count("\n")
    assert sum(told["kinds"].values()) == told["lines"]
    assert len(told["passages"]) == both().to_table().num_rows == 3
    assert "all of them" in told["sentences"][0]
