"""What says the very same of one person is one person, and teaches the model nothing."""

import pyarrow as pa
import pytest

from openkitchen.identity.linking.copies import COPIED, find_copies
from openkitchen.identity.linking.linking import Decisions, link


def people(**columns):
    n = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{k}" for k in range(n)], **columns})


def test_equal_records_that_tell_a_person_stand_for_one_another():
    table = people(
        email=["a@x.org", "a@x.org", None, None, "a@x.org"],
        surname=["ito", "ito", "ito", "ito", "ruiz"],
    )
    copies = find_copies(table)
    assert copies.copy_of == {"r1": "r0"}
    assert copies.table["record_id"].to_pylist() == ["r0", "r2", "r3", "r4"]


def test_names_with_a_birthday_are_enough_and_names_alone_are_not():
    same = {"given": ["mia", "mia"], "surname": ["ito", "ito"]}
    assert find_copies(people(**same)).copy_of == {}
    assert find_copies(people(**same, born=["1990-02-03"] * 2)).copy_of == {"r1": "r0"}
    assert find_copies(people(**same, born=[None, None])).copy_of == {}


def test_a_missing_value_is_not_the_same_as_one_that_is_there():
    assert find_copies(people(email=["a@x.org"] * 2, town=["rome", None])).copy_of == {}
    assert find_copies(people(email=["a@x.org"] * 2, town=[None, None])).copy_of == {"r1": "r0"}


def test_records_that_people_decided_about_stand_for_themselves():
    table = people(email=["a@x.org"] * 3)
    assert find_copies(table, {"r1"}).copy_of == {"r2": "r0"}


@pytest.fixture
def addresses():
    """A file with addresses alone: 40 people, every other one twice."""
    emails = [f"person{k}.{k * 7919 % 101}@mail{k % 5}.org" for k in range(40)]
    every = emails + emails[::2]
    return pa.table({"id": [f"c{k:03d}" for k in range(len(every))], "email": every})


def test_a_file_of_addresses_alone_is_linked(addresses):
    found = link(addresses, "id")
    assert found.persons == 40
    assert found.merged == 40
    rows = {row["record_id"]: row for row in found.table.to_pylist()}
    assert list(rows) == addresses["id"].to_pylist()
    assert rows["c040"]["person_id"] == "c000"
    assert rows["c040"]["probability"] == rows["c000"]["probability"] == COPIED
    assert rows["c001"]["person_id"] == "c001"
    pairs = {(p["record_id_l"], p["record_id_r"]) for p in found.pairs.to_pylist() if p["same"]}
    assert ("c000", "c040") in pairs


def test_decisions_part_what_says_the_same(addresses):
    found = link(addresses, "id", decisions=Decisions(apart=(("c000", "c040"),)))
    persons = dict(
        zip(*(found.table[n].to_pylist() for n in ("record_id", "person_id")), strict=True)
    )
    assert persons["c000"] != persons["c040"]


def test_one_of_each_source_is_kept(addresses):
    there = addresses.append_column("source", pa.array(["shop"] * addresses.num_rows))
    assert link(there, "id", one_each="source").merged == 0
