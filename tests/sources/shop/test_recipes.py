import numpy as np

from openkitchen.sources.shop.recipes import AVOIDABLE, make_recipes
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.words import DIETS


def recipes(n=500, **settings):
    return make_recipes(n, 60, 0, ShopSettings(**settings))


def test_ids_and_titles_are_all_different():
    made = recipes(3000)
    assert len(set(made.ids)) == len(set(made.titles)) == len(made) == 3000


def test_what_is_in_a_recipe_decides_which_diets_it_keeps():
    made = recipes()
    vegan, vegetarian = (made.keeps[DIETS.index(diet)] for diet in ("vegan", "vegetarian"))
    assert not (vegan & ~vegetarian).any()
    assert made.keeps[DIETS.index("omnivore")].all()
    assert 0.2 < vegan.mean() < 0.5
    for at in np.flatnonzero(vegan).tolist():
        held = set().union(*(part.holds for part in made.parts[at]))
        assert not held & {"meat", "fish", "milk", "egg", "honey", "shellfish"}
    egg = 1 << AVOIDABLE.index("egg")
    for at in np.flatnonzero(made.holds & egg).tolist():
        assert any("egg" in part.holds for part in made.parts[at])


def test_quick_recipes_are_quick_and_tagged_so():
    made = recipes()
    assert (made.minutes[made.quick] <= 25).all()
    assert (made.minutes[~made.quick] >= 30).all()
    assert [("quick" in tags) for tags in made.tags] == made.quick.tolist()


def test_new_recipes_appear_midway():
    made = recipes(new_items=0.1)
    new = made.published[made.published > 0]
    assert len(new) == 50
    assert new.min() >= 15
    assert new.max() < 48


def test_popularity_has_a_long_tail():
    weights = np.sort(recipes().popularity)[::-1]
    assert weights[:50].sum() > 0.35 * weights.sum()


def test_followers_share_the_taste():
    made = recipes()
    assert (made.taste[made.followers] == made.taste[:, None]).all()
    assert set(made.taste.tolist()) == set(range(12))
