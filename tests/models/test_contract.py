"""Lists leave the library as what the reader works with; other libraries' models may join."""

import json

import pyarrow as pa

from openkitchen.models import Model, Recommendations

LISTS = Recommendations(
    pa.table(
        {
            "user_id": ["b", "b", "a"],
            "item_id": ["x", "y", "x"],
            "rank": pa.array([1, 2, 1], pa.int64()),
            "score": [0.5, 0.25, 1.0],
        }
    )
)


def test_data_frames_have_the_columns_and_the_order_of_the_table():
    for frame in (LISTS.to_pandas(), LISTS.to_polars()):
        assert list(frame.columns) == ["user_id", "item_id", "rank", "score"]
        assert list(frame["user_id"]) == ["b", "b", "a"]
        assert list(frame["score"]) == [0.5, 0.25, 1.0]


def test_rows_are_ready_for_json():
    rows = LISTS.to_dict()
    assert rows[1] == {"user_id": "b", "item_id": "y", "rank": 2, "score": 0.25}
    assert json.loads(json.dumps(rows)) == rows


class Outsider:
    """A model that inherits nothing."""

    name = "outsider"
    items = users = ()

    def fit(self, tables, progress=None): ...

    def score(self, users, items=None, at=None): ...

    def recommend(self, users=None, k=10, at=None, *, include_seen=False, history=None): ...


def test_a_model_is_whatever_fits_scores_and_recommends():
    assert isinstance(Outsider(), Model)
    assert not isinstance(LISTS, Model)
