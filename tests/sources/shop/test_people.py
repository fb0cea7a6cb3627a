import numpy as np

from openkitchen.sources.shop.people import NEVER, TASTERS, make_people
from openkitchen.sources.shop.recipes import AVOIDABLE
from openkitchen.sources.shop.settings import ShopSettings


def test_customers_first_then_strangers():
    people = make_people(1000, 60, 0, ShopSettings())
    assert len(people) == 1400
    assert (people.registered[1000:] == NEVER).all()
    assert (people.login[1000:] == 0).all()
    assert (np.diff(people.registered) >= 0).all()


def test_newcomers_register_while_the_shop_is_watched():
    people = make_people(1000, 60, 0, ShopSettings(newcomers=0.2))
    new = (people.registered >= 0) & (people.registered < NEVER)
    assert new.sum() == 200
    assert (people.start[:1000] <= np.maximum(people.registered[:1000], 0)).all()


def test_who_follows_a_rule_avoids_what_it_forbids():
    people = make_people(5000, 60, 0, ShopSettings())
    pork = 1 << AVOIDABLE.index("pork")
    halal = people.culture == 1
    assert halal.sum() > 100
    assert (people.avoid[halal] & pork > 0).all()


def test_the_tasting_club_wanders():
    people = make_people(1000, 60, 0, ShopSettings(wandering_tasters=0.9))
    assert set(people.wander[people.membership == TASTERS].tolist()) == {0.9}
    assert set(people.wander[people.membership != TASTERS].tolist()) == {0.06}


def test_the_second_taste_is_another_one():
    people = make_people(1000, 60, 0, ShopSettings())
    assert (people.first_taste != people.second_taste).all()


def test_a_column_of_noise_follows_nothing():
    people = make_people(20_000, 60, 0, ShopSettings())
    for other in (people.diet, people.first_taste, people.age, people.membership):
        assert abs(np.corrcoef(people.shoe_size, other)[0, 1]) < 0.03
