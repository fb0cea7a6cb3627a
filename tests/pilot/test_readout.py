"""A pilot with a known winner reads out so; one without says what could have been found."""

import numpy as np
import pytest
from tests.pilot.conftest import begin, show_week

from openkitchen.pilot.coding import agree
from openkitchen.pilot.desk import close_pilot, now_utc, open_desk
from openkitchen.pilot.offline import OfflineGap
from openkitchen.pilot.readout import read_out, refuse_pooled
from openkitchen.reporting import render_answer
from openkitchen.reporting.pilot_page import readout_page
from openkitchen.store import AnswerRow, persons, put_answers, shown_of


def taste(store, desk, gap, seed=0, people=None):
    """Let people rate all that they were shown: items of ``new`` are better by ``gap``."""
    rng, now, rows = np.random.default_rng(seed), now_utc(), []
    level = {row.id: rng.normal(3, 0.4) for row in persons(store, desk.name)[:people]}
    order = list(level)  # ids are drawn anew each time: their order must not matter
    mine = [s for s in shown_of(store, desk.name) if s.person in level]
    for s in sorted(mine, key=lambda s: (order.index(s.person), s.week, s.rank)):
        felt = level[s.person] + gap * (s.arm == "new") + rng.normal(0, 0.5)
        value = str(int(np.clip(np.rint(felt), 1, 5)))
        rows.append(AnswerRow(s.person, s.week, s.rank, "feel", value, now))
        if int(value) >= 4:
            rows.append(AnswerRow(s.person, s.week, s.rank, "act", "yes", now))
            rows.append(AnswerRow(s.person, s.week, s.rank, "reason", "taste", now))
        if s.rank == 1:
            rows.append(AnswerRow(s.person, s.week, 1, "words", f"week {s.week}", now))
            rows.append(AnswerRow(s.person, s.week, 0, "trust", "4", now))
    with store.writing() as connection:
        put_answers(connection, rows)


@pytest.fixture(params=["interleaved", "alternating", "split"])
def run(request, local, tmp_path):
    desk = begin(local, tmp_path, 16, design=request.param)
    for week in (1, 2, 3, 4):
        show_week(desk, week)
    return local, desk


def test_a_clear_winner_is_named(run):
    store, desk = run
    taste(store, desk, 1.5)
    found = read_out(desk)
    assert found.feel.high < -0.8  # old less new
    assert "People like new better than old" in found.sentences()[0]
    assert found.act.high < 0
    assert found.mixed.value == pytest.approx(found.feel.value, abs=0.3)
    old, new = found.arms
    assert (old.name, new.name) == ("old", "new")
    assert new.mean > old.mean
    assert new.liked > old.liked
    assert new.reasons["taste"] > old.reasons.get("taste", 0)
    assert (found.invited, found.answered, found.lists) == (16, 16, 64)
    assert found.whole[2].mean == 4.0
    if desk.settings.design == "interleaved":
        assert found.preference.high < 0
        assert found.whole[2].effect is None
    else:
        assert found.preference is None
        assert found.whole[2].effect.value == 0


def test_no_difference_says_what_would_have_been_found(run):
    store, desk = run
    taste(store, desk, 0.0, seed=5)
    found = read_out(desk)
    assert not found.feel.clear
    assert "are not told apart" in found.sentences()[0]
    assert "would have been found in 80 of 100" in found.sentences()[0]


def test_nothing_said_is_no_result(desk):
    show_week(desk)
    found = read_out(desk)
    assert found.feel is None
    assert "Nothing can be told yet" in found.sentences()[0]
    assert found.to_dict()["feel"] is None
    assert "Nothing can be told yet" in render_answer(readout_page(found))


def test_a_look_before_the_end_is_called_one(local, tmp_path):
    desk = begin(local, tmp_path, 8)
    show_week(desk)
    taste(local, desk, 1.0)
    assert "look before the end (1 of 4 weeks)" in read_out(desk).sentences()[-1]
    close_pilot(desk)
    closed = open_desk(local, tmp_path, desk.settings)
    assert "before the end" not in " ".join(read_out(closed).sentences())


def test_offline_and_pilot_are_held_against_each_other(local, tmp_path):
    desk = begin(local, tmp_path, 16)
    for week in (1, 2, 3, 4):
        show_week(desk, week)
    taste(local, desk, 1.5)
    for value, verdict in ((-0.1, "agree"), (0.1, "disagree")):
        gap = OfflineGap("ndcg@10", value, value - 0.05, value + 0.05, 200)
        assert read_out(desk, gap).agreement.verdict == verdict
    unclear = read_out(desk, OfflineGap("ndcg@10", -0.01, -0.05, 0.03, 200))
    assert unclear.agreement.verdict == "cannot tell"
    assert any("cannot be held against each other" in one for one in unclear.sentences())


def test_a_pooled_p_value_is_refused_with_what_it_is_worth(local, tmp_path):
    desk = begin(local, tmp_path, 16, design="split")
    for week in (1, 2, 3, 4):
        show_week(desk, week)
    taste(local, desk, 0.0)
    refusal = refuse_pooled(desk).message
    assert "is not computed" in refusal
    shares = [int(word.strip("(,%")) for word in refusal.split() if word.endswith("%")]
    here, low, high, meant = shares
    assert here > 20
    assert 33 <= low <= 42
    assert 54 <= high <= 63
    assert meant == 5


def test_the_page_says_it_all(run, tmp_path):
    store, desk = run
    taste(store, desk, 1.5)
    codes = {"p1-w1-1": frozenset({"warm"}), "p2-w1-1": frozenset({"cold"})}
    page = render_answer(readout_page(read_out(desk, coding=agree(codes, codes))))
    for words in ("Do people prefer old or new?", "People like new better", "week 1", "Mixed model",
                  "What two readers found", "16 of 16 people answered"):  # fmt: skip
        assert words in page, words
    assert "example.org" not in page


def test_a_deleted_person_is_in_no_figure(local, tmp_path):
    from openkitchen.pilot.people import delete_person

    desk = begin(local, tmp_path, 8)
    show_week(desk)
    taste(local, desk, 1.0)
    gone = persons(local, desk.name)[0]
    delete_person(desk, gone)
    found = read_out(desk)
    assert found.answered == found.invited == 7
    assert 1 not in {quote.person for quote in found.quotes}
