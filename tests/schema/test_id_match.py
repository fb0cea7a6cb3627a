import pyarrow as pa
import pytest

from openkitchen.schema.id_match import match_ids, unmatched_words

NUMBERS = range(100, 160)


@pytest.mark.parametrize(
    ("written", "differs_in"),
    [
        ("000{}", ("leading zeros",)),
        ("{}.0", ("a trailing '.0'",)),
        (" {}", ("blanks around them",)),
        ("C-{}", ("a leading word",)),
        ("000{}.0", ("a trailing '.0'", "leading zeros")),
        ("C0{}", ("a leading word", "leading zeros")),
    ],
)
def test_what_ids_differ_in_is_told(written, differs_in):
    match = match_ids([written.format(n) for n in NUMBERS], [str(n) for n in NUMBERS])
    assert (match.asked, match.known, match.shared) == (60, 60, 0)
    assert match.differs_in == differs_in
    assert match.alike == 1
    assert match.examples[0][0] == written.format(100)
    assert match.examples[1] == ("100", "101", "102")


def test_case_is_told():
    match = match_ids([f"u{n}x" for n in NUMBERS], [f"U{n}X" for n in NUMBERS])
    assert match.differs_in == ("the case of letters",)


def test_words_name_both_sides_and_the_mend():
    words = unmatched_words(
        pa.array(["000123", "000124", None]),
        pa.chunked_array([["123.0"], ["124.0", "125.0"]]),
        asked_as="users.csv",
        known_as="clicks.csv",
    )
    assert words == (
        "None of 2 ids are in both users.csv and clicks.csv: users.csv has '000123', '000124'; "
        "clicks.csv has '123.0', '124.0'. Without a trailing '.0' and leading zeros, 100% match: "
        "write them alike in both, as text."
    )


def test_ids_that_only_differ_are_shown_without_a_guess():
    words = unmatched_words(["a", "b"], ["x", "y"])
    assert words.endswith("known has 'x', 'y'. Do both number the same things?")


def test_sets_that_share_enough_or_are_empty_need_no_words():
    assert unmatched_words(["a", "b"], ["b"]) == ""
    assert unmatched_words([], ["b"]) == ""
    assert unmatched_words(["b"], []) == ""
    assert unmatched_words(["a", "b"], ["c"], fewest=2) == ""
    assert unmatched_words(["a", "1"], ["01"], fewest=2) != ""
    assert unmatched_words([str(n) for n in range(100)], [str(n) for n in range(96, 400)]) != ""
    assert unmatched_words([str(n) for n in range(100)], [str(n) for n in range(95, 400)]) == ""


def test_ids_in_which_a_word_tells_kinds_apart_are_not_taken_for_one():
    match = match_ids([f"a{n}" for n in NUMBERS], [f"a{n}" for n in NUMBERS])
    assert match.differs_in == ()
    assert match.share == 1
