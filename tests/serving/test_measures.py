"""Counts of several processes are told as one."""

import os
import subprocess
import sys

from openkitchen.serving.measures import FOLDER, make_measures, written

COUNTS = """
import sys
from openkitchen.serving.measures import make_measures, written
measures = make_measures()
measures.events.inc(int(sys.argv[1]))
measures.publication.set(int(sys.argv[1]))
print(written(measures).decode())
"""


def test_counts_of_one_process_are_its_own():
    one, other = make_measures(), make_measures()
    one.events.inc(3)
    assert b"openkitchen_events_total 3.0" in written(one)
    assert b"openkitchen_events_total 0.0" in written(other)


def test_counts_of_workers_add_up(tmp_path):
    told = ""
    for number in ("3", "4"):
        told = subprocess.run(
            [sys.executable, "-c", COUNTS, number],
            env=os.environ | {FOLDER: str(tmp_path)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    assert "openkitchen_events_total 7.0" in told
    assert "openkitchen_publication" in told
