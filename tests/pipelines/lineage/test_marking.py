"""A marked value leads back to its column, and a change of marks keeps their order."""

import pyarrow as pa

from openkitchen.pipelines.lineage.marking import Marks, marked

SCHEMA = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.float64()),
        ("c", pa.int64()),
        ("t", pa.timestamp("us")),
        ("s", pa.list_(pa.string())),
        ("yes", pa.bool_()),
    ]
)


def test_every_value_says_where_it_stands_but_truth_values():
    marks = Marks()
    table = marked("here", SCHEMA, marks)
    for name in ("a", "b", "c", "t", "s"):
        assert marks.column_of(table[name].to_pylist()) == {("here", name)}
    assert marks.column_of(table["yes"].to_pylist()) == set()
    assert marks.column_of(["never seen", None, 3]) == set()


def test_changed_columns_have_other_values_in_the_same_order():
    marks = Marks()
    before = marked("here", SCHEMA, marks)
    after = marked("here", SCHEMA, marks, frozenset({("here", "a"), ("here", "c")}))
    for name in ("a", "c"):
        assert not set(before[name].to_pylist()) & set(after[name].to_pylist())
        assert after[name].to_pylist() == sorted(after[name].to_pylist())
    assert after["b"].equals(before["b"])
