"""What is estimated never weighs more where records agree less."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity.linking.comparing import Compared, Level
from openkitchen.identity.linking.training import mended_m

LEVELS = tuple(Level(str(n), "", usual) for n, usual in enumerate((0.7, 0.2, 0.1)))
COMPARED = Compared("given", ("given",), "person", "", LEVELS)
SHARES = st.lists(st.floats(1e-4, 1), min_size=3, max_size=3).map(lambda x: np.array(x) / sum(x))


@settings(deadline=None)
@given(SHARES, SHARES)
def test_the_weight_falls_with_agreement(m, u):
    mended = mended_m(m, u, COMPARED)
    assert mended.sum() == pytest.approx(1, abs=1e-5)
    weights = np.log(mended / u)
    assert (np.diff(weights) <= 1e-4).all()


def test_an_estimate_that_falls_already_hardly_changes():
    m, u = np.array([0.6, 0.3, 0.1]), np.array([0.01, 0.09, 0.9])
    assert mended_m(m, u, COMPARED) == pytest.approx(m, abs=0.02)
