import pytest

from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.filters import bind, parse_filter

FILTER = parse_filter("INCLUDE ItemID WHERE Items.A IN ($V)")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('"a"', ("a",)),
        ('"a","b c"', ("a", "b c")),
        ("'a' , 'b'", ("a", "b")),
        ('"a,b"', ("a,b",)),
        (r'"say \"so\""', ('say "so"',)),
        ("12", (12.0,)),
        ("1,2.5", (1.0, 2.5)),
        ("plain words", ("plain words",)),
    ],
)
def test_values_are_read_as_clients_write_them(text, values):
    (condition,) = bind(FILTER, {"V": text}).conditions()
    assert condition.values == values


def test_what_excludes_is_left_out_where_a_parameter_has_no_value():
    exclude = "EXCLUDE ItemID WHERE Items.A IN ($V) IF CurrentUser.AGE > $AGE"
    whole = parse_filter(exclude)
    for given in ({}, {"V": '"a"'}, {"AGE": "3"}):
        assert bind(whole, given).clauses == ()
    assert len(bind(whole, {"V": '"a"', "AGE": "3"}).clauses) == 1
    mixed = parse_filter(f"INCLUDE ItemID WHERE Items.B IN ($W) | {exclude}")
    (clause,) = bind(mixed, {"W": '"b"'}).clauses
    assert clause.include
    with pytest.raises(Fault, match="missing for: W"):
        bind(mixed, {"V": '"a"', "AGE": "3"})
