"""Jobs of one line run one after the other; each can be waited for."""

import subprocess
import sys
from threading import Event

from openkitchen.serving.personalize.worker import IMPORTS, OTHERS, TRAINING, Worker


def test_a_job_is_done_when_it_was_waited_for():
    worker, done, go = Worker(), [], Event()
    worker.start("a", IMPORTS, lambda: (go.wait(5), done.append("a")))
    worker.start("b", IMPORTS, lambda: done.append("b"))
    worker.start("c", OTHERS, lambda: done.append("c"))
    worker.wait("c")
    assert done == ["c"]
    worker.wait("a", seconds=0.01)
    go.set()
    worker.wait("a", "b", "nobody")
    assert done == ["c", "a", "b"]
    worker.close()


ELSEWHERE = """
import sys, time
from pathlib import Path
from openkitchen.serving.personalize.worker import TRAINING, Worker
worker = Worker(Path(sys.argv[1]))
worker.start("solution-version/a", TRAINING, lambda: time.sleep(float(sys.argv[2])))
print("started", flush=True)
worker.wait("solution-version/a")
"""


def test_a_job_of_another_process_is_waited_for_and_not_done_twice(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, tmp_path, "0.5"], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "started\n"
        worker, done = Worker(tmp_path), []
        worker.start("solution-version/a", TRAINING, lambda: done.append("a"))
        worker.wait("solution-version/a", seconds=20)
        assert done == []
        assert other.wait(20) == 0
    worker.start("solution-version/a", TRAINING, lambda: done.append("a"))
    worker.wait("solution-version/a")
    worker.close()
    assert done == ["a"]


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, tmp_path, "60"], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "started\n"
        other.kill()
    worker, done = Worker(tmp_path), []
    worker.start("solution-version/a", TRAINING, lambda: done.append("a"))
    worker.wait("solution-version/a")
    worker.close()
    assert done == ["a"]
