"""Evaluations of several models in one Parquet file, to be read back as they were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.errors import FileUnreadable
from openkitchen.evaluate.figures import Evaluation, Figure, Period, PerUser

__all__ = ["load_evaluations", "save_evaluations"]

_KEY = b"openkitchen.evaluations"
_MODEL, _USER = "model", "user_id"


def save_evaluations(evaluations: Mapping[str, Evaluation], path: Path) -> None:
    """Write per-user values as rows, and the figures beside them.

    Parameters
    ----------
    evaluations
        By the model's name.
    path
        The Parquet file: ``model``, ``user_id`` and one column per ``metric@k``.
    """
    parts = [_rows(name, one.per_user) for name, one in evaluations.items()]
    table = pa.concat_tables(parts, promote_options="default")
    facts = {name: one.to_dict() for name, one in evaluations.items()}
    pq.write_table(table.replace_schema_metadata({_KEY: json.dumps(facts).encode()}), path)


def load_evaluations(path: Path) -> dict[str, Evaluation]:
    """Read what `save_evaluations` wrote.

    Raises
    ------
    FileUnreadable
        When the file is something else.
    """
    table = pq.read_table(path)
    facts = (table.schema.metadata or {}).get(_KEY)
    if facts is None:
        raise FileUnreadable("holds no evaluations", file=str(path))
    return {name: _evaluation(name, one, table) for name, one in json.loads(facts).items()}


def _rows(name: str, values: PerUser) -> pa.Table:
    columns = {metric: pa.array(values.values[:, n]) for n, metric in enumerate(values.names)}
    model = pa.array([name] * len(values.users), pa.string())
    return pa.table({_MODEL: model, _USER: values.users, **columns})


def _evaluation(name: str, facts: dict[str, Any], table: pa.Table) -> Evaluation:
    own = table.filter(pc.equal(table[_MODEL], name))
    names = tuple(
        column
        for column in own.column_names
        if column not in (_MODEL, _USER) and own[column].null_count < own.num_rows
    )
    values = np.column_stack([own[column].to_numpy() for column in names])
    period = facts.pop("period")
    return Evaluation(
        rows=tuple(Figure(**row) for row in facts.pop("figures")),
        period=period and Period(*(datetime.fromisoformat(period[end]) for end in period)),
        per_user=PerUser(own[_USER].combine_chunks(), names, values),
        **facts,
    )
