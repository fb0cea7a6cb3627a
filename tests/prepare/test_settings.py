"""Settings of the preparation: defaults, limits, words for what is wrong."""

import pytest

from openkitchen.errors import SettingsError
from openkitchen.prepare.settings import PrepareSettings, read_settings


def test_nothing_given_means_the_defaults():
    assert read_settings({}) == read_settings({"session_gap_minutes": None}) == PrepareSettings()


def test_settings_as_a_parameters_file_gives_them():
    read = read_settings(
        {
            "event_weights": {"view": 1, "cook": 2.5, "*": 0},
            "session_gap_minutes": 45,
            "bot_events_a_day": 500,
            "unknown_items": "drop",
            "bots": ["0123", "robot"],
        }
    )
    assert read.drops_unknown
    tables = read.tables()
    weights = dict(zip(*tables["event_weights"].to_pydict().values(), strict=True))
    assert weights == {"*": 0.0, "view": 1.0, "cook": 2.5}
    assert tables["named_bots"].to_pydict() == {"id": ["0123", "robot"]}
    assert tables["settings"].to_pylist() == [
        {"session_gap_seconds": 2700, "bot_events_a_day": 500.0, "drop_unknown_items": True}
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"session_gap": 30}, "no setting 'session_gap'"),
        ({"session_gap_minutes": 0}, "session_gap_minutes = 0"),
        ({"session_gap_minutes": "30"}, "session_gap_minutes = '30'"),
        ({"bot_events_a_day": float("inf")}, "bot_events_a_day = inf"),
        ({"bot_events_a_day": True}, "bot_events_a_day = True"),
        ({"event_weights": {"view": -1}}, "event_weights.view = -1"),
        ({"event_weights": {"view": None}}, "event_weights.view = None"),
        ({"event_weights": ["view"]}, "event_weights = "),
        ({"bots": "robot"}, "bots = 'robot'"),
        ({"bots": {"robot": True}}, "bots = {'robot': True}"),
        ({"bots": [123]}, "bots has 123"),
        ({"bots": [""]}, "bots has ''"),
        ({"unknown_items": "maybe"}, "unknown_items = 'maybe'"),
    ],
)
def test_impossible_settings_are_named(given, told):
    with pytest.raises(SettingsError) as caught:
        read_settings(given)
    assert told in str(caught.value)
    assert caught.value.hint
