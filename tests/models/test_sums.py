"""The sums equal those over rows that are written out one by one."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from openkitchen.models.events import Events
from openkitchen.models.left_out import left_out_sums
from openkitchen.models.next_rows import next_sums
from openkitchen.models.scales import parse_scale
from openkitchen.models.sums import Inputs

N_ITEMS = 5
SCALES = tuple(parse_scale(text) for text in ("all", "3d", "2s", "0s", "40h"))


def some_events(counts, seed):
    rng = np.random.default_rng(seed)
    user = np.repeat(np.arange(len(counts)), counts)
    item = rng.integers(0, N_ITEMS, len(user))
    time = rng.uniform(0, 20, len(user)).round(1)
    order = np.lexsort((item, time, user))
    start = np.concatenate([[0], np.cumsum(counts)])
    weight = rng.choice([0.5, 1.0, 3.0], len(user))
    return Events(user, item[order], time[order], weight, start, True)


def kernel(scale, events, now, then):
    if scale.unit == "all":
        return 1.0
    if scale.unit == "days":
        return 2 ** (-(events.time[now] - events.time[then]) / scale.half_life)
    if scale.unit == "hours":
        return 2 ** (-24 * (events.time[now] - events.time[then]) / scale.half_life)
    if scale.half_life == 0:
        return float(now == then)
    return 2 ** (-(now - then) / scale.half_life)


def history_row(inputs, events, past, now, scored=None):
    parts = []
    for scale in inputs.scales:
        value = np.zeros(N_ITEMS)
        for s in past:
            value[events.item[s]] += events.weight[s] * kernel(scale, events, now, s)
        total = value.sum()
        if total:
            value /= total**inputs.power
        if scale.unit == "hours" and scored is not None and len(past):
            value *= 2 ** (-24 * (events.time[scored] - events.time[now]) / scale.half_life)
        parts.append(inputs.features.T @ value)
    return np.concatenate(parts)


def add_row(total, inputs, weight, empty, history, user, target):
    z = np.concatenate([[1.0, float(empty)], history, inputs.users[user]])
    total[0] += weight * np.outer(z, z)
    for item, y in target.items():
        total[1][:, item] += weight * y * z
        total[2][item] += weight * y**2
    total[3] += weight


def same(sums, total):
    for own, brute in zip((sums.gram, sums.target, sums.squared, sums.rows), total, strict=True):
        assert_allclose(own, brute, atol=1e-10)


def blank(inputs):
    return [
        np.zeros((inputs.size, inputs.size)),
        np.zeros((inputs.size, N_ITEMS)),
        np.zeros(N_ITEMS),
        np.zeros(1),
    ]


def some_inputs(events, power, seed=0):
    rng = np.random.default_rng(seed)
    features = sp.csr_array(np.hstack([np.eye(N_ITEMS)[:, :4], rng.integers(0, 2, (N_ITEMS, 3))]))
    return Inputs(SCALES, features.astype(float), rng.normal(size=(events.n_users, 2)), power)


histories = st.lists(st.integers(0, 7), min_size=1, max_size=6)


@given(counts=histories, seed=st.integers(0, 1000), power=st.sampled_from([0.0, 0.5, 1.0]))
@settings(deadline=None, max_examples=40)
def test_next_rows(counts, seed, power):
    events = some_events(counts, seed)
    inputs = some_inputs(events, power)
    row_weight = np.random.default_rng(seed).uniform(0.1, 2, len(events))
    total = blank(inputs)
    for m in range(len(events)):
        user = events.user[m]
        past = range(events.start[user], m)
        history = history_row(inputs, events, past, m - 1, m)
        target = {events.item[m]: 1.0}
        add_row(total, inputs, row_weight[m], len(past) == 0, history, user, target)
    same(next_sums(events, inputs, row_weight, N_ITEMS), total)


@given(
    counts=histories,
    seed=st.integers(0, 1000),
    power=st.sampled_from([0.0, 0.5, 1.0]),
    cold=st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_whole_histories(counts, seed, power, cold):
    events = some_events(counts, seed)
    inputs = some_inputs(events, power)
    row_weight = np.random.default_rng(seed).uniform(0.1, 2, len(events))
    total, typical = blank(inputs), 2.5
    flat = np.zeros(len(SCALES) * inputs.n_features)
    flat[: inputs.n_features] = 1.0
    for user in range(events.n_users):
        own = range(events.start[user], events.start[user + 1])
        had = {events.item[m] for m in own}
        if len(had) > 1:
            history = history_row(inputs, events, own, own[-1]) * flat
            target = dict.fromkeys(had, 1 / typical)
            add_row(total, inputs, typical * row_weight[own].mean(), False, history, user, target)
        for m in own if cold else ():
            share = row_weight[m] / len(own)
            add_row(total, inputs, share, True, flat * 0, user, {events.item[m]: 1.0})
    same(left_out_sums(events, inputs, row_weight, N_ITEMS, typical, cold=cold), total)


@pytest.mark.parametrize("which", [next_sums, left_out_sums])
def test_sums_do_not_depend_on_how_much_is_done_at_once(which, monkeypatch):
    events = some_events([4, 0, 7, 2], 3)
    inputs = some_inputs(events, 0.5)
    extra = {"typical": 2.0, "cold": True} if which is left_out_sums else {}
    whole = which(events, inputs, np.ones(len(events)), N_ITEMS, **extra)
    monkeypatch.setattr("openkitchen.models.sums.PAIRS_AT_ONCE", 5)  # several users
    monkeypatch.setattr("openkitchen.models.scales.PAIRS_AT_ONCE", 3)  # parts of one history
    chunked = which(events, inputs, np.ones(len(events)), N_ITEMS, **extra)
    assert_allclose(chunked.gram, whole.gram, atol=1e-12)
    assert_allclose(chunked.target, whole.target, atol=1e-12)
