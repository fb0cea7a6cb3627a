"""The rows of the regression, written out: for the few users whose rows a what-if changes.

`openkitchen.models.sums` never writes a row out. Here each row is an audience of its own,
scored by the same `Design.rows` that scores people: *what was known before the event*.
The products of these rows are the sums, which a test holds them to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Audience
from openkitchen.models.design import Design
from openkitchen.models.events import Events
from openkitchen.models.recency import row_weights
from openkitchen.models.settings import GlassBoxSettings

__all__ = ["TrainingRows", "row_batches", "training_rows"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_EVENTS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class TrainingRows:
    """Weighted rows z → y.

    Parameters
    ----------
    inputs
        Rows × inputs: z.
    targets
        Rows × items with events: y.
    weight
        Weight of each row.
    user
        Whose row it is: a place in the users that were asked for.
    """

    inputs: sp.csr_array
    targets: sp.csr_array
    weight: Floats
    user: Codes

    def __len__(self) -> int:
        return len(self.weight)


def training_rows(
    events: Events, design: Design, settings: GlassBoxSettings, users: Codes
) -> TrainingRows:
    """Write out all rows of some users.

    Parameters
    ----------
    events
        The events of everybody; rows weigh by their age at the end of these.
    design, settings
        Of the fit.
    users
        Codes of users in ``events``.
    """
    empty = TrainingRows(
        sp.csr_array((0, design.size)),
        sp.csr_array((0, design.n_own)),
        np.zeros(0),
        np.zeros(0, np.int64),
    )
    if not len(users):
        return empty
    batches = [empty, *row_batches(events, design, settings, users)]
    return TrainingRows(
        sp.csr_array(sp.vstack([b.inputs for b in batches], format="csr")),
        sp.csr_array(sp.vstack([b.targets for b in batches], format="csr")),
        np.concatenate([b.weight for b in batches]),
        np.concatenate([b.user for b in batches]),
    )


def row_batches(
    events: Events, design: Design, settings: GlassBoxSettings, users: Codes
) -> Iterator[TrainingRows]:
    """Yield what `training_rows` returns, in parts that fit into memory."""
    events = design.event_weights.counting(events)
    part = events.of_users(users)
    weight = row_weights(events, settings.row_half_life or 0.0)[_places(events, users)]
    typical = settings.typical or 1.0
    if part.dated:
        yield from _next_rows(part, design, users, weight)
        if settings.left_out:
            yield from _whole_rows(part, design, users, weight * settings.left_out, typical)
        return
    yield from _whole_rows(part, design, users, weight, typical)
    yield from _cold_rows(part, design, users, weight / np.maximum(part.counts[part.user], 1))


def _next_rows(
    part: Events, design: Design, users: Codes, weight: Floats
) -> Iterator[TrainingRows]:
    for rows in _batches(part.position):
        length = part.position[rows]
        picked = _ranges(part.start[part.user[rows]], length)
        yield _ending(part, design, users, weight, rows, (picked, length))


def _cold_rows(
    part: Events, design: Design, users: Codes, weight: Floats
) -> Iterator[TrainingRows]:
    none = np.zeros(0, np.int64)
    for rows in _batches(np.ones(len(part), np.int64)):
        yield _ending(part, design, users, weight, rows, (none, np.zeros(len(rows), np.int64)))


def _whole_rows(
    part: Events, design: Design, users: Codes, weight: Floats, typical: float
) -> Iterator[TrainingRows]:
    """Yield a row for each user of two items or more: the whole history → each of its items."""
    share = np.bincount(part.user, weight, part.n_users) / np.maximum(part.counts, 1)
    had = sp.csr_array(
        (np.ones(len(part)), (part.user, part.item)), shape=(part.n_users, design.n_own)
    )
    had.sum_duplicates()
    had.data[:] = 1.0 / typical
    some = np.flatnonzero(np.diff(had.indptr) > 1)
    for at in _batches(part.counts[some]):
        who = some[at]
        history = part.of_users(who)
        now = history.time[history.start[1:] - 1]
        inputs = design.rows(Audience([""] * len(who), users[who], history, now))
        yield TrainingRows(
            _lasting(inputs, design), sp.csr_array(had[who]), typical * share[who], who
        )


def _ending(
    part: Events,
    design: Design,
    users: Codes,
    weight: Floats,
    rows: Codes,
    history: tuple[Codes, Codes],
) -> TrainingRows:
    """Write out rows that end in one event each, after these histories."""
    picked, length = history
    start = np.concatenate([[0], np.cumsum(length)])
    owner = np.repeat(np.arange(len(rows), dtype=np.int64), length)
    past = part.at(picked, owner, start)
    audience = Audience(
        *([""] * len(rows), users[part.user[rows]], past, part.time[rows]),
        told=True,
        device=part.device[rows],
    )
    place = (np.ones(len(rows)), (np.arange(len(rows)), part.item[rows]))
    ends = sp.csr_array(place, shape=(len(rows), design.n_own))
    return TrainingRows(design.rows(audience), ends, weight[rows], part.user[rows])


def _lasting(inputs: sp.csr_array, design: Design) -> sp.csr_array:
    """Keep what rows of whole histories see: scales without an order, and no context."""
    keep = np.ones(design.size)
    for place, feature in enumerate(design.features):
        kind, _, scale = feature.block.partition(":")
        keep[place] = kind not in ("history", "tags", "context") or scale == "all"
    return sp.csr_array(inputs @ sp.diags_array(keep))


def _places(events: Events, users: Codes) -> Codes:
    return _ranges(events.start[users], events.counts[users])


def _ranges(start: Codes, length: Codes) -> Codes:
    """Return start, start + 1, … for each of several ranges, one after the other."""
    offset = np.concatenate([[0], np.cumsum(length)[:-1]]) if len(length) else length
    ranges: Codes = np.repeat(start - offset, length) + np.arange(int(length.sum()))
    return ranges


def _batches(size: Codes) -> Iterator[Codes]:
    """Split rows so that the events of one batch's histories fit into memory."""
    batch = np.cumsum(size + 1) // _EVENTS_AT_ONCE
    for number in np.unique(batch):
        yield np.flatnonzero(batch == number)
