"""The example of a client runs as it stands."""

import os
import subprocess
import sys
from pathlib import Path

import openkitchen

EXAMPLE = Path(__file__).parents[2] / "examples" / "api_client.py"


def test_the_example_runs():
    source = Path(openkitchen.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, EXAMPLE],
        env=os.environ | {"PYTHONPATH": str(source), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "refused: no item" in done.stdout
    assert done.stdout.endswith("20 lists\n")
