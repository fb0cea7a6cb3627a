"""Cut interactions in two at one moment, the same for everyone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError, SettingsError
from openkitchen.schema.columns import TIME

__all__ = ["split_by_time"]


def split_by_time(interactions: pa.Table, share: float = 0.1) -> tuple[pa.Table, pa.Table]:
    """Cut at the moment that leaves a share of the interactions for the test.

    Everything before the moment is for training; the moment itself and all after it is for
    the test, so that no model learns from what it is asked to foretell.

    Parameters
    ----------
    interactions
        With ``timestamp``; the order of rows stays.
    share
        Between 0 and 1. Interactions at the moment of the cut all go to the test, which
        may then hold more than this share.

    Returns
    -------
    Training and test interactions.

    Raises
    ------
    SettingsError
        The share is not between 0 and 1.
    InputError
        There are no interactions, some have no time, or all have the same one.
    """
    if not isinstance(share, (int, float)) or not 0 < share < 1:
        raise SettingsError(
            f"a share of {share!r} cannot be cut off", hint="Write a number between 0 and 1."
        )
    times = interactions[TIME]
    if not len(times):
        raise InputError("there are no interactions to cut", hint="Receive events first.")
    if times.null_count:
        raise InputError(
            f"{times.null_count:,} of {len(times):,} interactions have no time",
            column=TIME,
            hint="Without times nothing can be held back for a test by time: give the "
            "events' times, or evaluate on a test that you choose yourself.",
        )
    micros = times.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    held = max(1, round(share * len(micros)))
    cut = np.partition(micros, len(micros) - held)[len(micros) - held]
    test = pa.array(micros >= cut)
    train = interactions.filter(pc.invert(test))
    if not train.num_rows:
        raise InputError(
            f"nothing is left to train on: too many interactions share the time {times[0].as_py()}",
            column=TIME,
            hint="Ask for a smaller share, or give times that are more precise.",
        )
    return train, interactions.filter(test)
