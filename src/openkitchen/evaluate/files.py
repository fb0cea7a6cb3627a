"""Evaluate lists that stand in files, of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from openkitchen.errors import ColumnsError, InputError, listing
from openkitchen.evaluate.figures import Evaluation
from openkitchen.evaluate.lists import evaluate_parts
from openkitchen.evaluate.options import Options
from openkitchen.evaluate.partition import Spill, cut_by_user, parts_for
from openkitchen.evaluate.ranks import check_lists
from openkitchen.schema.columns import GRADE, ITEM, RANK, SCORE, TIME, USER
from openkitchen.sources import ColumnRule
from openkitchen.sources.mapping import find_columns, refuse_doubled
from openkitchen.sources.opening import open_file
from openkitchen.sources.rejected import Rejected, refuse_too_many
from openkitchen.sources.rows import Demands, take
from openkitchen.sources.values import read_values

__all__ = ["evaluate_files", "evaluate_files_beside", "read_choices", "read_lists"]

_PLACES = (RANK, SCORE)
_CHOICE = (TIME, GRADE)


def evaluate_files(
    recommendations: Path,
    truth: Path,
    k: int | Sequence[int] = 10,
    train: Path | None = None,
    *,
    eligible: int | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """Score the lists in one file against the choices in another.

    Parameters
    ----------
    recommendations, truth, train
        CSV and its kin, JSON lines, Parquet or .xlsx, also in a gzip, with the columns that
        `evaluate_lists` wants; further columns are passed over.
    k, eligible, bootstrap, seed
        As in `evaluate_lists`.

    Raises
    ------
    FileUnreadable
        When a file is missing, empty, cut off or no table.
    ColumnsError, InputError
        When a file's content is not as it should be; names file, line and column.
    """
    options = Options(k, eligible, bootstrap=bootstrap, seed=seed)
    return evaluate_files_beside(recommendations, truth, train, options=options, baseline=False)[0]


def evaluate_files_beside(
    recommendations: Path,
    truth: Path,
    train: Path | None = None,
    items: pa.Table | None = None,
    options: Options | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    baseline: bool = True,
    parts: int | None = None,
) -> tuple[Evaluation, Evaluation | None]:
    """Score the lists in a file, and beside them those of the most popular items.

    Files too large to be held at once are cut by users on the disk first, and the parts
    judged one after the other; the figures are the same.

    Parameters
    ----------
    recommendations, truth, train
        As in `evaluate_files`.
    items
        The catalogue; see `evaluate_lists`.
    options
        How to evaluate.
    columns
        Their column name → ours, in any of the files.
    baseline
        Whether to score popularity beside; needs ``train``.
    parts
        In how many parts to cut; as the files' sizes demand when ``None``.

    Raises
    ------
    FileUnreadable, ColumnsError, InputError
        As in `evaluate_files`.
    """
    files = [Path(recommendations), Path(truth), *([] if train is None else [Path(train)])]
    names = _Names(files, dict(columns or {}))
    number = parts_for(files) if parts is None else parts
    reads: list[Callable[[], Iterator[pa.Table]]] = [
        lambda: _checked(names.blocks(files[0], (USER, ITEM), _PLACES), files[0]),
        lambda: map(_timed, names.blocks(files[1], (USER, ITEM), _CHOICE)),
    ]
    if train is not None:
        reads.append(lambda: map(_timed, names.blocks(files[2], (USER, ITEM), (TIME,))))
    with Spill(number) as spill:
        cut = cut_by_user(reads, spill)
        return evaluate_parts(cut, items, options or Options(), baseline=baseline)


def read_lists(path: Path, columns: Mapping[str, str] | None = None) -> pa.Table:
    """Read ``user_id``, ``item_id`` and, where they are there, ``rank`` and ``score``.

    Raises
    ------
    FileUnreadable, ColumnsError, InputError
        As in `evaluate_files`.
    """
    table = _Names([Path(path)], dict(columns or {})).table(Path(path), (USER, ITEM), _PLACES)
    check_lists(table, file=str(path))
    return table


def read_choices(path: Path, columns: Mapping[str, str] | None = None) -> pa.Table:
    """Read ``user_id``, ``item_id`` and, where they are there, ``timestamp`` and ``grade``.

    Parameters
    ----------
    path
        The file.
    columns
        Their column name → ours.

    Raises
    ------
    FileUnreadable
        When the file is missing, empty, cut off or no table.
    ColumnsError
        When a column is missing, or there twice.
    InputError
        When a row has no user or no item, a grade is no number, or there is no row.
    """
    return _timed(
        _Names([Path(path)], dict(columns or {})).table(Path(path), (USER, ITEM), _CHOICE)
    )


class _Names:
    """Reads columns as text: ``007`` stays an id, and what is no number is told by line."""

    def __init__(self, files: Sequence[Path], columns: dict[str, str]) -> None:
        self._columns = columns
        if columns and len(files) > 1:
            self._refuse_unknown(files)

    def blocks(
        self, path: Path, wanted: Sequence[str], others: Sequence[str]
    ) -> Iterator[pa.Table]:
        """Yield a file's rows block by block."""
        extract = open_file(path, wanted=wanted)
        refuse_doubled(extract.header, file=extract.name)
        found = self._found([*wanted, *others], extract.header, extract.name)
        missing = [name for name in wanted if name not in found]
        if missing:
            raise ColumnsError.missing(missing, extract.header, file=extract.name)
        rules = [
            ColumnRule(
                found[name],
                name,
                type="number" if name == GRADE else "string",
                required=name in {USER, ITEM},
            )
            for name in found
        ]
        rejected: list[Rejected] = []
        read = 0
        for taken in take(extract, Demands(tuple(rules))):
            rejected += taken.rejected
            read += taken.rows.num_rows + len(taken.rejected)
            if taken.rejected:
                refuse_too_many(rejected, read, 0.0, hint="Mend or remove the rows, and try again.")
            yield taken.rows
        if not read:
            raise InputError("there are no rows after the header", file=extract.name)

    def table(self, path: Path, wanted: Sequence[str], others: Sequence[str]) -> pa.Table:
        """Return all rows of a file."""
        return pa.concat_tables(list(self.blocks(path, wanted, others)))

    def _found(self, names: Sequence[str], header: Sequence[str], file: str) -> dict[str, str]:
        theirs = find_columns(list(self._columns), header, file=file)
        mapped = {self._columns[name]: there for name, there in theirs.items()}
        rest = [name for name in header if name not in mapped.values()]
        plain = find_columns([n for n in names if n not in mapped], rest, file=file)
        return {name: (mapped | plain)[name] for name in names if name in mapped | plain}

    def _refuse_unknown(self, files: Sequence[Path]) -> None:
        headers = {file: open_file(file).header for file in files}
        for name in self._columns:
            if not any(find_columns([name], header) for header in headers.values()):
                found = "; ".join(f"{file}: {listing(h)}" for file, h in headers.items())
                raise ColumnsError(
                    f"no file has a column {name!r}",
                    column=name,
                    expected=f"one of these: {found}",
                    hint="Write --columns THEIRS=OURS with the name as the header has it.",
                )


def _checked(blocks: Iterator[pa.Table], path: Path) -> Iterator[pa.Table]:
    """Check lists block by block; lines are counted on from block to block."""
    above = 0
    for block in blocks:
        try:
            check_lists(block, file=str(path))
        except InputError as error:
            if error.line is None or not above:
                raise
            raise InputError(
                error.what,
                file=error.file,
                line=error.line + above,
                column=error.column,
                expected=error.expected,
            ) from None
        above += block.num_rows
        yield block


def _timed(table: pa.Table) -> pa.Table:
    """Read times written as epoch seconds or ISO 8601; all null when they are neither."""
    if TIME not in table.column_names:
        return table
    column = table[TIME]
    parts = [read_values(chunk, "timestamp") for chunk in column.chunks]
    if any(part.bad.any() for part in parts):
        times = pa.nulls(len(column), pa.timestamp("us"))
    else:
        times = pa.chunked_array([part.values for part in parts], pa.timestamp("us"))
    return table.set_column(table.column_names.index(TIME), TIME, times)
