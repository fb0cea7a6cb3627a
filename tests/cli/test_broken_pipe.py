"""A reader who has seen enough (``| head``) is no failure."""

import subprocess
import sys

import pytest

LINES = "from openkitchen.cli.screen import show_lines; show_lines(['x' * 100] * 5000)"
JSON = "from openkitchen.cli.screen import show_json; show_json(['x' * 100] * 5000)"


@pytest.mark.parametrize("code", [LINES, JSON], ids=["lines", "json"])
def test_nobody_reads_on(code):
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.stdout.read(50)
        running.stdout.close()
        said = running.stderr.read()
        assert (running.wait(30), said) == (0, b"")
