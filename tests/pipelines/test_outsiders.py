import pytest
from tests.shop import small_tables

from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.models import OutsideModel, Popularity
from openkitchen.pipelines.outsiders import outside_contender, outside_model

MODULE = """
from tests.outside import Neighbours
from openkitchen.models import Popularity

class Needy:
    def __init__(self, factors): ...

def plain():
    return Popularity()

nothing = object
a_class = lambda: Popularity
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a module, as a person would stand in it."""
    (tmp_path / "models_of_theirs.py").write_text(MODULE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return "models_of_theirs"


def test_a_scorer_becomes_a_model_and_a_model_stays_one(here):
    assert isinstance(outside_model(f"{here}:Neighbours")(), OutsideModel)
    assert isinstance(outside_model(f"{here}:plain")(), Popularity)


def test_it_takes_part_under_its_own_name(here):
    one = outside_contender(f"{here}:Neighbours")
    make, words = one.choose(small_tables(), None)
    assert one.name == "neighbours"
    assert words == f"{here}:Neighbours"
    assert len(make().fit(small_tables()).recommend(["u001"], 3).table) == 3


@pytest.mark.parametrize("named", ["svd", "svd:", ":Svd"])
def test_what_names_no_model_is_told(named):
    with pytest.raises(SettingsError, match="module:Class"):
        outside_model(named)


def test_a_module_a_name_and_arguments_that_are_missing_are_told(here):
    with pytest.raises(SettingsError, match="no_such_module"):
        outside_model("no_such_module:Svd")
    with pytest.raises(UnknownName, match="Neighbours"):
        outside_model(f"{here}:Neighbour")
    with pytest.raises(SettingsError, match="without arguments"):
        outside_model(f"{here}:Needy")
    with pytest.raises(ModelError, match="no scorer"):
        outside_model(f"{here}:nothing")
    with pytest.raises(ModelError, match="is a class"):
        outside_model(f"{here}:a_class")
