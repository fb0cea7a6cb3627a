"""The cut asks for what came later and was new, and knows nothing of it beforehand."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from tests.shop import small_tables

from openkitchen.models import validation
from openkitchen.models.audience import know
from openkitchen.models.events import Events
from openkitchen.models.validation import Questions, cut_events, cut_last, cuts_of, ndcg


@pytest.fixture(scope="module")
def known():
    return know(small_tables(n_users=120))


def pairs(events):
    return set(zip(events.user.tolist(), events.item.tolist(), strict=True))


def asked(questions):
    rows, columns = questions.truth.nonzero()
    return set(zip(questions.audience.codes[rows].tolist(), columns.tolist(), strict=True))


def history(questions):
    events = questions.audience.events
    codes = questions.audience.codes[events.user]
    return list(zip(codes.tolist(), events.item.tolist(), events.time.tolist(), strict=True))


def test_a_tenth_of_the_events_is_cut_off_by_time(known):
    events = known.events
    cut = cut_events(events, len(known.items))
    moment = np.quantile(events.time, 0.9, method="higher")
    assert cut.train.end < moment
    assert len(cut.train) / len(events) == pytest.approx(0.9, abs=0.01)


def test_the_first_set_asks_at_the_cut_for_all_that_came_later_and_was_new(known):
    events, cut = known.events, cut_events(known.events, len(known.items))
    moment = np.quantile(events.time, 0.9, method="higher")
    late = events.select(events.time >= moment)
    warm = {u for u, n in enumerate(cut.train.counts) if n}
    expected = {(u, i) for u, i in pairs(late) - pairs(cut.train) if u in warm}
    at_once, *_ = cut.questions
    assert asked(at_once) == expected
    assert all(time < moment for _, _, time in history(at_once))
    assert set(at_once.audience.now) == {moment}


def test_the_same_is_asked_of_users_of_whom_little_is_known(known):
    at_once, few = cut_events(known.events, len(known.items)).questions[:2]
    assert asked(few) == asked(at_once)
    counts = few.audience.events.counts
    assert counts.max() <= 5
    assert (counts == 0).any()
    for n in range(len(few.audience)):
        whole = [row for row in history(at_once) if row[0] == few.audience.codes[n]]
        own = [row for row in history(few) if row[0] == few.audience.codes[n]]
        assert own == whole[len(whole) - len(own) :]  # the latest ones


def returning_events():
    """Forty people who take the same three of ten items day after day."""
    rows = [(user, (user + step % 3) % 10, float(step)) for user in range(40) for step in range(20)]
    user, item, time = (np.array(part) for part in zip(*rows, strict=True))
    start = np.arange(0, 801, 20)
    return Events(user, item, time, np.ones(800), start, dated=True)


def test_where_people_return_to_items_those_are_asked_for_too():
    cut = cut_events(returning_events(), 10)
    (again,) = (questions for questions in cut.questions if questions.name == "again")
    assert again.seen
    assert all(item in {(user + n) % 10 for n in range(3)} for user, item in asked(again))
    assert len(again.audience) == 40
    had = (again.audience.seen(10) > 0).toarray().astype(float)
    assert ndcg(again, had.copy()).min() > 0.6  # two of the three that they take
    assert ndcg(replace(again, seen=False), had.copy()).max() == 0.0


def test_where_hardly_anybody_returns_nobody_is_asked_for_what_they_had(known):
    events = known.events
    first = np.unique(np.column_stack([events.user, events.item]), axis=0, return_index=True)[1]
    once = np.zeros(len(events), bool)
    once[first] = True
    names = {q.name for q in cut_events(events.select(once), len(known.items)).questions}
    assert names == {"after", "few"}


def test_cuts_that_ask_next_to_nothing_beside_others_are_left_out():
    """Two hundred sessions, one after the other: a moment lies within one of them at most."""
    user = np.repeat(np.arange(200), 5)
    item = np.tile(np.arange(5), 200) + user % 7
    time = user + np.tile(np.arange(5) * 0.01, 200)
    events = Events(user, item, time, np.ones(1000), np.arange(0, 1001, 5), dated=True)
    (cut,) = cuts_of(events, 20)
    assert [questions.name for questions in cut.questions] == ["last", "few"]
    assert len(cut.questions[0].audience) == 200


def test_a_next_item_test_cuts_off_everybodys_last_event(known):
    events, cut = known.events, cut_last(known.events, len(known.items))
    assert len(cut.train) == len(events) - (events.counts > 1).sum()
    (last,) = cut.questions
    for n, user in enumerate(last.audience.codes):
        own = slice(events.start[user], events.start[user + 1])
        assert last.truth[[n]].nonzero()[1] == events.item[own][-1]
        assert last.audience.now[n] == events.end  # as a list for everybody, made at the end
        past = [item for u, item, _ in history(last) if u == user]
        assert past == events.item[own][:-1].tolist()


def test_small_data_are_cut_at_earlier_moments_too_each_before_the_other(known):
    cuts = cuts_of(known.events, len(known.items))
    names = [[questions.name for questions in cut.questions] for cut in cuts]
    assert [own[:2] for own in names] == [["after", "few"], ["after", "few"], ["last", "few"]]
    assert cuts[1].train.end < cuts[0].train.end
    moments = {cut.questions[0].audience.now[0] for cut in cuts[:2]}
    assert cuts[0].train.end >= min(moments)  # the earlier cut asks of what the later one learns


def test_where_nothing_is_asked_there_is_no_cut():
    one = know(small_tables(n_users=1))
    assert all(cut.asks for cut in cuts_of(one.events.select(one.events.position == 0), 9))


def test_undated_events_are_cut_at_random_and_always_the_same_way():
    known = know(small_tables(n_users=120, dated=False))
    first, second = (cut_events(known.events, len(known.items)) for _ in range(2))
    assert_array_equal(first.train.item, second.train.item)
    assert len(first.train) / len(known.events) == pytest.approx(0.9, abs=0.03)
    assert not asked(first.questions[0]) & pairs(first.train)


def test_of_many_users_a_sample_is_asked(known, monkeypatch):
    whole = cut_events(known.events, len(known.items)).questions[0]
    monkeypatch.setattr(validation, "_MOST_USERS", 5)
    some, again = (cut_events(known.events, len(known.items)).questions[0] for _ in range(2))
    assert len(some.audience) == 5
    assert asked(some) <= asked(whole)
    assert_array_equal(some.audience.codes, again.audience.codes)


def questions(known, truth, seen=()):
    from openkitchen.models.audience import Audience
    from openkitchen.models.events import Events

    user = np.array([u for u, _ in seen], np.int64)
    item = np.array([i for _, i in seen], np.int64)
    n = len(truth)
    start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=n))])
    events = Events(user, item, np.zeros(len(user)), np.ones(len(user)), start, True)
    audience = Audience([str(u) for u in range(n)], np.arange(n), events, np.zeros(n))
    return Questions(audience, sp.csr_array(np.array(truth, dtype=float)), "after")


def test_ndcg_by_hand(known):
    truth = [[1, 0, 0, 1], [0, 0, 1, 0]]
    scores = np.array([[4.0, 3.0, 2.0, 1.0], [9.0, 8.0, 7.0, 6.0]])
    ideal = 1 + 1 / np.log2(3)
    expected = [(1 + 1 / np.log2(5)) / ideal, 1 / np.log2(4)]
    assert_allclose(ndcg(questions(known, truth), scores.copy()), expected)
    # what was seen is not in the list, so that the rest moves up
    seen = questions(known, truth, [(0, 1), (0, 2), (1, 0), (1, 1)])
    assert_allclose(ndcg(seen, scores.copy()), [1.0, 1.0])


def test_ndcg_counts_ten_places_and_no_more(known):
    truth = np.zeros((2, 15))
    truth[0, 10] = truth[1, :] = 1
    scores = np.tile(-np.arange(15.0), (2, 1))
    assert_allclose(ndcg(questions(known, truth), scores), [0.0, 1.0])
