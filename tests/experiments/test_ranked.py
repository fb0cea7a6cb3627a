import numpy as np

from openkitchen.experiments.ranked import ranked_of, some_users
from openkitchen.models.ranks_again import Choices

CHOICES = Choices(np.array([3, 5, 8]), np.array([0, 0, 1, 2, 2]), np.array([1, 2, 3, 4, 5]))


def test_choices_that_may_not_be_shown_are_left_out():
    ranks = np.array([2.0, 8.0, np.nan, np.nan, 4.0])
    ranked = ranked_of(CHOICES, ranks, 10)
    assert ranked.choices.users.tolist() == [3, 8]
    assert ranked.choices.item.tolist() == [1, 2, 5]
    assert ranked.places.tolist() == [0, 2]
    np.testing.assert_allclose(np.exp(-ranked.heights(np.array([2.0, 8.0, 4.0]))), [4, 4])
    np.testing.assert_allclose(np.exp(-ranked.heights(np.array([2.0, 8.0, np.nan]))), [4, 10])


def test_users_are_drawn_with_all_their_choices():
    same, places = some_users(CHOICES, 3, 0)
    assert same is CHOICES
    assert places.tolist() == [0, 1, 2]
    fewer, places = some_users(CHOICES, 2, 1)
    assert len(fewer.users) == len(places) == 2
    for at, place in enumerate(places):
        own = CHOICES.item[CHOICES.row == place].tolist()
        assert fewer.item[fewer.row == at].tolist() == own
        assert fewer.users[at] == CHOICES.users[place]
