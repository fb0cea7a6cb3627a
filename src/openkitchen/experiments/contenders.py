"""The models that are compared: how each has its settings chosen, and is fitted with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openkitchen.errors import UnknownName
from openkitchen.models import (
    Ease,
    EaseSettings,
    GlassBox,
    GlassBoxSettings,
    Model,
    Popularity,
    Progress,
    RecentPopularity,
)
from openkitchen.models.baselines import ease_candidates, recent_candidates, tune
from openkitchen.schema import Tables

__all__ = ["HOUSE", "Contender", "house_contenders"]

Make = Callable[[], Model]
Choose = Callable[[Tables, Progress | None], tuple[Make, str]]

HOUSE = ("popularity", "recent-popularity", "ease", "glass-box")
"""The names of our own models."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A model that takes part.

    Parameters
    ----------
    name
        What tables call it.
    choose
        Chooses settings on the training data alone; returns a maker of the unfitted model,
        and the settings in words.
    searched
        Whether that is a search, and no settings that were given.
    """

    name: str
    choose: Choose
    searched: bool = False


def house_contenders(
    names: Sequence[str] | None = None,
    settings: GlassBoxSettings | None = None,
    *,
    dated: bool = True,
) -> list[Contender]:
    """Return our own models.

    Parameters
    ----------
    names
        Which of `HOUSE`; all when ``None``.
    settings
        The glass box's; searched when ``None``.
    dated
        Whether the data have times; recent popularity needs them.

    Raises
    ------
    UnknownName
        When there is no model of a name.
    """
    every = {
        "popularity": Contender("popularity", lambda *_: (Popularity, "")),
        "recent-popularity": Contender("recent-popularity", _recent, searched=True),
        "ease": Contender("ease", _ease, searched=True),
        "glass-box": Contender("glass-box", _glass_box(settings), searched=settings is None),
    }
    for name in names or ():
        if name not in every:
            raise UnknownName("model", name, HOUSE, hint="Other models come with --outside.")
    wanted = list(dict.fromkeys(HOUSE if names is None else names))
    if names is None and not dated:
        wanted.remove("recent-popularity")
    return [every[name] for name in wanted]


def _recent(tables: Tables, progress: Progress | None) -> tuple[Make, str]:
    model: Any = tune(recent_candidates(tables), tables, progress)
    days = model.settings.half_life
    return lambda: RecentPopularity(days), f"half_life={days:.3g}"


def _ease(tables: Tables, progress: Progress | None) -> tuple[Make, str]:
    model: Any = tune(ease_candidates(), tables, progress)
    ridge = model.settings.ridge
    return lambda: Ease(EaseSettings(ridge)), f"ridge={ridge:g}"


def _glass_box(settings: GlassBoxSettings | None) -> Choose:
    def choose(tables: Tables, progress: Progress | None) -> tuple[Make, str]:
        chosen = settings or GlassBox().fit(tables, progress).fitted.settings
        return lambda: GlassBox(chosen), "given" if settings else "searched"

    return choose
