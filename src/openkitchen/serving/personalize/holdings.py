"""What a dataset group holds: imports, and what was put in one by one, joined."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.serving.personalize.avro import Column
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.columns import columns_of
from openkitchen.serving.personalize.faults import Fault, invalid
from openkitchen.serving.personalize.intake import LARGEST, typed_schema
from openkitchen.store import ResourceRow, properties_of, resources

__all__ = ["dataset_in", "files_of", "ids_in", "imported", "records", "spelled", "typed_values"]

_FULL = ".full.parquet"
_LEAST = {"int": 2**31, "long": 2**63}


def dataset_in(backend: Backend, group: str, kind: str) -> ResourceRow | None:
    """Return the dataset of a type in a group; ``None`` without."""
    found = resources(backend.store, "dataset", group)
    return next((one for one in found if one.body["datasetType"] == kind), None)


def files_of(backend: Backend, dataset: ResourceRow) -> list[Path]:
    """Return the imported files that count: the last full one, and those after it."""
    files = sorted(backend.data_of(dataset.key).glob("*.parquet"))
    full = [n for n, file in enumerate(files) if file.name.endswith(_FULL)]
    return files[full[-1] :] if full else files


def imported(backend: Backend, dataset: ResourceRow) -> pa.Table:
    """Return the imported rows of a dataset, in the columns that its schema has now."""
    schema = typed_schema(columns_of(backend, dataset.body["schemaArn"]))
    tables = [pq.read_table(file, memory_map=True) for file in files_of(backend, dataset)]
    if not tables:
        return schema.empty_table()
    return pa.concat_tables([_as(table, schema) for table in tables])


def ids_in(file: Path, kind: str) -> list[str]:
    """Return the ids of the records in an imported file; interactions have none."""
    own = {"ITEMS": "ITEM_ID", "USERS": "USER_ID"}.get(kind)
    names = [name for name in pq.read_schema(file).names if name.upper() == own]
    if not names:
        return []
    found: list[str] = pc.unique(pq.read_table(file, columns=names)[names[0]]).to_pylist()
    return found


def records(backend: Backend, dataset: ResourceRow, id_column: str) -> pa.Table:
    """Return the items or users of a dataset: one row each, the latest values."""
    columns = columns_of(backend, dataset.body["schemaArn"])
    table = imported(backend, dataset)
    own = next(c.name for c in columns if c.name.upper() == id_column)
    rows = {row: n for n, row in enumerate(table[own].to_pylist())}
    put = properties_of(backend.store, dataset.key)
    kept = table.take(pa.array([n for key, n in rows.items() if key not in put], pa.int64()))
    schema = typed_schema(columns)
    fresh = [{own: key, **_still_typed(columns, values)} for key, values in put.items()]
    return pa.concat_tables([kept, pa.Table.from_pylist(fresh, schema)]) if fresh else kept


def typed_values(columns: tuple[Column, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by the names of the columns, in their types.

    Raises
    ------
    Fault
        ``InvalidInputException``, for a name that is no column, or a value of another type or
        that the type cannot hold.
    """
    names = {spelled(column.name): column for column in columns}
    found = {}
    for name, value in values.items():
        column = names.get(spelled(name))
        if column is None:
            known = ", ".join(c.name for c in columns)
            raise invalid(f"The schema has no field {name!r}", f"It has {known}.")
        if value is None and not column.nullable:
            raise invalid(f"{column.name} is null, expected {column.type}")
        found[column.name] = None if value is None else _typed(column, value)
    return found


def _still_typed(columns: tuple[Column, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was put in as the schema has it now: another one may have taken its place."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        with suppress(Fault):
            found |= typed_values(columns, {name: value})
    return found


def spelled(name: str) -> str:
    """Return a name as names are compared: ``NUMBER_OF_SEATS`` is ``numberOfSeats``."""
    return name.replace("_", "").lower()


def _typed(column: Column, value: Any) -> Any:
    try:
        if column.type == "string":
            parts = value if isinstance(value, list) else [value]
            return "|".join(str(part) for part in parts)
        if column.type == "boolean":
            return {"true": True, "false": False}[str(value).lower()]
        return _number(column.type, value)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise invalid(f"{column.name} is {value!r}, expected {column.type}") from error


def _number(kind: str, value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError
    if kind in {"int", "long"}:
        whole = value if isinstance(value, int) else _whole(value)
        if not -_LEAST[kind] <= whole < _LEAST[kind]:
            raise OverflowError
        return whole
    number = float(value)
    if not abs(number) <= LARGEST[kind]:
        raise OverflowError
    return number


def _whole(value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        number = float(value)
        if not number.is_integer():
            raise
        return int(number)


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table in another schema: columns by name, null where there were none."""
    found = {name.upper(): table[name] for name in table.column_names}
    arrays = []
    for field in schema:
        column = found.get(field.name.upper())
        if column is None:
            arrays.append(pa.nulls(table.num_rows, field.type))
        else:
            if pa.types.is_float32(column.type):  # as it was written: 8.1, not 8.100000381469727
                column = column.cast(pa.string())
            try:
                arrays.append(column.cast(field.type))
            except pa.ArrowInvalid:
                arrays.append(column.cast(pa.string()).cast(field.type, safe=False))
    return pa.Table.from_arrays(arrays, schema=schema)
