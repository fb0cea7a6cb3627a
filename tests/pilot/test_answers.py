"""Whatever a browser sends is read, or refused whole."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.errors import InputError
from openkitchen.pilot.answers import LONGEST, answers_from
from openkitchen.pilot.settings import settings_of

SETTINGS, NOW = settings_of({}), datetime(2026, 1, 1)


def read(*fields, ranks=(1, 2, 3)):
    rows = answers_from(fields, "p", 2, ranks, SETTINGS, NOW)
    return {(row.rank, row.question): row.value for row in rows}


def test_every_field_of_the_page_is_known():
    fields = {
        ("feel-1", "5"), ("reason-2", "season"), ("act-3", "yes"), ("skip-1", "yes"),
        ("words-2", "fine"), ("variety-0", "1"), ("surprise-0", "2"), ("trust-0", "3"),
        ("weekly-0", "more soup"),
    }  # fmt: skip
    assert len(read(*fields)) == 9


@pytest.mark.parametrize(
    "field",
    [
        ("feel-9", "3"), ("feel-1", "6"), ("feel-1", "3.0"), ("feel-0", "3"), ("trust-1", "3"),
        ("reason-1", "money"), ("act-1", "no"), ("", "1"), ("feel", "1"), ("feel-1 ", "1"),
        ("feel-01x", "1"), ("person-1", "p2"), ("weekly-1", "x"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_nothing_of_it_kept(field):
    with pytest.raises(InputError, match="Load the page again"):
        read(("feel-2", "4"), field)


def test_an_empty_value_takes_back_and_the_last_one_counts():
    assert read(("feel-1", "")) == {(1, "feel"): ""}
    assert read(("feel-1", "2"), ("feel-1", "5")) == {(1, "feel"): "5"}


def test_words_are_kept_as_written_but_for_what_nobody_sees():
    assert read(("words-1", "  so\r\ngood\x00 \u202e ü 🍲 "))[1, "words"] == "so\ngood  ü 🍲"
    assert len(read(("words-1", "x" * 5000))[1, "words"]) == LONGEST


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=5))
def test_nothing_breaks_it(fields):
    with suppress(InputError):
        read(*fields)
