"""Single jobs from files to files, without a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ModelError, SettingsError, UnknownName, plural
from openkitchen.explain import recommend_with_reasons
from openkitchen.explain.reasons import REASONS
from openkitchen.models import (
    GlassBox,
    Progress,
    Rules,
    read_rules,
    save,
    settings_from_text,
)
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.suggest import suggest_rules
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.rules import load_ruled
from openkitchen.pipelines.writing import csv_writer
from openkitchen.schema.columns import ITEM, RANK, SCORE, USER
from openkitchen.sources.files import whole_file

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
    rules: Path | None = None,
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
        A bundle that gives every setting that ``settings`` does not, and its rules.
    rules
        A file of rules that the bundle is to keep.
    progress
        Told of each step of the search.

    Raises
    ------
    InputError, SettingsError, ModelError
        When files or settings do not do.
    """
    from openkitchen.sources import read_files

    chosen = settings_from_text(settings or {})
    stated = None if rules is None else read_rules(rules)
    other = None if like is None else _glass_box(like)
    if other is not None:
        chosen = chosen.filled(other.fitted.settings)
    kept = out.with_name(f"{out.name}.rejected.csv")
    tables, rejections = read_files(interactions, items, users, columns=columns, rejected=kept)
    model = GlassBox(chosen).fit(tables, progress)
    warnings = [*rejections.notes, *rejections.apart]
    if stated is not None:
        model = model.with_rules(stated)
    elif other is not None:
        model, told = _under_rules_of(model, other.rules)
        warnings += told
    save(model, out)
    warnings += model.gate.notes()
    warnings += model.rules.sentences() if model.rules != Rules() else suggest_rules(tables)
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
    rules: Path | None = None,
    allow: Path | None = None,
    deny: Path | None = None,
    diversity: float | None = None,
    device: str | None = None,
    reasons: Path | None = None,
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
    rules, allow, deny, diversity
        As in `openkitchen.pipelines.rules.ruled`.
    device
        The device that people are on; see `openkitchen.models.GlassBox.on_device`.
    reasons
        A second file, for the largest terms of each row; see
        `openkitchen.explain.reasons.ListReasons.to_table`.
    progress
        Told of how many users are done.
    """
    for file in (out, reasons):
        if file is not None and file.is_dir():
            raise SettingsError(f"{file} is a folder", hint="Name a file, such as lists.csv.")
    if out == reasons:
        raise SettingsError(f"{out} is to hold lists and reasons", hint="Name two files.")
    model: AudienceModel = load_ruled(bundle, rules, allow, deny, diversity, device)
    past = _past(history, columns)
    asked = _asked(model, users, past, columns)
    rows = 0

    def parts() -> Iterator[tuple[pa.Table, pa.Table | None]]:
        nonlocal rows
        for start in range(0, max(len(asked), 1), _USERS_AT_ONCE):
            part = asked[start : start + _USERS_AT_ONCE]
            if progress:
                progress("recommending", start, len(asked))
            given: _Asked = {"include_seen": include_seen, "history": past}
            if reasons is None:
                lists, why = model.recommend(part, k, at, **given).table, None
            else:
                found = recommend_with_reasons(model, part, k, at, **given)
                lists, why = found.lists, found.to_table()
            rows += lists.num_rows
            yield lists, why
        if progress:
            progress("recommending", len(asked), len(asked))

    _write(parts(), out, reasons)
    notes = [*(model.gate.notes() if rules or allow or deny else ()), *_strange(model, asked, past)]
    return Counted(rows, len(asked), tuple(notes))


class _Asked(TypedDict):
    include_seen: bool
    history: pa.Table | None


def _write(
    parts: Iterator[tuple[pa.Table, pa.Table | None]], out: Path, reasons: Path | None
) -> None:
    """Write lists and reasons as they come, both files whole or neither."""
    for file in (out, reasons):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        beside = stack.enter_context(whole_file(out))
        lists_out = stack.enter_context(_writer(beside, _LISTS, parquet=_is_parquet(out)))
        why_out = None
        if reasons is not None:
            beside = stack.enter_context(whole_file(reasons))
            writer = _writer(beside, REASONS, parquet=_is_parquet(reasons))
            why_out = stack.enter_context(writer)
        for lists, why in parts:
            lists_out.write_table(lists)
            if why is not None and why_out is not None:
                why_out.write_table(why)


def _is_parquet(path: Path) -> bool:
    return path.suffix == ".parquet"


def _strange(model: AudienceModel, asked: Sequence[str], past: pa.Table | None) -> Iterator[str]:
    """Say what was asked about that the bundle does not know."""
    if past is None:
        new = len(set(asked).difference(model.users.tolist()))
        if new:
            are = (
                "is not in the bundle and counts" if new == 1 else "are not in the bundle and count"
            )
            yield f"{new:,} of {plural(len(asked), 'user')} {are} as new."
        return
    unknown = pc.sum(pc.invert(pc.is_in(past[ITEM], pa.array(model.items.tolist())))).as_py()
    if unknown:
        name = "names an item that is" if unknown == 1 else "name items that are"
        yield (
            f"{unknown:,} of {plural(past.num_rows, 'row')} of the history {name} not in the "
            f"bundle: {'it counts' if unknown == 1 else 'they count'} for nothing."
        )


def _past(history: Path | None, columns: Mapping[str, str] | None) -> pa.Table | None:
    if history is None:
        return None
    from openkitchen.sources import read_history

    return read_history(history, columns)


def _asked(
    model: AudienceModel,
    users: Path | None,
    past: pa.Table | None,
    columns: Mapping[str, str] | None,
) -> Sequence[str]:
    if users is not None:
        from openkitchen.sources import read_lists_of_users

        return list(dict.fromkeys(read_lists_of_users(users, columns)))
    if past is not None:
        return sorted(set(past[USER].to_pylist()))
    return [str(user) for user in model.users]


def _writer(path: Path, schema: pa.Schema, *, parquet: bool) -> Any:
    if parquet:
        import pyarrow.parquet as pq

        return pq.ParquetWriter(path, schema)
    return csv_writer(path, schema)


def _under_rules_of(model: GlassBox, rules: Rules) -> tuple[GlassBox, list[str]]:
    """Take over another bundle's rules; tell it where the tables lack what they need."""
    try:
        return model.with_rules(rules), []
    except UnknownName as error:
        told = f"The rules of the other bundle are NOT in force: {error.message}."
        return model, [f"{told} State other rules with --rules FILE, or fit with that table."]


def _glass_box(like: Path) -> GlassBox:
    model = load_bundle(like)
    if not isinstance(model, GlassBox):
        raise ModelError(
            f"{like} holds a model of kind {model.name!r}, which has no such settings",
            hint="Name the bundle of a glass box.",
        )
    return model
