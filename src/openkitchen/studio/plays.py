"""What the pages of play show: the form as it was filled in, and what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.experiments.personal import Play
from openkitchen.experiments.shown_to import ShownTo
from openkitchen.models.switches import Switch
from openkitchen.reporting.answer_page import Bar
from openkitchen.reporting.pictures import part_bar
from openkitchen.reporting.wording import percent, plural
from openkitchen.schema import Attribute, split_sets
from openkitchen.schema.columns import ITEM, USER
from openkitchen.serving import Kitchen
from openkitchen.serving.playing import (
    attributes_to_play,
    can_play,
    play_item,
    play_user,
    switches,
)
from openkitchen.serving.records import history_of
from openkitchen.studio.moves import Moves, moves_of

__all__ = [
    "Field",
    "ItemPlay",
    "Taken",
    "UserPlay",
    "asked_values",
    "item_play",
    "user_play",
]

PREFIX = "is."
"""Before the name of an attribute in a form: ``is.diet=vegan``."""

_MOST_CHOICES = 60
_MOST_ITEMS = 60


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute in a form.

    Parameters
    ----------
    name, kind
        The attribute, and ``category``, ``set`` or ``number``.
    now, chosen
        Its value in the data, and in the form; sets are written ``a|b``.
    choices
        Values to choose from; empty where any may be written.
    """

    name: str
    kind: str
    now: str
    chosen: str
    choices: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether the form tells another value; the order within a set counts for nothing."""
        if self.kind == "set":
            return set(self.chosen.split("|")) != set(self.now.split("|"))
        return self.chosen != self.now


@dataclass(frozen=True, slots=True)
class Taken:
    """An item of a history, and whether it is taken out."""

    item_id: str
    title: str
    out: bool


@dataclass(frozen=True, slots=True)
class UserPlay:
    """The page on which one plays with a person's list.

    Parameters
    ----------
    user_id, k, known
        Whose list, of which length; whether anything is known of them.
    possible
        Whether the model can be played with.
    history
        Items of the history, the latest first.
    fields
        What is known of the person.
    switches, off
        The rules, and the keys of those that are off.
    what, moves
        What is different, and what came of it; ``moves`` is ``None`` when nothing is.
    command
        The command that gives the same.
    """

    user_id: str
    k: int
    known: bool
    possible: bool
    history: tuple[Taken, ...]
    fields: tuple[Field, ...]
    switches: tuple[Switch, ...]
    off: frozenset[str]
    what: Play
    moves: Moves | None
    command: str


@dataclass(frozen=True, slots=True)
class ItemPlay:
    """The page on which one changes an item's attributes.

    Parameters
    ----------
    item_id, title, k
        Which item, in lists of which length.
    fields
        What is known about it.
    values
        What is different.
    shown
        Who sees it, before and after.
    bars
        The same as a picture.
    command
        The command that gives the same.
    """

    item_id: str
    title: str
    k: int
    fields: tuple[Field, ...]
    values: Mapping[str, str | None]
    shown: ShownTo
    bars: tuple[Bar, ...]
    command: str


def user_play(
    kitchen: Kitchen,
    user_id: str,
    k: int,
    without: Sequence[str] = (),
    told: Mapping[str, str] | None = None,
    off: Sequence[str] = (),
) -> UserPlay:
    """Gather the page of a person, as the form was filled in.

    Parameters
    ----------
    kitchen
        What is served.
    user_id, k
        Whose list, of which length.
    without
        Items that are taken out of the history.
    told
        Attribute to value, as the form tells; values as in the data change nothing.
    off
        Keys of rules that do not hold.
    """
    fields = _fields(kitchen, "users", user_id, told or {})
    what = Play(tuple(dict.fromkeys(without)), _differing(fields), tuple(dict.fromkeys(off)))
    possible = can_play(kitchen)
    moves = None
    if possible and what:
        moves = moves_of(play_user(kitchen, user_id, what, k), kitchen.titles)
    return UserPlay(
        user_id=user_id,
        k=k,
        known=kitchen.knows_user(user_id),
        possible=possible,
        history=_history(kitchen, user_id, what.without),
        fields=fields,
        switches=switches(kitchen),
        off=frozenset(off),
        what=what,
        moves=moves,
        command=_command(user_id, what, k),
    )


def item_play(kitchen: Kitchen, item_id: str, k: int, told: Mapping[str, str]) -> ItemPlay:
    """Gather the page of an item, as the form was filled in."""
    kitchen.model.known.items.code(item_id)
    fields = _fields(kitchen, "items", item_id, told)
    values = _differing(fields)
    shown = play_item(kitchen, item_id, values, k)
    bars = [_bar("Now", shown.before, shown.n_users)]
    if values:
        bars.append(_bar("With your change", shown.after, shown.n_users, ours=True))
    words = [word for name, value in values.items() for word in ("--set", f"{name}={value or ''}")]
    command = shlex.join([item_id, *(words or ["--set", "ATTRIBUTE=VALUE"]), "-k", str(k)])
    title = kitchen.titles[item_id]
    return ItemPlay(item_id, title, k, fields, values, shown, tuple(bars), command)


def asked_values(query: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the attributes that a form tells; values of one name are members of a set."""
    found: dict[str, list[str]] = {}
    for name, value in query:
        if name.startswith(PREFIX):
            found.setdefault(name.removeprefix(PREFIX), []).append(value.strip())
    return {name: "|".join(filter(None, values)) for name, values in found.items()}


def _bar(label: str, lists: int, of: int, *, ours: bool = False) -> Bar:
    share = lists / of if of else 0.0
    words = f"{plural(lists, 'list')}, {percent(share)} of all"
    picture = part_bar(share, f"{label}: {words}")
    return Bar(label, "", picture, plural(lists, "list"), f"{percent(share)} of all", ours)


def _differing(fields: Iterable[Field]) -> dict[str, str | None]:
    return {one.name: one.chosen or None for one in fields if one.changed}


def _history(kitchen: Kitchen, user_id: str, out: Sequence[str]) -> tuple[Taken, ...]:
    titles = {choice.item_id: choice.title for choice in history_of(kitchen, user_id)}
    shown = list(titles)[:_MOST_ITEMS] + [
        item for item in list(titles)[_MOST_ITEMS:] if item in out
    ]
    return tuple(Taken(item, titles[item], item in out) for item in shown)


def _fields(kitchen: Kitchen, table: str, key: str, told: Mapping[str, str]) -> tuple[Field, ...]:
    rows = kitchen.user_table if table == "users" else kitchen.item_table
    if rows is None:
        return ()
    id_column = USER if table == "users" else ITEM
    own = rows.filter(pc.equal(rows[id_column].cast(pa.string()), key)).slice(0, 1)
    found = []
    for one in attributes_to_play(kitchen, table):
        now = _written(one, own[one.name])
        choices = kitchen.workshop.once(("choices", table, one.name), _chooser(one, rows[one.name]))
        found.append(Field(one.name, one.kind, now, told.get(one.name, now), choices))
    return tuple(found)


def _written(attribute: Attribute, cell: pa.ChunkedArray) -> str:
    if attribute.kind == "set":
        values = split_sets(cell).to_pylist() if len(cell) else []
        return "|".join(map(str, values[0] or [])) if values else ""
    value = cell[0].as_py() if len(cell) else None
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _chooser(attribute: Attribute, column: pa.ChunkedArray) -> Callable[[], tuple[str, ...]]:
    def choices() -> tuple[str, ...]:
        if attribute.kind == "number":
            return ()
        values = pc.list_flatten(split_sets(column)) if attribute.kind == "set" else column
        names = sorted(map(str, pc.unique(values.drop_null()).to_pylist()))
        return tuple(names) if len(names) <= _MOST_CHOICES else ()

    return choices


def _command(user_id: str, what: Play, k: int) -> str:
    """Return the rest of ``openkitchen whatif BUNDLE person``."""
    words = [user_id]
    for item in what.without:
        words += ["--without", item]
    for name, value in what.attributes.items():
        words += ["--set", f"{name}={value or ''}"]
    for key in what.rules_off:
        words += ["--rule-off", key]
    return shlex.join([*words, "-k", str(k)])
