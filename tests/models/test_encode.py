"""Attributes become numbers the same way for every table; what is unknown is the average."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from openkitchen.models.encode import fit_encoder
from openkitchen.models.index import Index
from openkitchen.schema import Attribute

NAN, INF = float("nan"), float("inf")


def encoded(values, kind, *, others=None, how="encode"):
    """Learn from ``values``, then turn ``others`` (or the same) into numbers."""
    attribute = (Attribute("x", kind),)
    encoder = fit_encoder(table_of(values), attribute)
    other = table_of(values if others is None else others)
    index = Index.of("item", other["id"].to_pylist())
    got = getattr(encoder, how)(other, "id", index)
    return encoder, got if how == "encode" else got.toarray()


def table_of(values):
    column = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
    return pa.table({"id": [f"r{n:04d}" for n in range(len(values))], "x": column})


def test_a_category_is_told_against_the_average():
    encoder, got = encoded(["a"] * 4 + ["b"] * 4 + [None], "category")
    assert encoder.names == ["x=a", "x=b"]
    assert_allclose(got[0], [0.5, -0.5])
    assert_allclose(got[-1], [0, 0])
    assert_allclose(got.sum(axis=0), 0, atol=1e-12)


def test_a_set_is_told_against_not_having_the_value():
    encoder, got = encoded([["a"], ["a", "b"], ["b", "a"], ["b", "c"], [], None], "set")
    assert encoder.names == ["x=a", "x=b"]  # c is too rare
    assert_array_equal(got, [[1, 0], [1, 1], [1, 1], [0, 1], [0, 0], [0, 0]])


def test_a_number_is_standardised_among_those_that_are_known():
    encoder, got = encoded([1.0, 2.0, None, NAN, INF, -INF, 6.0], "number")
    known = np.array([1.0, 2.0, 6.0])
    assert encoder.names == ["x"]
    assert_allclose(got[[0, 1, 6], 0], (known - 3) / known.std())
    assert_array_equal(got[2:6], 0)


@pytest.mark.parametrize(
    "values",
    [[0.1] * 7, [0.3, 0.3, 0.3, None], [None, NAN, INF], [5.0]],
    ids=["same", "same and unknown", "unknown", "one"],
)
def test_a_number_that_never_varies_is_left_out(values):
    assert len(encoded(pa.array(values, pa.float64()), "number")[0]) == 0


def test_whole_numbers_too_large_to_be_exact_are_numbers_all_the_same():
    values = [2**53 + 1 + n * 2**40 for n in range(12)]
    _, got = encoded(pa.array(values, pa.int64()), "number")
    assert got[:, 0].std() == pytest.approx(1)


def test_values_not_seen_in_training_are_the_average():
    _, category = encoded(["a"] * 3 + ["b"] * 3, "category", others=["a", "new", None])
    assert category[0] @ [1, -1] == 1
    # a value without a column is known not to be any of the others
    assert_allclose(category[1], [-0.5, -0.5])
    assert_array_equal(category[2], 0)
    _, members = encoded([["a"]] * 3 + [["b"]] * 3, "set", others=[["new"], ["new", "a"]])
    assert_array_equal(members, [[0, 0], [1, 0]])


@pytest.mark.parametrize(
    "written",
    [
        pa.array([["a", "b"], ["a"], [], None, ["a", "b", "b", " "]]),
        pa.array(["a|b", "a", "", None, " b | a |"]),
        pa.array(["['a', 'b']", '["a"]', "[]", None, "[a, b]"]),
    ],
    ids=["lists", "bars", "brackets"],
)
def test_sets_are_read_in_three_notations(written):
    learned = [["a", "b"]] * 3 + [["a"]] * 3 + [["c"]] * 3
    encoder, got = encoded(learned, "set", others=written)
    assert encoder.names == ["x=a", "x=b", "x=c"]
    assert_array_equal(got, [[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0], [1, 1, 0]])


def test_the_300_most_frequent_levels_are_kept():
    values = [f"v{n:03d}" for n in range(310) for _ in range(4 if n >= 10 else 3)]
    encoder, _ = encoded(values, "category")
    assert len(encoder) == 300
    assert encoder.names[0] == "x=v010"  # the ten rarer ones are gone


def test_rare_levels_constants_and_text_are_left_out():
    assert encoded(["a", "a", "b", "b"], "category")[0].names == []
    assert encoded(["a"] * 5, "category")[0].names == []
    assert encoded(["a"] * 5 + ["b"] * 5, "text")[0].names == []
    assert encoded(pa.array([None, None, None]), "category")[0].names == []


def test_one_and_one_point_zero_are_the_same_level_and_nan_is_none():
    encoder, got = encoded(
        [1.0, 1.0, 1.0, 2.5, 2.5, 2.5, NAN, NAN, NAN],
        "category",
        others=pa.array([1, 2, None], pa.int64()),
    )
    assert encoder.names == ["x=1", "x=2.5"]
    assert_allclose(got, [[0.5, -0.5], [-0.5, -0.5], [0, 0]])


def test_true_and_false_are_levels():
    assert encoded([True] * 3 + [False] * 3, "category")[0].names == ["x=False", "x=True"]


def test_ids_without_a_row_are_zero_and_rows_of_other_ids_pass_unnoticed():
    table = table_of(["a"] * 3 + ["b"] * 3)
    encoder = fit_encoder(table, (Attribute("x", "category"),))
    got = encoder.encode(table, "id", Index.of("item", ["r0004", "unknown", "r0000"]))
    assert_array_equal(got, [[-0.5, 0.5], [0, 0], [0.5, -0.5]])


def test_of_an_id_that_stands_there_twice_the_first_row_counts():
    table = table_of(["a"] * 3 + ["b"] * 3)
    encoder = fit_encoder(table, (Attribute("x", "category"),))
    twice = pa.table({"id": ["q", "q", "p"], "x": ["a", "b", "b"]})
    got = encoder.indicate(twice, "id", Index.of("item", ["p", "q"]))
    assert_array_equal(got.toarray(), [[0, 1], [1, 0]])


@pytest.mark.parametrize("missing", [None, pa.table({"id": ["r0000"]})], ids=["table", "column"])
def test_without_table_or_column_everything_is_unknown(missing):
    encoder = fit_encoder(table_of(["a"] * 3 + ["b"] * 3), (Attribute("x", "category"),))
    index = Index.of("item", ["r0000"])
    assert_array_equal(encoder.encode(missing, "id", index), [[0, 0]])
    assert_array_equal(encoder.indicate(missing, "id", index).toarray(), [[0, 0]])


MIXED = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        st.sampled_from([["p"], ["p", "q"], [], None]),
        st.sampled_from([1.0, 2.0, 7.5, None, NAN]),
    ),
    min_size=1,
    max_size=30,
)


@given(rows=MIXED)
@settings(deadline=None, max_examples=80)
def test_encode_is_indicate_less_the_centres_of_known_categories(rows):
    category, members, number = zip(*rows, strict=True)
    table = pa.table(
        {
            "id": [f"r{n}" for n in range(len(rows))],
            "c": pa.array(category, pa.string()),
            "s": pa.array(members, pa.list_(pa.string())),
            "n": pa.array(number, pa.float64()),
        }
    )
    kinds = {"c": "category", "s": "set", "n": "number"}
    encoder = fit_encoder(table, [Attribute(name, kind) for name, kind in kinds.items()])
    index = Index.of("item", table["id"].to_pylist())
    full, plain = encoder.encode(table, "id", index), encoder.indicate(table, "id", index).toarray()
    for place, column in enumerate(encoder.columns):
        known = np.array([value is not None for value in table[column.attribute].to_pylist()])
        centre = column.centre * known if column.kind == "category" else 0.0
        assert_allclose(full[:, place], plain[:, place] - centre, atol=1e-12)
        if column.kind != "number":
            assert set(np.unique(plain[:, place])) <= {0.0, 1.0}
        if column.kind != "set":
            assert full[:, place].sum() == pytest.approx(0, abs=1e-9)


def test_values_without_a_column_are_named():
    table = pa.table(
        {
            "user_id": [f"u{n}" for n in range(12)],
            "diet": ["vegan", "meat", "fish"] * 4,
            "likes": ["a|b", "b", "a"] * 4,
            "age": [float(n) for n in range(12)],
        }
    )
    kinds = (("diet", "category"), ("likes", "set"), ("age", "number"))
    encoder = fit_encoder(table, [Attribute(*kind) for kind in kinds])
    told = {"diet": "vegan", "likes": "a| zzz", "age": "99", "other": "x"}
    assert encoder.unheard(told) == ["likes=zzz"]
    assert encoder.unheard({"diet": None, "likes": ""}) == []
    assert encoder.unheard({"diet": "raw"}) == ["diet=raw"]
