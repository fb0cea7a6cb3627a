"""Single jobs from files to files, without a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ModelError, SettingsError
from openkitchen.models import (
    GlassBox,
    GlassBoxSettings,
    Model,
    Progress,
    save,
    settings_from_text,
)
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.writing import csv_writer, staged
from openkitchen.schema.columns import ITEM, RANK, SCORE, USER

__all__ = ["Counted", "FittedFiles", "fit_files", "recommend_files"]

_USERS_AT_ONCE = 5_000
_LISTS = pa.schema(
    [(USER, pa.string()), (ITEM, pa.string()), (RANK, pa.int64()), (SCORE, pa.float64())]
)


@dataclass(frozen=True, slots=True)
class FittedFiles:
    """What a fit took in and chose.

    Parameters
    ----------
    interactions, users, items
        Counts in the bundle.
    settings
        Name and value of each setting.
    warnings
        What a person should know about the files.
    rejected
        Rows that could not be used.
    """

    interactions: int
    users: int
    items: int
    settings: tuple[tuple[str, Any], ...]
    warnings: tuple[str, ...]
    rejected: int

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self) | {"settings": dict(self.settings)}


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was written, and what a person should know about it."""

    rows: int
    users: int
    notes: tuple[str, ...] = ()


def fit_files(
    interactions: Path,
    items: Path | None,
    users: Path | None,
    out: Path,
    *,
    columns: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    like: Path | None = None,
    progress: Progress | None = None,
) -> FittedFiles:
    """Fit the glass box on tables in files and write the bundle.

    Parameters
    ----------
    interactions, items, users
        CSV or Parquet files.
    out
        The bundle. Rejected rows, if any, are kept beside it in ``<out>.rejected.csv``.
    columns
        Their column name → ours.
    settings
        Settings as text; those not given are searched, or taken from ``like``.
    like
        A bundle that gives every setting that ``settings`` does not.
    progress
        Told of each step of the search.

    Raises
    ------
    InputError, SettingsError, ModelError
        When files or settings do not do.
    """
    from openkitchen.sources import read_files

    chosen = settings_from_text(settings or {})
    if like is not None:
        chosen = chosen.filled(_settings_of(like))
    kept = out.with_name(f"{out.name}.rejected.csv")
    tables, rejections = read_files(interactions, items, users, columns=columns, rejected=kept)
    model = GlassBox(chosen).fit(tables, progress)
    save(model, out)
    warnings = list(rejections.notes)
    if len(rejections):
        warnings.append(f"{rejections.sentence()}; they are kept in {kept}.")
    return FittedFiles(
        interactions=tables.interactions.num_rows,
        users=len(model.users),
        items=len(model.items),
        settings=tuple(asdict(model.fitted.settings).items()),
        warnings=tuple(warnings),
        rejected=len(rejections),
    )


def recommend_files(
    bundle: Path,
    out: Path,
    *,
    users: Path | None = None,
    k: int = 10,
    at: datetime | None = None,
    include_seen: bool = False,
    history: Path | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Counted:
    """Write lists to a CSV or Parquet file, whole or not at all.

    Parameters
    ----------
    bundle
        A bundle, or a workspace.
    out
        ``user_id,item_id,rank,score``: Parquet for the suffix ``.parquet``, else CSV.
    users
        A file with a column ``user_id``; all known users (or all of ``history``) without.
    k, at, include_seen
        As in `openkitchen.models.Model.recommend`.
    history
        Interactions to score instead of the trained ones.
    columns
        Their column name → ours, in ``users`` and ``history``.
    progress
        Told of how many users are done.
    """
    if out.is_dir():
        raise SettingsError(f"{out} is a folder", hint="Name a file, such as lists.csv.")
    model: Model = load_bundle(bundle)
    past = _past(history, columns)
    asked = _asked(model, users, past, columns)
    out.parent.mkdir(parents=True, exist_ok=True)
    rows = 0

    def write(beside: Path) -> None:
        nonlocal rows
        with _writer(beside, parquet=out.suffix == ".parquet") as writer:
            for start in range(0, max(len(asked), 1), _USERS_AT_ONCE):
                part = asked[start : start + _USERS_AT_ONCE]
                if progress:
                    progress("recommending", start, len(asked))
                lists = model.recommend(part, k, at, include_seen=include_seen, history=past)
                writer.write_table(lists.table)
                rows += lists.table.num_rows
        if progress:
            progress("recommending", len(asked), len(asked))

    staged(out, write)
    return Counted(rows, len(asked), tuple(_strange(model, asked, past)))


def _strange(model: Model, asked: Sequence[str], past: pa.Table | None) -> Iterator[str]:
    """Say what was asked about that the bundle does not know."""
    if past is None:
        new = len(set(asked).difference(model.users.tolist()))
        if new:
            yield f"{new:,} of {len(asked):,} users are not in the bundle: they count as new."
        return
    unknown = pc.sum(pc.invert(pc.is_in(past[ITEM], pa.array(model.items.tolist())))).as_py()
    if unknown:
        yield (
            f"{unknown:,} of {past.num_rows:,} rows of the history name items that are not in "
            "the bundle: they count for nothing."
        )


def _past(history: Path | None, columns: Mapping[str, str] | None) -> pa.Table | None:
    if history is None:
        return None
    from openkitchen.sources import read_history

    return read_history(history, columns)


def _asked(
    model: Model, users: Path | None, past: pa.Table | None, columns: Mapping[str, str] | None
) -> Sequence[str]:
    if users is not None:
        from openkitchen.sources import read_lists_of_users

        return list(dict.fromkeys(read_lists_of_users(users, columns)))
    if past is not None:
        return sorted(set(past[USER].to_pylist()))
    return [str(user) for user in model.users]


def _writer(path: Path, *, parquet: bool) -> Any:
    if parquet:
        import pyarrow.parquet as pq

        return pq.ParquetWriter(path, _LISTS)
    return csv_writer(path, _LISTS)


def _settings_of(like: Path) -> GlassBoxSettings:
    model = load_bundle(like)
    if not isinstance(model, GlassBox):
        raise ModelError(
            f"{like} holds a model of kind {model.name!r}, which has no such settings",
            hint="Name the bundle of a glass box.",
        )
    return model.fitted.settings
