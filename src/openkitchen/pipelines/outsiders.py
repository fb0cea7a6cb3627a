"""Models of other libraries, named as ``module:Class``."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.experiments.contenders import Contender
from openkitchen.models import Model, OutsideModel, Progress
from openkitchen.schema import Tables

__all__ = ["outside_contender", "outside_model"]


def outside_model(named: str) -> Callable[[], Model]:
    """Return a maker of the unfitted model that ``module:Class`` means.

    Modules are looked for in the current folder too. The class is called without arguments;
    a function that returns a scorer does as well.

    Parameters
    ----------
    named
        Such as ``our_models:Svd``.

    Raises
    ------
    SettingsError
        When it is not written so, the module cannot be imported, or making it fails.
    UnknownName
        When the module has no such name.
    ModelError
        When what is made is neither a scorer nor a model.
    """
    module, colon, name = named.partition(":")
    if not (module and colon and name):
        raise SettingsError(
            f"--outside {named!r} names no model", hint="Write it as module:Class, such as svd:Svd."
        )
    found = _import(module)
    if not hasattr(found, name):
        public = [one for one in vars(found) if not one.startswith("_")]
        raise UnknownName("name in the module", f"{module}:{name}", public)
    maker: Any = getattr(found, name)

    def make() -> Model:
        try:
            made = maker()
        except TypeError as error:
            raise SettingsError(
                f"{named} cannot be made without arguments: {error}",
                hint="Give its arguments defaults, or name a function that makes it.",
            ) from error
        return made if _is_model(made) else OutsideModel(made)

    make()  # says at once what is wrong
    return make


def outside_contender(named: str) -> Contender:
    """Return an outside model that takes part in a comparison, with settings of its own."""
    make = outside_model(named)
    name = make().name

    def choose(tables: Tables, progress: Progress | None) -> tuple[Callable[[], Model], str]:
        del tables, progress
        return make, named

    return Contender(name, choose)


def _import(module: str) -> Any:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise SettingsError(
            f"the module {module!r} cannot be imported: {error}",
            hint="Name it as Python would: a file svd.py in this folder is svd.",
        ) from error


def _is_model(made: Any) -> bool:
    """Say whether something is a whole model: a scorer has no ``recommend``."""
    if isinstance(made, type):
        raise ModelError(f"{made.__name__} is a class, not a model", hint="Name what makes one.")
    return hasattr(made, "recommend") and hasattr(made, "fit")
