"""``import openkitchen`` is quick and loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys

SECONDS = 0.3
HEAVY = {
    "duckdb",
    "fastapi",
    "jinja2",
    "kedro",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "pyspark",
    "scipy",
    "sqlalchemy",
    "starlette",
    "torch",
    "typer",
    "uvicorn",
}
PROGRAM = """
import json, sys, time
before = time.perf_counter()
import {module}
seconds = time.perf_counter() - before
print(json.dumps([seconds, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""


def _import(module: str) -> tuple[float, set[str]]:
    program = [sys.executable, "-c", PROGRAM.format(module=module)]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    seconds, loaded = json.loads(done.stdout)
    return seconds, set(loaded)


def test_import_is_quick() -> None:
    assert min(_import("openkitchen")[0] for _ in range(3)) < SECONDS


def test_import_loads_nothing_heavy() -> None:
    assert not _import("openkitchen")[1] & HEAVY


def test_the_command_loads_no_kedro_web_framework_or_tables_before_it_knows_its_job() -> None:
    loaded = _import("openkitchen.cli")[1]
    assert not loaded & (HEAVY - {"typer"})
