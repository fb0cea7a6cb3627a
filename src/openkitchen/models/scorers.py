"""Which scorers of other libraries are known, so that bundles of theirs can be loaded.

A bundle holds the name of a kind and never code or a path to code: what is run is what
the program registered, or what an installed package offers under the entry-point group
``openkitchen.scorers``::

    [project.entry-points."openkitchen.scorers"]
    implicit-als = "our_models:ImplicitAls"
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any, TypeVar

from openkitchen.errors import BundleError, ModelError, listing

__all__ = ["GROUP", "register", "scorer_class"]

GROUP = "openkitchen.scorers"

Class = TypeVar("Class", bound=type[Any])

_REGISTERED: dict[str, type[Any]] = {}


def register(scorer: Class) -> Class:
    """Let models of a scorer's kind be saved and loaded; may be used as a decorator.

    Parameters
    ----------
    scorer
        A class with a ``name``, a method ``parts()`` and a class method
        ``from_parts(parts, known)``. A later class of the same name takes the place.

    Raises
    ------
    ModelError
        When one of the three is missing.
    """
    missing = [member for member in ("name", "parts", "from_parts") if not hasattr(scorer, member)]
    if missing:
        raise ModelError(
            f"{scorer.__name__} cannot be saved: it has no {listing(missing)}",
            hint="It needs a class attribute name, parts() → ScorerParts and a class method "
            "from_parts(parts, known).",
        )
    _REGISTERED[scorer.name] = scorer
    return scorer


def scorer_class(kind: str) -> type[Any]:
    """Return the class of a kind: registered in this program, or of an installed package.

    Raises
    ------
    BundleError
        When there is none.
    """
    if kind in _REGISTERED:
        return _REGISTERED[kind]
    for found in entry_points(group=GROUP, name=kind):
        offered: type[Any] = register(found.load())
        return offered
    known = sorted({*_REGISTERED, *(found.name for found in entry_points(group=GROUP))})
    raise BundleError(
        f"models of kind {kind!r} are not known here"
        + (f"; there are {listing(known)} beside our own" if known else ""),
        hint="Import the module that registers it first (openkitchen.models.register), or "
        f"install the package that offers it as an entry point in the group {GROUP!r}.",
    )
