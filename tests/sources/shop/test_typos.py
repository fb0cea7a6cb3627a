import numpy as np

from openkitchen.sources.shop.typos import misspelt


def test_a_name_is_misspelt_but_near():
    rng = np.random.default_rng(0)
    for word in ("Ben", "Anna", "Schneider", "Zoë", "Uwe"):
        for _ in range(50):
            wrong = misspelt(word, rng)
            assert wrong != word
            assert abs(len(wrong) - len(word)) <= 1
            assert wrong[0] == word[0]
