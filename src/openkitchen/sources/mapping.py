"""Find columns by the name in the header, never by position."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from openkitchen.errors import ColumnsError, listing
from openkitchen.sources.contract import doubled

__all__ = ["bare_name", "find_columns", "refuse_doubled", "renamed"]


def find_columns(
    wanted: Sequence[str], header: Sequence[str], *, file: str | None = None
) -> dict[str, str]:
    """Find each wanted name in a header.

    An exact match wins. Otherwise case, blanks, ``_``, ``-`` and ``.`` are disregarded,
    if only one column of the header (that no other name matches exactly) remains.

    Returns
    -------
    Wanted name → name in the header; a name that is not there is left out.

    Raises
    ------
    ColumnsError
        When two columns answer to a name equally well, or one to two names.
    """
    names = set(header)
    found = {name: name for name in wanted if name in names}
    exact = set(found.values())
    for name in wanted:
        if name in found:
            continue
        like = [
            other for other in header if bare_name(other) == bare_name(name) and other not in exact
        ]
        if len(like) > 1:
            raise ColumnsError(
                f"{name!r} may be any of {listing(like)}",
                file=file,
                column=name,
                hint="Write the name exactly as the header has it.",
            )
        if like:
            found[name] = like[0]
    _refuse_shared(found, file)
    return found


def _refuse_shared(found: Mapping[str, str], file: str | None) -> None:
    twice = doubled(found.values())
    if twice:
        names_of = [name for name, other in found.items() if other == twice[0]]
        raise ColumnsError(
            f"{twice[0]!r} is meant by {listing(names_of)} alike",
            file=file,
            column=twice[0],
            hint="Name each column once.",
        )


def refuse_doubled(header: Sequence[str], *, file: str | None = None) -> None:
    """Refuse a header in which a name occurs twice.

    Raises
    ------
    ColumnsError
    """
    twice = doubled(name for name in header if name)
    if twice:
        raise ColumnsError(
            f"the header has {', '.join(map(repr, twice))} more than once",
            file=file,
            line=1,
            column=twice[0],
            expected="each name once",
            hint="Rename or remove one of the two columns; we cannot know which is meant.",
        )


def renamed(header: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the header with the names of a mapping theirs → ours put in."""
    return tuple(names.get(name, name) for name in header)


def bare_name(name: str) -> str:
    """Return a name without what `find_columns` disregards."""
    return re.sub(r"[\s_\-.]+", "", name).casefold()
