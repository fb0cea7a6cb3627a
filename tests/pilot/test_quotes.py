"""Words are quoted in turns, under numbers."""

from tests.pilot.conftest import show_week
from tests.pilot.test_ratings import say

from openkitchen.pilot.quotes import quotes_of
from openkitchen.pilot.record import record_of


def test_no_one_drowns_the_others(desk):
    show_week(desk)
    say(desk, *((0, rank, "words", f"long {rank}") for rank in (1, 2, 3)), (1, 1, "words", "short"),
        (1, 0, "weekly", "soup"), (0, 1, "feel", "2"))  # fmt: skip
    found = quotes_of(record_of(desk))
    assert [q.words for q in found] == ["long 1", "soup", "long 2", "short", "long 3"]
    first, soup = found[:2]
    assert (first.person, first.answer, first.feel) == (1, "p1-w1-1", 2)
    assert first.arm in {"old", "new"}
    assert (soup.item, soup.arm, soup.feel) == ("", "", None)
    assert len(quotes_of(record_of(desk), 2)) == 2
