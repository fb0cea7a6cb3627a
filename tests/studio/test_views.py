from datetime import datetime

from openkitchen.serving import answers
from openkitchen.serving.records import Choice, history_of
from openkitchen.studio.views import _by_item, overview, user_view


def test_examples_go_from_short_to_long_histories(kitchen):
    counts = [example.interactions for example in overview(kitchen).examples]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    for example in overview(kitchen).examples:
        assert len(history_of(kitchen, example.user_id)) == example.interactions


def test_a_history_is_told_by_item():
    days = [datetime(2026, 1, day) for day in (9, 7, 5)]
    found = _by_item(
        [Choice("b", "B", days[0]), Choice("a", "A", days[1]), Choice("b", "B", days[2])]
    )
    assert [(c.item_id, c.times, c.latest) for c in found] == [("b", 2, days[0]), ("a", 1, days[1])]
    assert _by_item([]) == ()


def test_nothing_of_a_history_is_lost(kitchen):
    for user in kitchen.model.users[:10]:
        view = user_view(kitchen, str(user), 3)
        assert sum(c.times for c in (*view.latest, *view.earlier)) == view.n_history


def test_the_next_ones_follow_the_list(kitchen):
    view = user_view(kitchen, "u003", 5)
    ranks = [card.rank for card in view.cards] + [item.rank for item in view.next_items]
    assert ranks == list(range(1, 10))
    assert {card.places for card in view.cards} == {view.cards[0].places}


def test_the_line_under_an_item_tells_what_weighs_most(kitchen):
    seen = set()
    for user in kitchen.model.users[:30]:
        for card in user_view(kitchen, str(user), 5).cards:
            terms = answers.explain(kitchen, str(user), card.item_id).terms
            popular = sum(t.contribution for t in terms if t.block in {"bias", "trend"})
            gains = sum(
                t.contribution
                for t in terms
                if t.block not in {"bias", "trend"} and t.contribution > 0
            )
            first = card.headline.startswith("General popularity")
            assert first or popular <= gains or gains == 0
            seen.add(first)
    assert seen == {True, False}
