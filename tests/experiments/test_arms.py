from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName
from openkitchen.experiments.arms import (
    Add,
    Drop,
    Forget,
    Other,
    Weigh,
    Window,
    is_column,
    name_of,
    question_of,
)
from openkitchen.models.prepared import prepare


@pytest.fixture(scope="module")
def ready(planted):
    return prepare(planted[0].fitted)


def test_names_and_questions(planted, ready):
    model = planted[0]
    item = str(model.items[3])
    new = pa.table({"item_id": [item], "colour": ["red"]})
    arms = {
        "users.diet": Drop("diet"),
        "diet=vegan": Drop("diet=vegan"),
        "items.colour": Add(new, "colour"),
        "without user u007": Forget("u007"),
        "events since 2023-12-01 00:00:00 until 2024-01-01 00:00:00": Window(
            datetime(2023, 12, 1), datetime(2024, 1, 1)
        ),
        "order × 2, values ^ 0.5": Weigh({"order": 2.0}, 0.5),
    }
    for name, arm in arms.items():
        assert name_of(ready, arm) == name
        assert question_of(ready, arm).words.startswith("What if ")
        assert is_column(ready, arm, name) == (name in {"users.diet", "items.colour"})
    other = Other("another map", model)
    assert name_of(ready, other) == "another map"
    assert question_of(ready, other) is None
    with pytest.raises(UnknownName):
        name_of(ready, Drop("weight"))
