"""Expressions as notebooks write them are read; whatever else comes in is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.filters import Condition, parse_filter
from openkitchen.serving.personalize.filters.expression import Field, Parameter


@pytest.mark.parametrize(
    "text",
    [
        'EXCLUDE ItemID WHERE Interactions.event_type IN ("watch")',
        "INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN ($CATEGORIES)",
        "EXCLUDE ItemID WHERE Items.out_of_stock IN ('yes')",
        "INCLUDE ItemID WHERE Items.YEAR >= 1970 AND Items.YEAR < 1980",
        'exclude UserId where users.country in ("England", "Japan")',
        'include ItemId where item.a not in ("x","y") or Items.b = true and items.c > -1.5e3',
        'EXCLUDE ItemID WHERE Items.A IN (*) | INCLUDE ItemID WHERE Items.B IN ("*")'
        " IF CurrentUser.AGE > 18 AND CurrentUser.C IN ($X)",
        "INCLUDE ItemID WHERE Items.GENRE IN (CurrentUser.FAVOURITES)",
    ],
)
def test_what_notebooks_write_is_read(text):
    assert parse_filter(text).clauses


def test_an_expression_is_read_into_records():
    read = parse_filter(
        'INCLUDE ItemID WHERE Items.G IN ("a|b", $P) OR Items.Y <= 3 AND Items.Z = "\\"q\\""'
    )
    (clause,) = read.clauses
    g, y, z = (Field("Items", name) for name in "GYZ")
    assert clause.any_of == (
        (Condition(g, "in", ("a|b", Parameter("P"))),),
        (Condition(y, "<=", (3.0,)), Condition(z, "=", ('"q"',))),
    )
    assert read.parameters == ("P",)
    assert not read.wants_history


WORDS = """INCLUDE EXCLUDE ItemID UserID WHERE AND OR NOT IN IF Items . GENRE Interactions
CurrentUser ( ) , | = < >= "a" 'b' 3 -2.5 $P * " # é"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_whatever_comes_in_is_read_or_refused_in_words(words):
    try:
        told = "" if parse_filter(" ".join(words)).clauses else "nothing"
    except Fault as fault:
        told = fault.message
    assert told == "" or told.startswith("Filter expression: ")


def test_the_message_says_where():
    with pytest.raises(Fault, match=r"expected WHERE, found 'WERE' \(character 16\)"):
        parse_filter("INCLUDE ItemID WERE Items.A = 1")
