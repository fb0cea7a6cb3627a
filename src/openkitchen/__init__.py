"""Open Kitchen: a recommender you can see into. Every score is a sum of named terms.

The names below are imported on first use, so that ``import openkitchen`` costs next to
nothing. Two of them (`explain`, `evaluate`) are functions that share their name with the
room they live in; see `_Package`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_HOMES = {
    "Ease": ("openkitchen.explain.models", "Ease"),
    "EaseSettings": ("openkitchen.explain.models", "EaseSettings"),
    "GlassBox": ("openkitchen.explain.models", "GlassBox"),
    "GlassBoxSettings": ("openkitchen.explain.models", "GlassBoxSettings"),
    "OutsideModel": ("openkitchen.explain.models", "OutsideModel"),
    "OpenKitchenError": ("openkitchen.errors", "OpenKitchenError"),
    "Popularity": ("openkitchen.explain.models", "Popularity"),
    "RecentPopularity": ("openkitchen.explain.models", "RecentPopularity"),
    "Tables": ("openkitchen.schema", "Tables"),
    "compare": ("openkitchen.evaluate", "compare"),
    "evaluate": ("openkitchen.evaluate", "evaluate_lists"),
    "explain": ("openkitchen.explain", "explain"),
    "load": ("openkitchen.explain.models", "load"),
    "read_rules": ("openkitchen.models", "read_rules"),
    "read_tables": ("openkitchen.sources", "read_tables"),
    "weights": ("openkitchen.explain", "weights"),
    "whatif": ("openkitchen.experiments", "whatif"),
    "why_not": ("openkitchen.explain", "why_not"),
}

__all__ = [  # noqa: PLE0604 - the names are the keys above
    *_HOMES,
    "__version__",
]


class _Package(ModuleType):
    """Keep a public function from being hidden by the room of the same name.

    Importing ``openkitchen.explain`` would set the attribute ``explain`` of this package
    to the module. ``from openkitchen.explain import …`` works all the same, for it looks
    the module up by its full name.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room, member = _HOMES[name]
    value: object = getattr(import_module(room), member)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
