"""Refuse ids that are written otherwise than those that they are meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openkitchen.errors import InputError
from openkitchen.schema.id_match import HARDLY_ANY, match_ids

__all__ = ["need_same_ids"]


def need_same_ids(
    asked: Iterable[Any], known: Iterable[Any], *, asked_as: str, known_as: str, some: bool = False
) -> None:
    """Stop where hardly any of some ids is known, and it shows why.

    Ids that are truly others, such as people who are new, are no fault.

    Parameters
    ----------
    asked, known, asked_as, known_as
        See `match_ids` and `IdMatch.words`.
    some
        Stop also where no reason shows, if none at all is known.

    Raises
    ------
    InputError
        With examples of both, and what would make them match.
    """
    match = match_ids(asked, known)
    if match.share >= HARDLY_ANY:
        return
    if match.differs_in or (some and not match.shared):
        words = match.words(asked_as, known_as)
        raise InputError(words.rstrip(".?"), hint="Write the ids alike, as text, and ask again.")
