"""Sums before, less what goes, with what comes, are the sums of the changed data."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import KINDS, random_settings, random_tables

from openkitchen.models.audience import know
from openkitchen.models.design import make_design
from openkitchen.models.fitting import fit_with, row_sums
from openkitchen.models.matching import match
from openkitchen.models.pieces import CannotFollow, make_pieces
from openkitchen.models.prepared import prepare


def end_of(known, design):
    """Return the end of what is learned from: events may weigh nothing."""
    return design.event_weights.counting(known.events).end


@pytest.mark.parametrize("name", KINDS)
def test_they_lead_from_old_sums_to_new_ones(name):
    followed = 0
    for seed in range(1, 9):
        tables, settings = random_tables(seed), random_settings(seed)
        ready = prepare(fit_with(tables, settings))
        changed = KINDS[name](tables, np.random.default_rng(seed))
        known = know(changed)
        design = make_design(changed, known, settings)
        if settings.row_half_life and end_of(known, design) != end_of(ready.fitted.known, design):
            continue  # every row weighs otherwise: that is `refit`'s to tell
        before = ready.fitted
        weighs = design.event_weights.like
        if not weighs(known.labels.kinds, before.design.event_weights, before.known.labels.kinds):
            continue  # so do events, where a typical value is another
        found = match(ready, known, design)
        try:
            pieces = make_pieces(ready, known, design, found)
        except CannotFollow:
            continue
        followed += 1
        wanted = row_sums(known.events, design, settings)
        gram = ready.sums.gram.copy()
        among = np.ix_(pieces.touched, pieces.touched)
        gram[among] += pieces.coming.gram - pieces.going.gram
        places = found.inputs[found.shared]
        shared = np.ix_(found.shared, found.shared)
        assert_allclose(gram[np.ix_(places, places)], wanted.gram[shared], atol=1e-9)
        cross = wanted.gram[np.ix_(found.shared, found.added)]
        assert_allclose(pieces.cross[places], cross, atol=1e-9)
        added = np.ix_(found.added, found.added)
        assert_allclose(pieces.gram, wanted.gram[added], atol=1e-9)
        target = wanted.target[found.added]
        assert_allclose(pieces.target[:, pieces.columns], target, atol=1e-9)
        mass = ready.sums.rows[0] + pieces.coming.mass - pieces.going.mass
        assert mass == pytest.approx(wanted.rows[0])
        gone = np.setdiff1d(np.arange(len(gram)), found.inputs)
        assert (pieces.touched[pieces.dropped] == gone).all()
    assert followed
