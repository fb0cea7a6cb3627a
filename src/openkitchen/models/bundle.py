"""Save a fitted model, and load whatever kind of model a bundle holds."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from openkitchen.errors import BundleError
from openkitchen.models.ease import Ease
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.outside import OutsideModel
from openkitchen.models.parts import Parts, damage_told, read_parts, write_parts
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.scorers import scorer_class

__all__ = ["Saveable", "load", "save"]

Loaded = GlassBox | Ease | Popularity | OutsideModel

_KINDS: dict[str, type[GlassBox | Ease | Popularity]] = {
    kind.name: kind for kind in (GlassBox, Ease, Popularity, RecentPopularity)
}


class Saveable(Protocol):
    """A fitted model that can be taken to parts."""

    @property
    def name(self) -> str:
        """Short name of the kind of model."""
        ...

    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds."""
        ...


def save(model: Saveable, path: str | Path) -> Path:
    """Write a fitted model to a folder, replacing what is there, whole or not at all.

    Parameters
    ----------
    model
        A fitted model of this package, or an `OutsideModel` whose scorer is registered.
    path
        The folder to write.

    Raises
    ------
    BundleError
        When the model is of no kind that can be saved, or the place is not a bundle.
    NotFitted
        When the model was not fitted.
    """
    if model.name not in _KINDS and not isinstance(model, OutsideModel):
        raise BundleError(
            f"a model of kind {model.name!r} cannot be saved",
            hint="Wrap a model of another library in OutsideModel.",
        )
    return write_parts(model.parts(), path)


def load(path: str | Path) -> Loaded:
    """Read a bundle; large arrays stay on disk and are mapped into memory.

    Raises
    ------
    BundleError
        When there is no bundle, when it is damaged or of a newer format, or when it holds
        a kind of model that is not known here.
    """
    parts = read_parts(path)
    if parts.kind not in _KINDS:
        scorer = scorer_class(parts.kind)
        with damage_told(path):
            return OutsideModel.put_together(parts, scorer)
    with damage_told(path):
        return _KINDS[parts.kind].from_parts(parts)
