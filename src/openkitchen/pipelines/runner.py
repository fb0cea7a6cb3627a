"""Run a workspace's steps in the order of their data."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from openkitchen.errors import WorkspaceError
from openkitchen.models import Progress
from openkitchen.pipelines.shelf import Shelf, open_shelf
from openkitchen.pipelines.step import Step, chosen, in_order
from openkitchen.pipelines.workspace import Workspace, open_workspace

__all__ = ["Done", "run_workspace", "workspace_steps"]


@dataclass(frozen=True, slots=True)
class Done:
    """A step that ran, what it wrote, and how long it took."""

    name: str
    outputs: tuple[str, ...]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return name, outputs and seconds."""
        return asdict(self)


def run_workspace(
    folder: Path,
    env: str = "local",
    only: Iterable[str] = (),
    progress: Progress | None = None,
) -> list[Done]:
    """Run a workspace's steps and write what they make.

    Parameters
    ----------
    folder
        The workspace.
    env
        The folder of ``conf/`` whose settings win over ``conf/base``.
    only
        Names of the steps to run; all of them if none is named.
    progress
        Called before and after each step.

    Raises
    ------
    WorkspaceError, UnknownName
        When the folder is no workspace, or its steps or settings do not fit together.
    """
    workspace = open_workspace(folder)
    steps = chosen(in_order(workspace_steps(workspace)), only)
    shelf = open_shelf(workspace.root, env)
    return [_run(step, shelf, progress) for step in steps]


def workspace_steps(workspace: Workspace) -> tuple[Step, ...]:
    """Import the steps that ``src/<package>/steps.py`` lists.

    Raises
    ------
    WorkspaceError
        When the file is missing, fails, or lists anything but steps.
    """
    shown = f"src/{workspace.package}/steps.py"
    if not workspace.steps_file.is_file():
        raise WorkspaceError(
            f"{workspace.root} has no {shown}", hint="Make a new workspace and compare."
        )
    source = str(workspace.root / "src")
    forget = [name for name in sys.modules if name.partition(".")[0] == workspace.package]
    for name in forget:
        del sys.modules[name]
    sys.path.insert(0, source)
    try:
        steps = import_module(f"{workspace.package}.steps").STEPS
    except Exception as error:
        raise WorkspaceError(f"{shown} fails: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(source)
    if not isinstance(steps, (tuple, list)) or not all(isinstance(one, Step) for one in steps):
        raise WorkspaceError(
            f"{shown}: STEPS holds something that is no Step",
            hint="Write STEPS = (*HOUSE_STEPS, Step(…), Step(…)).",
        )
    return tuple(steps)


def _takes_progress(step: Step) -> bool:
    try:
        return "progress" in inspect.signature(step.function).parameters
    except ValueError:  # a builtin without a signature
        return False


def _run(step: Step, shelf: Shelf, progress: Progress | None) -> Done:
    start = time.perf_counter()
    if progress:
        progress(step.name, 0, 1)
    inputs = [shelf.load(name) for name in step.inputs]
    told = {"progress": progress} if progress and _takes_progress(step) else {}
    result = step.function(*inputs, **told)
    results = result if len(step.outputs) > 1 else (result,)
    if len(results) != len(step.outputs):
        raise WorkspaceError(
            f"step {step.name!r} returned {len(results)} results for {len(step.outputs)} names"
        )
    for name, value in zip(step.outputs, results, strict=True):
        shelf.save(name, value)
    if progress:
        progress(step.name, 1, 1)
    return Done(step.name, step.outputs, time.perf_counter() - start)
