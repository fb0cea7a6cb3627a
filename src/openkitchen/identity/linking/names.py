"""Names of people: full names in two parts, and first and last names in each other's place."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pyarrow as pa

from openkitchen.identity.linking.header_words import fold

__all__ = ["split_full_name", "unswapped"]

_TITLES = {
    "mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "sir", "mme", "m", "mlle", "sr", "sra",
    "sig", "dipl", "ing", "jr", "junior", "senior", "ii", "iii",
}  # fmt: skip
_PARTICLES = {"von", "van", "de", "der", "den", "del", "la", "le", "da", "di", "dos", "zu", "ter"}
_CLEAR = 8.0


def split_full_name(text: str) -> list[str]:
    """Return first and last name.

    >>> split_full_name("Dr. Ana de la Cruz"), split_full_name("Müller, Jörg")
    (['ana', 'de la cruz'], ['jorg', 'muller'])
    """
    before, comma, after = text.partition(",")
    if comma:
        return [" ".join(_tokens(after)), " ".join(_tokens(before))]
    words = _tokens(text)
    if len(words) < 2:
        return ["", " ".join(words)]
    at = next((i for i, word in enumerate(words[1:], 1) if word in _PARTICLES), len(words) - 1)
    return [" ".join(words[:at]), " ".join(words[at:])]


def unswapped(given: pa.Array, surname: pa.Array) -> tuple[pa.Array, pa.Array, int]:
    """Put first and last names back that stand in each other's column.

    A record is turned round if both of its names are far commoner the other way round in
    this file.

    Returns
    -------
    The two columns, and how many records were turned round.
    """
    first, last = given.to_pylist(), surname.to_pylist()
    as_first, as_last = Counter(first), Counter(last)
    turned = np.zeros(len(first), bool)
    for at, (one, two) in enumerate(zip(first, last, strict=True)):
        if one is None or two is None or one == two:
            continue
        here = as_first[one] * as_last[two]
        there = as_first[two] * as_last[one]
        turned[at] = there > _CLEAR * here and as_first[two] and as_last[one]
    for at in np.flatnonzero(turned).tolist():
        first[at], last[at] = last[at], first[at]
    return pa.array(first, pa.string()), pa.array(last, pa.string()), int(turned.sum())


def _tokens(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", fold(text).replace("'", "").replace("’", ""))
    return [word for word in words if word not in _TITLES] or words
