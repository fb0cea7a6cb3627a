"""Tell whether two sets of ids share any, and if not, what one is written with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["HARDLY_ANY", "IdMatch", "match_ids", "unmatched_words"]

HARDLY_ANY = 0.05
"""Fewer than this share of the smaller set in common is no overlap worth the name."""

_SHOWN = 3
_LIKELY = 0.5
_Form = tuple[str, Callable[[pa.Array], pa.Array]]
_FORMS: tuple[_Form, ...] = (
    ("blanks around them", pc.utf8_trim_whitespace),
    ("the case of letters", pc.utf8_lower),
    ("a trailing '.0'", lambda ids: pc.replace_substring_regex(ids, r"^([0-9]+)\.0+$", r"\1")),
    ("a leading word", lambda ids: pc.replace_substring_regex(ids, r"^[^0-9]+([0-9])", r"\1")),
    ("leading zeros", lambda ids: pc.replace_substring_regex(ids, r"^0+([0-9])", r"\1")),
)
_BARE_FORMS = tuple(form for form in _FORMS if form[0] != "a leading word")

Examples = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IdMatch:
    """How two sets of ids overlap.

    Parameters
    ----------
    asked, known
        How many different ids each set has.
    shared
        How many are in both, as they are written.
    differs_in
        What has to be left out for the sets to match, such as ``leading zeros``; empty when
        nothing of the kind makes half of the smaller set match.
    alike
        The share of the smaller set that is in both once that is left out.
    examples
        Of either set: ids that the other lacks. Where ``differs_in`` is known, those at the
        same place mean the same.
    """

    asked: int
    known: int
    shared: int
    differs_in: tuple[str, ...]
    alike: float
    examples: Examples

    @property
    def share(self) -> float:
        """The share of the smaller set that is in both; 1 when either is empty."""
        smaller = min(self.asked, self.known)
        return self.shared / smaller if smaller else 1.0

    def words(self, asked_as: str, known_as: str) -> str:
        """Say how few are in both, with examples of both and the likely reason.

        Parameters
        ----------
        asked_as, known_as
            What to call the two sets, such as ``users.csv`` and ``clicks.csv``.
        """
        smaller = min(self.asked, self.known)
        count = f"{self.shared:,}" if self.shared else "None"
        one = "id is" if smaller == 1 else "ids are"
        here, there = (", ".join(map(repr, some)) for some in self.examples)
        words = (
            f"{count} of {smaller:,} {one} in both {asked_as} and {known_as}: "
            f"{asked_as} has {here}; {known_as} has {there}."
        )
        if not self.differs_in:
            return f"{words} Do both number the same things?"
        left_out = " and ".join(self.differs_in)
        return (
            f"{words} Without {left_out}, {self.alike:.0%} match: write them alike in both, as "
            "text."
        )


def match_ids(asked: Iterable[Any], known: Iterable[Any]) -> IdMatch:
    """Compare two sets of ids, and tell in what the ids of one differ from those of the other.

    Sets that share enough, as nearly all do, are not looked at further.

    Parameters
    ----------
    asked, known
        Ids in any order, also repeated: an Arrow array of text, or strings.
    """
    mine, others = _distinct(asked), _distinct(known)
    shared = _in_both(mine, others)
    smaller = max(min(len(mine), len(others)), 1)
    if shared >= HARDLY_ANY * smaller:
        return IdMatch(len(mine), len(others), shared, (), shared / smaller, ((), ()))
    for forms in (_BARE_FORMS, _FORMS):
        alike = _in_both(_bare(mine, forms), _bare(others, forms)) / smaller
        if alike >= _LIKELY and alike * smaller > shared:
            differs = _that_matter(mine, others, forms)
            examples = _pairs(mine, others, forms)
            return IdMatch(len(mine), len(others), shared, differs, alike, examples)
    examples = (_first_without(mine, others), _first_without(others, mine))
    return IdMatch(len(mine), len(others), shared, (), shared / smaller, examples)


def unmatched_words(
    asked: Iterable[Any],
    known: Iterable[Any],
    *,
    asked_as: str = "the ids asked for",
    known_as: str = "those known",
    fewest: int = 1,
) -> str:
    """Say that two sets of ids share few; see `IdMatch.words`.

    Parameters
    ----------
    asked, known
        As `match_ids` has them.
    asked_as, known_as
        What to call the two sets.
    fewest
        Sets smaller than this are no matter, unless the likely reason is known.

    Returns
    -------
    Two or three sentences; empty when the sets share enough, or when either is empty.
    """
    match = match_ids(asked, known)
    if match.share >= HARDLY_ANY:
        return ""
    if min(match.asked, match.known) < fewest and not match.differs_in:
        return ""
    return match.words(asked_as, known_as)


def _distinct(ids: Iterable[Any]) -> pa.Array:
    if not isinstance(ids, (pa.Array, pa.ChunkedArray)):
        ids = pa.array(list(ids), pa.string())
    found = pc.drop_null(pc.unique(ids)).cast(pa.string())
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _in_both(these: pa.Array, those: pa.Array) -> int:
    return pc.sum(pc.is_in(pc.unique(these), those)).as_py() or 0


def _bare(ids: pa.Array, forms: Sequence[_Form]) -> pa.Array:
    for _, without in forms:
        ids = without(ids)
    return ids


def _that_matter(these: pa.Array, those: pa.Array, forms: Sequence[_Form]) -> tuple[str, ...]:
    """Return the names of the forms without which fewer ids match."""
    best = _in_both(_bare(these, forms), _bare(those, forms))
    needed = list(forms)
    for form in forms:
        rest = [one for one in needed if one is not form]
        if _in_both(_bare(these, rest), _bare(those, rest)) >= best:
            needed = rest
    return tuple(name for name, _ in needed)


def _pairs(these: pa.Array, those: pa.Array, forms: Sequence[_Form]) -> Examples:
    """Return ids of both sets that are the same but for the way in which they are written."""
    bare, others = _bare(these, forms), _bare(those, forms)
    pairs: list[tuple[str, str]] = []
    like = pc.and_(pc.is_in(bare, others), pc.invert(pc.is_in(these, those)))
    for at in pc.indices_nonzero(like).to_pylist()[:_SHOWN]:
        there = pc.index(others, bare[at]).as_py()
        pairs.append((these[at].as_py(), those[there].as_py()))
    return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)


def _first_without(these: pa.Array, those: pa.Array) -> tuple[str, ...]:
    return tuple(these.filter(pc.invert(pc.is_in(these, those))).slice(0, _SHOWN).to_pylist())
