import pytest

from openkitchen.errors import SettingsError
from openkitchen.evaluate import Options


def test_lengths_are_ascending_and_each_once():
    assert Options([10, 5, 10]).lengths == (5, 10)
    assert Options(3).lengths == (3,)


@pytest.mark.parametrize("k", [0, [], [-1, 4]])
def test_impossible_lengths_are_told(k):
    with pytest.raises(SettingsError, match="k = "):
        _ = Options(k).lengths
