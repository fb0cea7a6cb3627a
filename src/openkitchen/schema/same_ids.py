"""Refuse ids that are written otherwise than those that they are meant to be."""

from __future__ import annotations

from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.schema.id_match import HARDLY_ANY, match_ids, unmatched_words

__all__ = ["need_same_ids"]

Ids: TypeAlias = pa.Array | pa.ChunkedArray


def need_same_ids(
    asked: Ids, known: Ids, *, asked_as: str, known_as: str, some: bool = False
) -> None:
    """Stop where hardly any of some ids is known, and it shows why.

    Ids that are truly others, such as people who are new, are no fault.

    Parameters
    ----------
    asked, known, asked_as, known_as
        See `unmatched_words`.
    some
        Stop also where no reason shows, if none at all is known.

    Raises
    ------
    InputError
        With examples of both, and what would make them match.
    """
    if _share(asked, known) >= HARDLY_ANY:  # as a rule, and at little cost
        return
    match = match_ids(asked, known)
    if match.differs_in or (some and not match.shared):
        words = unmatched_words(asked, known, asked_as=asked_as, known_as=known_as)
        raise InputError(words.rstrip(".?"), hint="Write the ids alike, as text, and ask again.")


def _share(asked: Ids, known: Ids) -> float:
    mine, others = (pc.drop_null(pc.unique(ids)).cast(pa.string()) for ids in (asked, known))
    smaller = min(len(mine), len(others))
    return (pc.sum(pc.is_in(mine, others)).as_py() or 0) / smaller if smaller else 1.0
