import pytest

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
