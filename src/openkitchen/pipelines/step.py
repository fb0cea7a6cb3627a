"""A step: a library function, with the names of what it reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from openkitchen.errors import UnknownName, WorkspaceError, listing

__all__ = ["Step", "chosen", "in_order"]


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the pipeline, for our runner and for Kedro alike.

    Parameters
    ----------
    name
        What it does, in a word or two.
    function
        Called with the inputs in order; returns the output, or a tuple of several.
    inputs
        Names of catalog entries, of other steps' outputs, or ``params:<key>``.
    outputs
        Names for what comes out; each name is written by one step only.
    looks_at
        For a step that takes all ``parameters``: those that it looks at. A change of the
        others is none to it. All of them count when none is named.
    """

    name: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    looks_at: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names: tuple[object, ...] = (self.inputs, self.outputs, self.looks_at)
        if any(isinstance(one, str) for one in names):
            raise WorkspaceError(
                f"step {self.name!r} names its inputs or outputs as one string",
                hint='Write a tuple, also for a single name: ("interactions",)',
            )


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Order the steps so that each comes after those whose outputs it reads.

    Steps that do not depend on each other keep the order in which they were given.

    Raises
    ------
    WorkspaceError
        When two steps write the same name or have the same name, or in a circle.
    """
    waiting = list(steps)
    _refuse_doubles("are named", [step.name for step in waiting])
    _refuse_doubles("write", [name for step in waiting for name in step.outputs])
    unmade = {name for step in waiting for name in step.outputs}
    ordered: list[Step] = []
    while waiting:
        ready = next((step for step in waiting if not unmade & set(step.inputs)), None)
        if ready is None:
            names = listing(step.name for step in waiting)
            raise WorkspaceError(
                f"these steps wait for each other in a circle: {names}",
                hint="Let one of them read another table.",
            )
        ordered.append(ready)
        waiting.remove(ready)
        unmade -= set(ready.outputs)
    return tuple(ordered)


def chosen(steps: tuple[Step, ...], only: Iterable[str]) -> tuple[Step, ...]:
    """Keep the steps that are named; all of them if none is.

    Raises
    ------
    UnknownName
        When there is no step of a name.
    """
    names = [step.name for step in steps]
    wanted = list(only)
    for name in wanted:
        if name not in names:
            raise UnknownName("step", name, names)
    return tuple(step for step in steps if step.name in wanted) if wanted else steps


def _refuse_doubles(verb: str, names: list[str]) -> None:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise WorkspaceError(
            f"two steps {verb} {doubled[0]!r}", hint="Give one of them another name."
        )
