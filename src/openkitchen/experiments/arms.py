"""The arms of a question: what is to be different, and the change that it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from openkitchen.experiments.features import attributes_of, find_feature
from openkitchen.experiments.questions import (
    Question,
    add_question,
    drop_question,
    forget_question,
    weights_question,
    window_question,
)
from openkitchen.models.contract import Moment
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import Prepared

__all__ = [
    "Add",
    "Arm",
    "Drop",
    "Forget",
    "Other",
    "Weigh",
    "Window",
    "is_column",
    "name_of",
    "question_of",
]


@dataclass(frozen=True, slots=True)
class Drop:
    """Without a column, one of its values, or a kind of context: ``users.diet``."""

    feature: str


@dataclass(frozen=True)
class Add:
    """With a column that the model does not know yet.

    Parameters
    ----------
    column
        A table with ``user_id`` or ``item_id``, and the column.
    name
        The column.
    """

    column: pa.Table = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Without a user."""

    user: str


@dataclass(frozen=True, slots=True)
class Window:
    """With the events of a part of the time alone."""

    since: Moment = None
    until: Moment = None


@dataclass(frozen=True)
class Weigh:
    """With events that count otherwise, by type and by value; see `weights_question`."""

    weights: Mapping[str, float]
    power: float | None = None


@dataclass(frozen=True)
class Other:
    """With a model that was fitted elsewhere, on other data: another identity map, say.

    Parameters
    ----------
    words
        What it is called.
    model
        The model.
    follow
        User id here → user id there; a user who is not named keeps the name.
    method
        How it was made, in the words of `Refitted.method`.
    """

    words: str
    model: GlassBox = field(repr=False)
    follow: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "refit"


Arm = Drop | Add | Forget | Window | Weigh | Other


def question_of(prepared: Prepared, arm: Arm) -> Question | None:
    """Return the change of the data that an arm is; ``None`` for a model from elsewhere."""
    match arm:
        case Drop(feature):
            return drop_question(prepared, feature)
        case Add(column, name):
            return add_question(prepared, column, name)
        case Forget(user):
            return forget_question(prepared, user)
        case Window(since, until):
            return window_question(prepared, since, until)
        case Weigh(weights, power):
            return weights_question(prepared, weights, power)
        case Other():
            return None


def name_of(prepared: Prepared, arm: Arm) -> str:
    """Return what an arm is called: of a column, its full name, such as ``users.diet``."""
    fitted = prepared.fitted
    match arm:
        case Drop(feature):
            return find_feature(fitted.design, fitted.tables, feature, fitted.rules).name
        case Add(column, name):
            return f"{'users' if 'user_id' in column.column_names else 'items'}.{name}"
        case Forget(user):
            return f"without user {user}"
        case Window(since, until):
            parts = [f"since {since}" if since is not None else "",
                     f"until {until}" if until is not None else ""]  # fmt: skip
            return "events " + " ".join(part for part in parts if part)
        case Weigh(weights, power):
            told = [f"{kind} × {weight:g}" for kind, weight in sorted(weights.items())]
            return ", ".join([*told, *([] if power is None else [f"values ^ {power:g}"])])
        case Other(words):
            return words


def is_column(prepared: Prepared, arm: Arm, name: str) -> bool:
    """Whether an arm is about a whole column, so that it has shuffled copies."""
    if isinstance(arm, Add):
        return True
    return isinstance(arm, Drop) and name in attributes_of(prepared.fitted.tables)
