from tests.outside import Svd
from tests.shop import small_tables

from openkitchen.explain.scored import Scored
from openkitchen.models import Ease, OutsideModel, Popularity


def test_our_models_and_wrapped_ones_can_be_explained_and_other_things_cannot():
    tables = small_tables(20)
    for make in (Popularity, Ease, lambda: OutsideModel(Svd())):
        assert isinstance(make().fit(tables), Scored)
    assert not isinstance(Svd(), Scored)
    assert not isinstance(tables, Scored)
