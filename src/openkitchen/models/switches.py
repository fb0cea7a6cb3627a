"""Rules as switches: each has a key and words, and can be left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from openkitchen.errors import UnknownName
from openkitchen.models.rules import Rules

__all__ = ["Switch", "rules_without", "switches_of"]


@dataclass(frozen=True, slots=True)
class Switch:
    """One rule.

    Parameters
    ----------
    key
        Its name among the rules: ``seen``, ``available``, ``restriction-0``, ``deny-0`` …
    words
        What it says.
    """

    key: str
    words: str


def switches_of(rules: Rules) -> tuple[Switch, ...]:
    """Return the rules that hold, each with a key; see `rules_without`."""
    return tuple(Switch(*pair) for pair in zip(_keys(rules), rules.sentences(), strict=True))


def rules_without(rules: Rules, keys: Collection[str]) -> Rules:
    """Return the rules but for some.

    Raises
    ------
    UnknownName
        When no rule has such a key.
    """
    known = list(_keys(rules))
    for key in keys:
        if key not in known:
            raise UnknownName("rule", key, known)
    return replace(
        rules,
        seen=rules.seen and "seen" not in keys,
        available=None if "available" in keys else rules.available,
        restrictions=_kept("restriction", rules.restrictions, keys),
        allow=_kept("allow", rules.allow, keys),
        deny=_kept("deny", rules.deny, keys),
        diversity=0.0 if "diversity" in keys else rules.diversity,
    )


def _keys(rules: Rules) -> Iterator[str]:
    """Yield the keys in the order of `Rules.sentences`."""
    if rules.seen:
        yield "seen"
    if rules.available is not None:
        yield "available"
    for name, those in (
        ("restriction", rules.restrictions),
        ("allow", rules.allow),
        ("deny", rules.deny),
    ):
        yield from (f"{name}-{number}" for number in range(len(those)))
    if rules.diversity:
        yield "diversity"


def _kept(name: str, those: tuple, keys: Collection[str]) -> tuple:  # type: ignore[type-arg]
    return tuple(one for number, one in enumerate(those) if f"{name}-{number}" not in keys)
