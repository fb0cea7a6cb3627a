import pytest

from openkitchen.errors import SettingsError
from openkitchen.experiments.ask_settings import AskSettings, twins_for


@pytest.mark.parametrize("n", [0, 1, 2, 5, 12])
def test_enough_copies_that_something_can_be_found_after_holm(n):
    assert twins_for(n) >= 99
    assert 1 / (1 + twins_for(n)) <= 0.05 / max(n, 1) / 2 + 1e-12


@pytest.mark.parametrize(
    "wrong", [{"ks": ()}, {"ks": (0,)}, {"twins": 20}, {"level": 1.5}, {"margin": -1.0}]
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(SettingsError):
        AskSettings(**wrong)
