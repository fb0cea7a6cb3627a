"""Whoever decides about two customers sees what their records say."""

import pyarrow as pa

from openkitchen.identity.beside import records_beside
from openkitchen.identity.review import Question

RECORDS = pa.table(
    {
        "customer_id": ["C1", "C2", "C3"],
        "name": ["Ada", "Ada", "Bo"],
        "born": ["1980-04-03", None, None],
        "fax": pa.nulls(3, pa.string()),
    }
)


def question(name, kind, one, other):
    return Question(name, kind, one, other, 0.5, "")


def test_two_records_stand_beside_each_other():
    asked = [question("q1", "same person", "C1", "C2"), question("q2", "owner", "tablet", "C1")]
    found = records_beside(RECORDS, asked)
    assert list(found) == ["q1"]
    assert found["q1"].same == {"name": "Ada"}
    assert found["q1"].different == {"born": ("1980-04-03", "")}
    assert found["q1"].lines() == ["differs: born 1980-04-03 / ∅", "the same: name Ada"]


def test_whoever_is_no_longer_among_the_records_is_not_shown():
    assert records_beside(RECORDS, [question("q1", "same person", "C1", "C9")]) == {}
    assert records_beside(None, [question("q1", "same person", "C1", "C2")]) == {}


def test_a_line_of_nothing_is_left_out():
    found = records_beside(RECORDS, [question("q", "same person", "C2", "C3")])["q"]
    assert found.lines() == ["differs: name Ada / Bo"]
