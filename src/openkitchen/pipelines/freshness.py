"""Which steps must run, and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from openkitchen.pipelines.digests import digest_of_code, digest_of_text, sql_of
from openkitchen.pipelines.fingerprints import Fingerprint, Kept
from openkitchen.pipelines.receiving import counted_in
from openkitchen.pipelines.shelf import PARAMETER, Shelf
from openkitchen.pipelines.step import Step
from openkitchen.pipelines.workspace import Workspace

__all__ = ["Freshness"]

_HOUSE = "openkitchen"
_ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Compares steps with what they were made from.

    Parameters
    ----------
    workspace
        The workspace.
    shelf
        Where its inputs and outputs are.
    steps
        All its steps, in order.
    kept
        The fingerprints of earlier runs.
    engine
        Name of the engine that runs SQL.
    delivered
        Delivered files that count, by name of the input; filled when first asked for.
    """

    workspace: Workspace
    shelf: Shelf
    steps: tuple[Step, ...]
    kept: Kept
    engine: str
    delivered: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def why(self, step: Step, coming: Collection[str] = ()) -> tuple[str, ...]:
        """Say why a step must run; nothing if all that it would write is there.

        Parameters
        ----------
        step
            The step.
        coming
            Names that other steps are going to write before it.
        """
        before = self.kept.steps.get(step.name)
        if before is None:
            return ("it has not run yet",)
        said = self.now(step).differences(before)
        new = [f"input {name} is made anew" for name in step.inputs if name in coming]
        return (*said, *new)

    def remember(self, step: Step) -> None:
        """Keep the fingerprint of a step that has just run."""
        self.kept.steps[step.name] = self.now(step)
        self.kept.save()

    def now(self, step: Step) -> Fingerprint:
        """Return the fingerprint of a step as things are."""
        module = str(getattr(step.function, "__module__", ""))
        sql = sql_of(module)
        settings: dict[str, Any] = {}
        inputs: dict[str, str] = {}
        files: dict[str, str] = {}
        for name in step.inputs:
            if name == "parameters":
                settings |= self._parameters(step)
            elif name.startswith(PARAMETER):
                settings[name.removeprefix(PARAMETER)] = self.shelf.load(name)
            elif self.shelf.is_received(name):
                files |= self._delivered(name)
                settings["sources"] = self._sources()
            else:
                inputs[name] = self._digest(name)
        kept = [name for name in step.outputs if name in self.shelf.entries]
        return Fingerprint(
            inputs,
            files,
            json.loads(json.dumps(settings, default=str)),
            sql,
            _code_of_house() if module.startswith(f"{_HOUSE}.") else self._code(),
            self.engine if sql else "",
            {name: self._digest(name) for name in kept},
        )

    def makers(self, step: Step) -> Iterable[Step]:
        """Return the steps whose outputs this one reads and nobody has kept."""
        missing = {name for name in step.inputs if not self.shelf.holds(name)}
        return [one for one in self.steps if missing & set(one.outputs)]

    def _delivered(self, name: str) -> Mapping[str, str]:
        """Read the ledger once: nothing is received while steps run."""
        if name not in self.delivered:
            self.delivered[name] = counted_in(self.shelf.path(name))
        return self.delivered[name]

    def _digest(self, name: str) -> str:
        file = self.shelf.file_of(name)
        if file is not None:
            return self.kept.digests.of(file)
        maker = next((one for one in self.steps if name in one.outputs), None)
        if maker is None:
            return _ELSEWHERE
        made = replace(self.now(maker), outputs={})
        return digest_of_text(json.dumps(made.to_dict(), sort_keys=True))

    def _parameters(self, step: Step) -> Mapping[str, Any]:
        given = self.shelf.parameters
        return {name: given.get(name) for name in step.looks_at or sorted(given)}

    def _sources(self) -> Any:
        return yaml.safe_load(self.workspace.sources_file.read_text("utf-8"))

    def _code(self) -> str:
        files = sorted((self.workspace.root / "src").rglob("*.py"))
        own = "".join(f"{one.name}\n{one.read_text('utf-8')}" for one in files)
        return digest_of_text(_code_of_house() + own)


def _code_of_house() -> str:
    return digest_of_code(_HOUSE)
