"""Messages name the offender, and stay short enough to be read."""

from __future__ import annotations

from openkitchen.errors import ColumnsError, InputError, UnknownName, listing, plural


def test_a_message_says_where_what_and_what_was_expected() -> None:
    error = InputError(
        "is odd", file="a.csv", line=3, column="age", expected="a number", hint="No."
    )
    assert str(error) == "a.csv, line 3, column 'age': is odd; expected a number\nNo."
    assert (error.file, error.line, error.column) == ("a.csv", 3, "age")


def test_listings_count_what_they_leave_out_and_cut_what_is_long() -> None:
    assert listing([]) == "none"
    assert listing("abc", 2) == "a, b … and 1 more"
    assert len(listing(["x" * 10_000] * 50)) < 1200


def test_the_nearest_name_is_offered() -> None:
    assert "Did you mean 'web'?" in str(UnknownName("source", "wep", ["web", "crm"]))
    assert "'UserID' meant to be 'user_id'" in str(ColumnsError.missing(["user_id"], ["UserID"]))


def test_one_is_counted_as_one():
    assert plural(1, "row") == "1 row"
    assert plural(0, "row") == "0 rows"
    assert plural(1, "person", "people") == "1 person"
    assert plural(1_200, "row is", "rows are") == "1,200 rows are"
