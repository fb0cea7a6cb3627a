"""Columns coded anew, told by those of before, have the sums of the columns themselves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import (
    add_column,
    change_item,
    forget,
    random_settings,
    random_tables,
)

from openkitchen.models.audience import know
from openkitchen.models.design import make_design
from openkitchen.models.fitting import fit_with
from openkitchen.models.matching import match
from openkitchen.models.pieces import make_pieces
from openkitchen.models.prepared import prepare
from openkitchen.models.recoded import recode
from openkitchen.models.training_rows import training_rows


def asked(seed, change):
    tables, settings = random_tables(seed), random_settings(seed)
    ready = prepare(fit_with(tables, settings))
    changed = change(tables, np.random.default_rng(seed))
    known = know(changed)
    design = make_design(changed, known, settings)
    return ready, known, design, match(ready, known, design)


@pytest.mark.parametrize("change", [forget, change_item])
def test_sums_are_those_of_the_columns(change):
    told_of = 0
    for seed in range(12):
        ready, known, design, found = asked(seed, change)
        if not len(found.added) or recode(ready, design, found) is None:
            continue
        told_of += 1
        pieces = make_pieces(ready, known, design, found)
        everybody = np.arange(len(known.users))
        settings = ready.fitted.settings
        rows = training_rows(known.events, design, settings, everybody)
        added = rows.inputs[:, found.added].toarray()
        weighted = added * rows.weight[:, None]
        shared = found.inputs[found.shared]
        cross = (rows.inputs.T @ weighted)[found.shared]
        assert_allclose(pieces.cross[shared], cross, atol=1e-9)
        assert_allclose(pieces.gram, added.T @ weighted, atol=1e-9)
        target = (rows.targets.T @ weighted).T
        assert_allclose(pieces.target[:, pieces.columns], target, atol=1e-9)
        assert_allclose(pieces.solved, ready.inverse @ pieces.cross, atol=1e-9)
        fitted = pieces.fitted[:, : ready.solved.shape[1]]
        assert_allclose(fitted, pieces.cross.T @ ready.solved, atol=1e-9)
    assert told_of >= 2


def test_a_column_that_is_new_is_not_told_by_others():
    for seed in range(8):
        ready, _, design, found = asked(seed, add_column)
        if len(found.added):
            assert recode(ready, design, found) is None
