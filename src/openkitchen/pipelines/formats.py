"""How each kind of file in a workspace is read and written: whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import yaml

from openkitchen.errors import WorkspaceError
from openkitchen.evaluate import Evaluation, load_evaluations, save_evaluations
from openkitchen.experiments.behaviour import Behaviour
from openkitchen.experiments.ledger import Ledger, open_ledger
from openkitchen.models import load, save
from openkitchen.pipelines.identity_map import IdentityFolder
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.writing import staged, write_csv, write_page
from openkitchen.prepare import DailyRows, load_days, save_days
from openkitchen.schema.columns import ITEM, USER

__all__ = ["FORMATS", "PREFIX", "Format", "Questions"]

PREFIX: Final = "openkitchen.pipelines.datasets."
"""What a dataset's ``type`` begins with in the catalog."""


@dataclass(frozen=True, slots=True)
class Format:
    """A pair of functions.

    Parameters
    ----------
    load
        Reads a path.
    save
        Writes a value to a path.
    """

    load: Callable[[Path], Any]
    save: Callable[[Any, Path], None]


def _save_table(table: pa.Table | DailyRows, path: Path) -> None:
    rows = table.read() if isinstance(table, DailyRows) else table
    staged(path, lambda beside: pq.write_table(rows, beside))


def _load_lists(path: Path) -> pa.Table:
    """Read lists; an id stays text, also if it looks like a number."""
    types = pyarrow.csv.ConvertOptions(column_types={USER: pa.string(), ITEM: pa.string()})
    return pyarrow.csv.read_csv(path, convert_options=types)


def _save_figures(evaluations: Mapping[str, Evaluation], path: Path) -> None:
    facts = {name: one.to_dict() for name, one in evaluations.items()}
    text = json.dumps(facts, indent=1, sort_keys=True)
    staged(path, lambda beside: beside.write_text(text, "utf-8"))


def _save_evaluations(evaluations: Mapping[str, Evaluation], path: Path) -> None:
    staged(path, lambda beside: save_evaluations(evaluations, beside))


def _load_settings(path: Path) -> Any:
    """Read a file of settings; one that is not there states nothing."""
    try:
        return (yaml.safe_load(path.read_text("utf-8")) or {}) if path.exists() else {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise WorkspaceError(f"{path} is no YAML: {said}") from error


def _refuse_settings(value: object, path: Path) -> None:
    del value
    raise WorkspaceError(
        f"no step may write {path}: people state there what they want",
        hint="Give the step's output another name.",
    )


def _load_behaviour(path: Path) -> Behaviour:
    return Behaviour.from_dict(json.loads(path.read_text("utf-8")))


def _save_behaviour(behaviour: Behaviour, path: Path) -> None:
    text = json.dumps(behaviour.to_dict(), indent=1)
    staged(path, lambda beside: beside.write_text(text, "utf-8"))


@dataclass(frozen=True, slots=True)
class Questions:
    """The ledger of a workspace, and what the workspace is called in commands."""

    ledger: Ledger
    folder: str


def _load_questions(path: Path) -> Questions:
    """Read the ledger; one that is not there yet holds nothing."""
    return Questions(open_ledger(path), path.resolve().parent.name)


def _refuse_questions(value: object, path: Path) -> None:
    del value
    raise WorkspaceError(
        f"no step may write {path}: questions and decisions are only ever added to",
        hint="Give the step's output another name.",
    )


def _refuse(value: object, path: Path) -> None:
    del value
    raise WorkspaceError(
        f"no step may write {path}: it holds what was delivered",
        hint="It is written by: openkitchen sources receive. Give the step's output another name.",
    )


def _refuse_identity(value: object, path: Path) -> None:
    del value
    raise WorkspaceError(
        f"no step may write {path}: versions and decisions are only ever added to",
        hint="Give the step's output another name.",
    )


FORMATS: Final[Mapping[str, Format]] = {
    "Table": Format(pq.read_table, _save_table),
    "Days": Format(load_days, save_days),
    "Lists": Format(_load_lists, write_csv),
    "Bundle": Format(load, lambda model, path: (save(model, path), None)[1]),
    "Figures": Format(lambda path: json.loads(path.read_text("utf-8")), _save_figures),
    "Evaluations": Format(load_evaluations, _save_evaluations),
    "Page": Format(lambda path: path.read_text("utf-8"), write_page),
    "Received": Format(received_in, _refuse),
    "Identity": Format(IdentityFolder, _refuse_identity),
    "Settings": Format(_load_settings, _refuse_settings),
    "Behaviour": Format(_load_behaviour, _save_behaviour),
    "Questions": Format(_load_questions, _refuse_questions),
}
