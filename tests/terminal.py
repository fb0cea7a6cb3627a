"""Type a command as a person would: in this process for speed, or in one of its own."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from openkitchen.cli import main

PROGRAM = [sys.executable, "-c", "from openkitchen.cli import main; main()"]
QUIET = {"DO_NOT_TRACK": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Said:
    """What a command left behind: its exit code, and its words on both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The words after ``Error:`` on one line, with the bars of progress left out."""
        return " ".join(self.err.partition("Error: ")[2].split())


def typed(*words) -> Said:
    """Run a command in this process."""
    out, err, argv = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["openkitchen", *map(str, words)]
    code = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        sys.argv = argv
    return Said(code, out.getvalue(), err.getvalue())


def fine(*words) -> Said:
    """Run a command that has to go well."""
    said = typed(*words)
    assert said.code == 0, said.err + said.out
    return said


def refused(*words) -> str:
    """Run a command that has to be refused in words; returns them, error and hint."""
    said = typed(*words)
    assert said.code == 2, (said.code, said.err, said.out)
    assert "Traceback" not in said.err
    assert "bug" not in said.error
    assert said.out == ""
    return said.error


def alone(*words, cwd=None, program=PROGRAM, **given) -> Said:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*program, *map(str, words)],
        cwd=cwd,
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        check=False,
        **given,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def killed(*words, after, cwd=None) -> bool:
    """Start a command and kill it as soon as ``after()`` holds; False if it ended before."""
    running = subprocess.Popen(
        [*PROGRAM, *map(str, words)],
        cwd=cwd,
        env=os.environ | QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < until:
        if after():
            running.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    return running.wait(60) == -signal.SIGKILL
