"""Drift: quiet when nothing happened, loud when something did, at a stated rate."""

import numpy as np
import pytest
from benchmarks._weeks import SHIFTS, make_stream
from benchmarks.monitor import LEARNED, alarms

from openkitchen.errors import InputError, SettingsError
from openkitchen.monitor import DriftSettings, Signal, detect_drift, signals_of

PEOPLE = 300


def test_quiet_quarters_are_quiet():
    assert [alarms(seed, PEOPLE, 0.05) for seed in range(4)] == [[]] * 4


@pytest.mark.parametrize("shift", [name for name in SHIFTS if name != "volume"])
def test_a_shift_is_caught_within_two_weeks(shift):
    since = LEARNED + 2
    assert alarms(3, 600, 0.05, shift, since, until=since + 2)


def stream(shift="", seed=1):
    made = make_stream(seed, 10, people=PEOPLE, shift=shift, since=9)
    signals = signals_of(
        made.interactions, made.week, items=made.items, users=made.users,
        identity_map=made.identity_map,
    )  # fmt: skip
    return made, signals


def test_the_alarm_names_what_moved():
    _, signals = stream("types")
    told = detect_drift(signals, 9)
    first = told.alarms[0]
    assert first.signal == "events: event_type"
    assert "before" in first.sentence()
    assert first.sentence() in told.sentence()
    assert told.to_dict()["moved"][0]["alarm"]


def test_what_was_learned_from_ends_where_it_is_said_to():
    _, signals = stream()
    assert detect_drift(signals, 9, before=5).weeks == 5
    assert detect_drift(signals, 9).weeks == 8
    assert detect_drift(signals, 9, DriftSettings(reference=4)).weeks == 4


def test_the_rate_is_stated():
    _, signals = stream()
    strict, lax = (detect_drift(signals, 9, DriftSettings(rate)) for rate in (0.001, 0.5))
    assert min(one.limit for one in strict.moved) > max(
        one.limit for one in lax.moved if one.signal != "volume"
    )
    assert "50%" in lax.sentence()


def test_too_short_a_past_is_refused():
    _, signals = stream()
    with pytest.raises(InputError, match="weeks to compare with"):
        detect_drift(signals, 2)
    with pytest.raises(InputError, match="0 events"):
        detect_drift(signals, 12)
    with pytest.raises(SettingsError, match="false_alarms"):
        DriftSettings(1.5)


def test_a_small_change_is_none_however_sure():
    rng = np.random.default_rng(0)
    rows = 400_000
    week = np.repeat(np.arange(9), rows // 9 + 1)[:rows]
    chance = np.where(week == 8, 0.525, 0.5)
    code = (rng.random(rows) < chance).astype(np.int64)
    user = rng.integers(0, 100_000, rows)
    signal = Signal("events: kind", ("a", "b"), code, user, week)
    told = detect_drift([signal], 8)
    assert not told.alarms
    assert detect_drift([signal], 8, DriftSettings(least=0.0)).alarms


def test_a_signal_without_a_past_says_nothing():
    _, signals = stream()
    n = 2000
    late = Signal("lists: kind", ("a", "b"), np.arange(n) % 2, np.arange(n) // 4, np.full(n, 9))
    assert not detect_drift([*signals, late], 9).alarms


def test_a_served_model_may_be_older_than_the_last_week():
    _, signals = stream()
    assert detect_drift(signals, 9, before=6).weeks == 6
    assert not detect_drift(signals, 9, before=6).alarms
