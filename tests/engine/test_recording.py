"""Runs of SQL models are noted while somebody records, and only then."""

import pyarrow as pa

from openkitchen.engine import run_model
from openkitchen.engine.recording import recording


def test_runs_are_noted_with_what_they_were_given(tmp_path):
    model = tmp_path / "twice.sql"
    model.write_text("-- Doubles.\nSELECT 2 * x AS y FROM numbers", "utf-8")
    numbers = pa.table({"x": [1, 2]})
    run_model(model, {"numbers": numbers})
    with recording() as runs:
        run_model(model, {"numbers": numbers})
    run_model(model, {"numbers": numbers})
    (run,) = runs
    assert [one.name for one in run.models] == ["twice.sql"]
    assert run.tables["numbers"].equals(numbers)
