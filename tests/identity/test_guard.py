"""What the guard asks of the evidence."""

import pytest

from openkitchen.errors import SettingsError
from openkitchen.identity import Guard


@pytest.mark.parametrize("share", [0.5, 0.0, -1.0, float("nan")])
def test_a_share_that_could_give_a_visitor_to_two_is_refused(share):
    with pytest.raises(SettingsError, match="share"):
        Guard(share=share)


@pytest.mark.parametrize("doubt", [-0.1, 1.1, float("nan")])
def test_doubt_is_a_probability(doubt):
    with pytest.raises(SettingsError, match="doubt"):
        Guard(doubt=doubt)
