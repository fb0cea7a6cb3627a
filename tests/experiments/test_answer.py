"""An answer keeps its modes apart, and says what it holds in words, tables and JSON."""

import json

import pytest

from openkitchen.errors import SettingsError
from openkitchen.experiments.answer import Exposure, Outcome, WhatIf


def outcome(mode, exposures=()):
    return Outcome(
        *(mode, "rescored" if mode == "frozen" else "algebra", 0.25, 10, 40, 8, 0.95, 0.9),
        *((), exposures),
        _fitted=lambda: None,
    )


def test_modes_are_never_mixed():
    answer = WhatIf("What if?", (outcome("refit"),))
    assert answer.refit.mode == "refit"
    with pytest.raises(SettingsError, match="Asked for: refit"):
        _ = answer.frozen


def test_it_is_told_in_words_and_json():
    answer = WhatIf("What if?", (outcome("frozen"), outcome("refit")), 1.5, "model")
    question, frozen, refit = answer.sentences()
    assert question == "What if?"
    assert frozen.startswith("Frozen (the weights stay")
    assert refit.startswith("Refit (weights as if fitted")
    assert "8 of 40 lists of 10 change; mean overlap 95.0%" in refit
    told = json.loads(json.dumps(answer.to_dict()))
    assert (told["bundle"], told["prepared_seconds"]) == ("model", 1.5)
    assert told["refit"]["n_affected"] == 8


def test_its_table_holds_what_items_gain():
    gained = (Exposure("a", 3, 5), Exposure("b", 2, 0))
    table = WhatIf("What if?", (outcome("refit", gained),)).to_table()
    assert table.to_pylist() == [
        {"mode": "refit", "item_id": "a", "before": 3, "after": 5, "gained": 2},
        {"mode": "refit", "item_id": "b", "before": 2, "after": 0, "gained": -2},
    ]
    assert WhatIf("What if?", (outcome("refit"),)).to_table().num_rows == 0
