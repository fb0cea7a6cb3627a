"""Names in two parts, and in each other's place."""

import pyarrow as pa
import pytest

from openkitchen.identity.linking.names import split_full_name, unswapped


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Anna Krause", ["anna", "krause"]),
        ("Krause, Anna Maria", ["anna maria", "krause"]),
        ("Dr. Ana de la Cruz", ["ana", "de la cruz"]),
        ("Cher", ["", "cher"]),
    ],
)
def test_full_names_are_split(text, parts):
    assert split_full_name(text) == parts


def test_only_names_that_are_commoner_the_other_way_are_turned_round():
    first = ["anna"] * 9 + ["krause", "odd", None]
    last = ["krause"] * 9 + ["anna", "name", "krause"]
    given, surname, turned = unswapped(pa.array(first), pa.array(last))
    assert turned == 1
    assert (given[9].as_py(), surname[9].as_py()) == ("anna", "krause")
    assert (given[10].as_py(), surname[10].as_py()) == ("odd", "name")
