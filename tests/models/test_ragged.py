"""Rows of different lengths are added up one by one."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from openkitchen.models.ragged import sums_by_row


@pytest.mark.parametrize("lengths", [[], [0], [0, 0], [3], [0, 2, 0, 0, 1, 0], [1, 2, 3]])
def test_each_row_is_the_sum_of_its_own(lengths):
    pointer = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    values = np.arange(1.0, pointer[-1] + 1)
    wanted = [values[a:b].sum() for a, b in pairwise(pointer)]
    assert_array_equal(sums_by_row(values, pointer), wanted)
