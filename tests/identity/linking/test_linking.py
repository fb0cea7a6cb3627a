"""Records of one person are found in a file that was never seen; households stay apart."""

import pyarrow as pa
import pyarrow.csv
import pytest
from benchmarks._people import crm

from openkitchen.errors import ColumnsError, InputError, UnknownName
from openkitchen.identity.linking import Decisions, link, link_file, sentences


@pytest.fixture(scope="module")
def file():
    return crm(700, seed=3)


@pytest.fixture(scope="module")
def linked(file):
    return link(file[0], "Nr")


def pairs(groups):
    members = {}
    for record, group in groups.items():
        members.setdefault(group, []).append(record)
    return {
        (a, b) for group in members.values() for a in sorted(group) for b in sorted(group) if a < b
    }


def persons(linked):
    return dict(
        zip(*(linked.table[c].to_pylist() for c in ("record_id", "person_id")), strict=True)
    )


def test_most_pairs_are_found_and_hardly_any_is_wrong(file, linked):
    found, true = pairs(persons(linked)), pairs(file[1])
    assert len(found & true) / len(found) > 0.95
    assert len(found & true) / len(true) > 0.8


def test_what_is_said_of_it_adds_up(file, linked):
    assert linked.table.num_rows == file[0].num_rows
    assert linked.persons == len(set(persons(linked).values()))
    told = sentences(linked)
    assert f"{file[0].num_rows:,} records are {linked.persons:,} persons" in told[0]
    assert all(0 <= p <= 1 for p in linked.table["probability"].to_pylist())


def test_decisions_win_over_the_model(file, linked):
    pair = min(pairs(persons(linked)))
    apart = link(file[0], "Nr", decisions=Decisions(apart=(pair,)))
    assert persons(apart)[pair[0]] != persons(apart)[pair[1]]


def test_columns_that_tell_nobody_apart_merge_nobody(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text(
        "nr,colour\n" + "".join(f"{n},{'red' if n % 2 else 'blue'}\n" for n in range(60))
    )
    made = link_file(people, "nr", tmp_path / "out.csv")
    assert made.persons == 60
    assert "No column tells people apart" in sentences(made)[1]
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == "record_id,person_id,probability"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("nr,name\n1,Ann\n1,Bob\n", ColumnsError),
        ("nr,name\n1,Ann\n,Bob\n", InputError),
        ("id,name\n1,Ann\n", UnknownName),
    ],
)
def test_ids_must_be_there_and_differ(tmp_path, text, error):
    people = tmp_path / "people.csv"
    people.write_text(text)
    with pytest.raises(error):
        link_file(people, "nr", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_ids_that_repeat_are_named_with_how_often():
    ids = ["7"] * 3 + ["8"] * 2 + [f"{n}" for n in range(100, 120)] + ["9"] * 2
    people = pa.table({"nr": ids, "name": ["Ann Lee"] * len(ids)})
    with pytest.raises(ColumnsError) as told:
        link(people, "nr")
    text = str(told.value)
    assert "3 ids are there several times, in 7 rows: '7' (3 times), '8' (2 times)" in text
    assert "--id" not in text
    assert "number the rows" in text


def test_a_handful_of_records_is_no_problem():
    few = pa.table(
        {
            "nr": ["1", "2", "3"],
            "name": ["Ann Lee", "Ann Lee", "Bo Ek"],
            "dob": ["1980-01-01", "1980-01-01", "1975-05-05"],
        }
    )
    assert link(few, "nr").table.num_rows == 3
