import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.studio.asking import question_told

COLUMNS = ("users.diet", "items.kind")


def test_a_column_a_window_and_a_user_can_be_asked_about():
    told = question_told({"kind": "drop", "column": "users.diet", "why": " money "}, COLUMNS)
    assert told["question"] == {"words": "What is the column users.diet worth?", "ks": [10],
                                "drop": ["users.diet"]}  # fmt: skip
    assert told["why"] == "money"
    told = question_told({"kind": "window", "days": "14", "k": "5", "words": "Two weeks?"}, COLUMNS)
    assert told["question"] == {"words": "Two weeks?", "ks": [5], "window": 14.0}
    told = question_told({"kind": "forget", "user": "u1"}, COLUMNS)
    assert told["question"]["forget"] == ["u1"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"kind": "drop", "column": "users.shoe"}, UnknownName),
        ({"kind": "guess"}, UnknownName),
        ({"kind": "window", "days": "many"}, SettingsError),
        ({"kind": "window", "days": ""}, SettingsError),
        ({"kind": "window", "days": "nan"}, SettingsError),
        ({"kind": "forget", "user": " "}, SettingsError),
        ({"kind": "drop", "column": "users.diet", "k": "0"}, SettingsError),
    ],
)
def test_what_makes_no_sense_is_refused(form, error):
    with pytest.raises(error):
        question_told(form, COLUMNS)
