"""Where chosen items stand among all, again and again, for many refits of one fit.

What the rules keep out does not depend on weights. So the scores of some users, and what the
constraint has to do with them, are held once; a refit by algebra adds its low-rank change to
them, and the places of the chosen items are counted. Nothing is approximated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openkitchen.cores import each
from openkitchen.models.audience import gather
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import Prepared
from openkitchen.models.refit import Refitted
from openkitchen.models.score_shift import ScoreShift, item_places, score_shift

__all__ = ["MOST_CELLS", "Choices", "RanksAgain", "places_in", "ranks_of"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MOST_CELLS = 20_000_000
"""Users × items whose scores are held at once."""

_USERS_AT_ONCE = 256
_SAME = 1e-9


@dataclass(frozen=True)
class Choices:
    """Who chose what.

    Parameters
    ----------
    users
        Codes of users.
    row, item
        Per choice: the place of its user in ``users``, ascending, and the code of the item.
    """

    users: Codes
    row: Codes
    item: Codes

    def part(self, start: int, stop: int) -> slice:
        """Return where the choices of the users from ``start`` to ``stop`` stand."""
        return slice(*np.searchsorted(self.row, [start, stop]).tolist())


@dataclass(frozen=True)
class RanksAgain:
    """Counts at which place chosen items stand.

    Parameters
    ----------
    prepared
        The fit that the refits are told from.
    choices
        The choices, in the codes of that fit.
    """

    prepared: Prepared
    choices: Choices

    def of(self, one: Refitted) -> Floats:
        """Return the place of each chosen item, from 1, among all that its user may get.

        Ties share the middle of their places. What the user may not get has no place (NaN);
        an item that the refit does not know stands last.
        """
        if not self._holds(one):
            known, places = self.prepared.fitted.known, item_places(one)
            code = np.full(max(len(known.items), int(places.max(initial=-1)) + 1), -1)
            code[places] = np.arange(len(places))
            ids = known.users.take(self.choices.users).to_pylist()
            return ranks_of(GlassBox.of(one.fitted), ids, self.choices, code)
        shift = score_shift(one, self.choices.users)
        shift_by_user = shift.left(np.arange(len(self.choices.users)))
        ranks = np.full(len(self.choices.row), np.nan)

        def count(start: int) -> None:
            stop = min(start + _USERS_AT_ONCE, len(self.choices.users))
            part = self.choices.part(start, stop)
            scores = self._moved(shift, shift_by_user, slice(start, stop))
            row, item = self.choices.row[part] - start, self.choices.item[part]
            ranks[part] = places_in(scores, row, item)

        each(count, range(0, len(self.choices.users), _USERS_AT_ONCE))
        return ranks

    def _moved(self, shift: ScoreShift, left: Floats, users: slice) -> Floats:
        held, pulls = self._held
        before = held[users]
        scores = before + left[users] @ shift.right
        if pulls is not None:
            n_own = pulls.shape[1]
            scores[:, :n_own] -= pulls[users] * shift.pull[:n_own]
        if len(shift.special):
            hidden = np.isneginf(before[:, shift.special])
            scores[:, shift.special] = np.where(hidden, -np.inf, shift.scores[users])
        return np.asarray(scores)

    def _holds(self, one: Refitted) -> bool:
        """Whether this refit's scores may be told from those that are held."""
        n_items = len(self.prepared.fitted.known.items)
        return (
            one.method == "algebra"
            and len(self.choices.users) * n_items <= MOST_CELLS
            and bool(one.matching.same.all())
            and np.array_equal(item_places(one), np.arange(n_items))
        )

    @cached_property
    def _held(self) -> tuple[Floats, Floats | None]:
        """Scores before, −∞ for what is kept out, and z P φ."""
        prepared, model = self.prepared, GlassBox.of(self.prepared.fitted)
        users = self.choices.users
        audience = gather(model.known, model.known.users.take(users).to_pylist())
        rows = prepared.rows[users]
        scores = model.score_rows(rows)
        model.gate.hide(scores, audience)
        if prepared.own is None:
            return scores, None
        return scores, np.asarray((rows @ prepared.inverse) @ prepared.own)


def ranks_of(model: GlassBox, ids: list[str], choices: Choices, code: Codes) -> Floats:
    """Return the place of each chosen item in a model's own ranking; see `RanksAgain.of`.

    Parameters
    ----------
    model
        The model.
    ids
        Its users, one for each of ``choices.users``.
    choices
        The choices.
    code
        The model's code of each item that is chosen, by the item's code there; −1 for one
        that the model does not know.
    """
    n_items = len(model.known.items)
    ranks = np.full(len(choices.row), float(n_items))
    for start in range(0, len(ids), _USERS_AT_ONCE):
        stop = min(start + _USERS_AT_ONCE, len(ids))
        part = choices.part(start, stop)
        audience = gather(model.known, ids[start:stop])
        scores = model.score_audience(audience)
        model.gate.hide(scores, audience)
        item = code[choices.item[part]]
        there = item >= 0
        ranks[part][there] = places_in(scores, (choices.row[part] - start)[there], item[there])
    return ranks


def places_in(scores: Floats, row: Codes, item: Codes) -> Floats:
    """Return 1 + what scores higher + half of what scores alike; NaN for −∞.

    Parameters
    ----------
    scores
        Users × items.
    row, item
        Whose choice each is, and of which item.
    """
    own = scores[row, item]
    best = scores.max(axis=1, initial=-np.inf)
    step = (_SAME * np.abs(np.where(np.isfinite(best), best, 0.0)))[row]
    among = scores[row]
    above = (among > (own + step)[:, None]).sum(axis=1)
    alike = (among >= (own - step)[:, None]).sum(axis=1) - above - 1
    return np.where(np.isneginf(own), np.nan, 1.0 + above + alike / 2)
