"""Run those of a workspace's steps that must, in the order of their data."""

from __future__ import annotations

import inspect
import shutil
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from openkitchen.engine import one_database, using
from openkitchen.errors import WorkspaceError
from openkitchen.models import Progress
from openkitchen.pipelines.engine import engine_of
from openkitchen.pipelines.fingerprints import load_kept
from openkitchen.pipelines.freshness import Freshness
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.step import Step, chosen, in_order
from openkitchen.pipelines.workspace import Workspace, open_workspace

__all__ = ["Done", "plan_workspace", "run_workspace", "workspace_steps"]


@dataclass(frozen=True, slots=True)
class Done:
    """A step, and what became of it.

    Parameters
    ----------
    name
        The step.
    outputs
        What it writes.
    seconds
        How long it took; 0 when it did not run.
    ran
        Whether it ran; ``False`` when all that it would write was there.
    why
        The reasons why it ran, or would run.
    """

    name: str
    outputs: tuple[str, ...]
    seconds: float = 0.0
    ran: bool = True
    why: tuple[str, ...] = ()

    def row(self) -> tuple[str, str, float | str, str]:
        """Return name, outputs, seconds and reasons, as people read them."""
        took = self.seconds if self.ran and self.seconds else ""
        why = "; ".join(self.why) if self.ran else "fresh: nothing has changed"
        return (self.name, ", ".join(self.outputs), took, why)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it by name."""
        return asdict(self)


def run_workspace(
    folder: Path,
    env: str = "local",
    only: Iterable[str] = (),
    progress: Progress | None = None,
    *,
    engine: str | None = None,
    again: bool = False,
) -> list[Done]:
    """Run those of a workspace's steps whose inputs, SQL, settings or code have changed.

    Parameters
    ----------
    folder
        The workspace.
    env
        The folder of ``conf/`` whose settings win over ``conf/base``.
    only
        Names of steps to run, whether they must or not; all that must if none is named.
    progress
        Called before and after each step that runs.
    engine
        ``duckdb`` or ``spark``; what ``conf/<env>/engine.yml`` says when ``None``.
    again
        Run all steps, whether they must or not.

    Returns
    -------
    All steps (those named in ``only``) in their order.

    Raises
    ------
    WorkspaceError, UnknownName, SettingsError
        When the folder is no workspace, or its steps or settings do not fit together.
    """
    workspace = open_workspace(folder)
    runs_on = engine_of(workspace, env, engine)
    fresh = _freshness(workspace, env, runs_on.name)
    only = tuple(only)
    _forget(runs_on.kept, all_of_it=again)
    done: dict[str, Done] = {}
    with using(runs_on), one_database():
        for step in chosen(fresh.steps, only):
            why = ("it was asked for",) if again or only else fresh.why(step)
            if why and not only:
                for maker in _missing_makers(step, fresh):
                    needed = (f"{step.name} needs what it hands on in memory",)
                    done[maker.name] = _run(maker, fresh, needed, progress)
            if step.name not in done or not done[step.name].ran:
                done[step.name] = (
                    _run(step, fresh, why, progress)
                    if why
                    else Done(step.name, step.outputs, ran=False)
                )
    return list(done.values())


def plan_workspace(
    folder: Path, env: str = "local", *, engine: str | None = None, again: bool = False
) -> list[Done]:
    """Say which steps `run_workspace` would run, and why, without running any.

    A step that reads what another would write is told as running; when that turns out
    to be as it was, the run will leave it out.
    """
    workspace = open_workspace(folder)
    fresh = _freshness(workspace, env, engine_of(workspace, env, engine).name)
    coming: set[str] = set()
    planned = []
    for step in fresh.steps:
        why = ("it was asked for",) if again else fresh.why(step, coming)
        coming |= set(step.outputs) if why else set()
        planned.append(Done(step.name, step.outputs, ran=bool(why), why=why))
    return planned


def _forget(kept: Path | None, *, all_of_it: bool) -> None:
    """Remove what other versions of the program kept of single days, or all that is kept."""
    if kept is None or not kept.parent.is_dir():
        return
    for one in kept.parent.iterdir():
        if all_of_it or one != kept:
            shutil.rmtree(one, ignore_errors=True)


def _freshness(workspace: Workspace, env: str, engine: str) -> Freshness:
    steps = in_order(workspace_steps(workspace))
    kept = load_kept(workspace.hidden / "fingerprints.json", workspace.root)
    return Freshness(workspace, open_shelf(workspace.root, env), steps, kept, engine)


def _missing_makers(step: Step, fresh: Freshness) -> list[Step]:
    """Return the steps to run before one, so that what it reads is in memory."""
    found: list[Step] = []
    for maker in fresh.makers(step):
        found += [one for one in _missing_makers(maker, fresh) if one not in found]
        found += [maker] if maker not in found else []
    return found


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
    package = workspace.package
    forget = [name for name in sys.modules if name.partition(".")[0] == package]
    for name in forget:
        del sys.modules[name]
    sys.path.insert(0, source)
    try:
        steps = import_module(f"{package}.steps").STEPS
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


def _run(step: Step, fresh: Freshness, why: tuple[str, ...], progress: Progress | None) -> Done:
    shelf = fresh.shelf
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
    fresh.remember(step)
    if progress:
        progress(step.name, 1, 1)
    return Done(step.name, step.outputs, time.perf_counter() - start, why=why)
