"""Questions with arms, asked of a workspace or a bundle: see `openkitchen experiment ask`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from openkitchen.errors import SettingsError
from openkitchen.evaluate.labels import Labels, device_labels, history_labels, user_labels
from openkitchen.experiments.arms import Add, Arm, Drop, Forget, Weigh, Window
from openkitchen.experiments.ask_settings import AskSettings
from openkitchen.experiments.asked import Asked
from openkitchen.experiments.asking import ask
from openkitchen.models import GlassBox, Progress
from openkitchen.models.events import in_days
from openkitchen.models.rules import Rules
from openkitchen.pipelines.material import Given, Material, open_material
from openkitchen.pipelines.other_map import model_of_map
from openkitchen.schema.columns import USER
from openkitchen.sources import read_added_columns

__all__ = ["Question", "answer_question", "question_from"]

_TABLES = {"users": "user_id", "items": "item_id"}


@dataclass(frozen=True)
class Question:
    """A question as it was typed; the ledger keeps it, so that it can be asked again.

    Parameters
    ----------
    words
        The question.
    drop
        Columns, levels or kinds of context: ``users.diet``.
    add
        ``users:FILE:column`` or ``items:FILE:column``.
    forget
        Users.
    window, since, until
        The last so many days; or events since and until a moment, ISO 8601.
    weights, power
        What events count, by type: ``view=1``; values to this power.
    maps
        Versions of the identity map.
    ks, twins, margin, level, seed
        See `AskSettings`.
    by
        Attributes of users by which to look who is affected; all when empty.
    rules
        Whether the model's rules hold.
    """

    words: str
    drop: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    forget: tuple[str, ...] = ()
    window: float = 0.0
    since: str = ""
    until: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    power: float | None = None
    maps: tuple[str, ...] = ()
    ks: tuple[int, ...] = (10,)
    twins: int = 0
    margin: float = 0.0
    level: float = 0.05
    seed: int = 0
    by: tuple[str, ...] = ()
    rules: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return what was asked for beyond the words, without what was left open."""
        return {name: value for name, value in asdict(self).items() if value not in ((), "", {})}


def question_from(told: Mapping[str, Any]) -> Question:
    """Read what `Question.to_dict` wrote."""
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Question(**{**told, **lists})


def answer_question(
    given: Given, question: Question, progress: Progress | None = None
) -> tuple[Asked, Material]:
    """Ask a question of a workspace or a bundle.

    Parameters
    ----------
    given
        What was named.
    question
        The question.
    progress
        Told of long work.

    Returns
    -------
    The answer, and what it was asked of.

    Raises
    ------
    SettingsError
        When nothing is to be different, or a map is named without a workspace.
    """
    material = open_material(given)
    model, truth = material.need_model("questions"), material.need_truth()
    if not question.rules and isinstance(model, GlassBox):
        model = model.with_rules(Rules())
    arms = _arms(given, question, model, progress)
    settings = AskSettings(
        question.ks, question.twins, question.margin, question.level, seed=question.seed
    )
    labels = _labels(material, truth, question.by)
    asked = ask(model, question.words, arms, truth, settings, labels, progress)
    return asked, material


def _arms(given: Given, question: Question, model: Any, progress: Progress | None) -> list[Arm]:
    arms: list[Arm] = [Drop(name) for name in question.drop]
    arms += [_added(text) for text in question.add]
    arms += [Forget(user) for user in question.forget]
    if question.window or question.since or question.until:
        arms.append(_window(question, model))
    if question.weights or question.power is not None:
        arms.append(Weigh(question.weights, question.power))
    for version in question.maps:
        if given.dir is None or not isinstance(model, GlassBox):
            raise SettingsError(
                "another identity map needs a workspace", hint="Name one with --dir."
            )
        arms.append(model_of_map(given.dir, version, model, progress))
    return arms


def _added(text: str) -> Add:
    table, _, rest = text.partition(":")
    file, _, column = rest.rpartition(":")
    if table not in _TABLES or not file or not column:
        raise SettingsError(
            f"--add {text!r} cannot be read",
            hint="Write it as users:FILE:column or items:FILE:column.",
        )
    read = read_added_columns(Path(file))
    if _TABLES[table] not in read.column_names:
        raise SettingsError(
            f"{file} has no column {_TABLES[table]}, so it is not about {table}",
            hint=f"It has {', '.join(read.column_names)}.",
        )
    return Add(read, column)


def _window(question: Question, model: Any) -> Window:
    since = datetime.fromisoformat(question.since) if question.since else None
    until = datetime.fromisoformat(question.until) if question.until else None
    if question.window:
        if since is not None:
            raise SettingsError("both a window and a beginning", hint="Give --window or --since.")
        end = in_days(until) if until is not None else model.known.events.end
        moment = datetime.fromtimestamp(end * 86_400, UTC).replace(tzinfo=None)
        since = (moment - timedelta(days=question.window)).replace(microsecond=0)
    return Window(since, until)


def _labels(material: Material, truth: pa.Table, by: Sequence[str]) -> Labels:
    if by and material.users is None:
        raise SettingsError(
            f"nothing is known of users, so they cannot be grouped by {', '.join(by)}",
            hint="Give --users FILE (user_id and attributes).",
        )
    labels = device_labels() if by else device_labels(material.train, truth)
    if material.users is not None:
        names = [name.removeprefix("users.") for name in by]
        labels += user_labels(material.users, names or None)
    if material.train is not None and not by:
        people = pa.array(sorted(set(truth[USER].cast(pa.string()).to_pylist())), pa.string())
        labels += history_labels(people, material.train)
    return labels
