"""Values are written in one way; what says nothing is nothing."""

import pyarrow as pa
import pytest

from openkitchen.identity.linking import profile
from openkitchen.identity.linking.profile import Column
from openkitchen.identity.linking.standard import standardise


def written(kind, *values, header="x"):
    people = pa.table({"nr": [str(n) for n in range(len(values))], header: list(values)})
    column = Column(header, kind, "", 1.0, len(values))
    table = standardise(people, "nr", [column]).table
    return {name: table[name].to_pylist() for name in table.column_names if name != "record_id"}


def test_phones_are_compared_by_their_last_digits():
    assert written("phone", "+49 171 2345678", "0171/2345678", "000000") == {
        "phone": ["12345678", "12345678", None]
    }


def test_streets_and_house_numbers_part():
    assert written("street", "Bergstraße 12", "12 Berg Str.") == {
        "street": ["berg str", "berg str"],
        "house": ["12", "12"],
    }


def test_dates_of_nobodys_birth_are_nothing():
    assert written("born", "01.01.1900", "3.4.1980")["born"] == [None, "1980-04-03"]


@pytest.mark.parametrize("header", ["Opt-in", "Opt in?", "OPT.IN"])
def test_a_category_keeps_its_header_in_letters_that_sql_takes(header):
    assert list(written("category", "Y", "N", header=header)) == ["is_opt_in"]


def test_headers_without_latin_letters_do_too():
    assert list(written("category", "м", "ж", header="Пол")) == ["is_column"]


def test_emails_made_of_the_names_are_left_out():
    names = [(f"ann{chr(97 + n % 26)}", f"lee{chr(97 + n // 26)}") for n in range(60)]
    people = pa.table(
        {
            "nr": [str(n) for n in range(60)],
            "first name": [one for one, _ in names],
            "last name": [two for _, two in names],
            "mail": [f"{one}.{two}@example.com" for one, two in names],
        }
    )
    made = standardise(people, "nr", profile(people, "nr"))
    assert made.made_emails
    assert "email" not in made.table.column_names
