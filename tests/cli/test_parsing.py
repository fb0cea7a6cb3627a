"""What can be typed as a time or a pair, and what is said otherwise."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.cli.parsing import moment, pairs, several
from openkitchen.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (None, None),
        ("0", datetime(1970, 1, 1)),
        ("1756641600.5", datetime(2025, 8, 31, 12, 0, 0, 500_000)),
        ("2026-08-31", datetime(2026, 8, 31)),
        ("2026-08-31T12:00:00", datetime(2026, 8, 31, 12)),
        ("2026-08-31T12:00:00+02:00", datetime(2026, 8, 31, 10)),
        ("2026-08-31T12:00:00Z", datetime(2026, 8, 31, 12)),
    ],
)
def test_moments(text: str | None, read: datetime | None) -> None:
    assert moment(text) == read


@pytest.mark.parametrize("text", ["soon", "", "31.08.2026", "nan", "inf", "1e300"])
def test_what_is_no_time_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="is no time") as caught:
        moment(text)
    assert repr(text) in str(caught.value)
    assert "2026-08-31" in caught.value.hint


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)))
def test_a_moment_written_as_iso_is_read_back(given: datetime) -> None:
    assert moment(given.isoformat()) == given


def test_pairs_split_at_the_first_equals_sign() -> None:
    assert pairs(["a=b", " c = d=e "], "--set") == {"a": "b", "c": "d=e"}


@pytest.mark.parametrize("text", ["a", "=b", "a=", "="])
def test_what_is_no_pair_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        pairs([text], "--set")


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(SettingsError, match="twice"):
        pairs(["a=1", "a=2"], "--set")


def test_pairs_in_a_row_are_parted_by_commas():
    assert several(["a=b,c=d", "e=f"], "--columns") == {"a": "b", "c": "d", "e": "f"}
