"""Work that takes longer than a page may: done by a process of its own, found again by its id.

Everything about it lies in a folder of its own, so it survives a reload, a restart of the
server and several workers. Whether it still goes on is told by a lock that its process holds:
one that was killed has let go.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import Any, Literal

from openkitchen.errors import StoreBusy, UnknownName
from openkitchen.sources.files import whole_file

__all__ = ["MOST_AT_ONCE", "Job", "Reporter", "State", "Told", "Work", "told_in"]

State = Literal["running", "done", "failed", "interrupted"]

MOST_AT_ONCE = 2
_JOB, _LINES, _OUTCOME, _LOCK = "job.json", "progress.txt", "outcome.json", "lock"
_SECOND = 1.0
_START = threading.Lock()


@dataclass(frozen=True, slots=True)
class Told:
    """What a job is told to do.

    Parameters
    ----------
    kind
        What to do.
    words
        The same for people: the question.
    asked
        What it is told beyond that.
    at
        When it was asked (UTC, ISO 8601).
    """

    kind: str
    words: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work as it stands.

    Parameters
    ----------
    id, told
        Which, and what it was told.
    state
        ``interrupted``: its process ended without saying how.
    lines
        How far it is, a line for each step.
    leads_to
        The address of what came of it; empty until it is done.
    problem, hint
        What is the matter, where it failed.
    """

    id: str
    told: Told
    state: State
    lines: tuple[str, ...] = ()
    leads_to: str = ""
    problem: str = ""
    hint: str = ""


class Work:
    """The work of one place.

    Parameters
    ----------
    folder
        Where jobs are kept; made with the first one.
    command
        The program that does a job; it is given the job's folder.
    environment
        What its environment has beyond that of this process.
    """

    def __init__(
        self, folder: Path, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.folder = Path(folder)
        self.command = tuple(command)
        self.environment = dict(environment or {})

    def start(self, kind: str, words: str, asked: Mapping[str, Any]) -> Job:
        """Begin a job; one that asks the same and is under way is returned instead.

        Raises
        ------
        StoreBusy
            When too much is under way.
        """
        with _START:
            under_way = [job for job in self.jobs() if job.state == "running"]
            for job in under_way:
                if (job.told.kind, dict(job.told.asked)) == (kind, dict(asked)):
                    return job
            if len(under_way) >= MOST_AT_ONCE:
                raise StoreBusy(
                    f"{len(under_way)} pieces of work are under way",
                    hint="Wait until one of them is done, then ask again.",
                )
            now = datetime.now(UTC)
            home = self.folder / f"{now:%Y%m%d-%H%M%S}-{token_hex(3)}"
            home.mkdir(parents=True)
            told = Told(kind, words, asked, f"{now:%Y-%m-%dT%H:%M:%SZ}")
            _write(home / _JOB, {"kind": kind, "words": words, "asked": asked, "at": told.at})
            self._run(home)
        return self.find(home.name)

    def find(self, id: str) -> Job:  # noqa: A002
        """Return a job as it stands.

        Raises
        ------
        UnknownName
            When there is none of this id.
        """
        home = self.folder / id
        if home.parent != self.folder or not (home / _JOB).is_file():
            raise UnknownName("piece of work", id)
        told, outcome = told_in(home), _read(home / _OUTCOME)
        lines = _lines(home / _LINES)
        if outcome is None and _held(home / _LOCK):
            return Job(id, told, "running", lines)
        outcome = outcome or _read(home / _OUTCOME)  # it may have ended in between
        if outcome is None:
            return Job(id, told, "interrupted", lines)
        return Job(id, told, lines=lines, **outcome)

    def jobs(self) -> tuple[Job, ...]:
        """Return all jobs, the latest first."""
        if not self.folder.is_dir():
            return ()
        homes = sorted((home.name for home in self.folder.iterdir()), reverse=True)
        return tuple(self.find(name) for name in homes if (self.folder / name / _JOB).is_file())

    def _run(self, home: Path) -> None:
        """Start the process; it inherits the lock, which is held as long as it lives."""
        with (home / _LOCK).open("wb") as lock, (home / "log.txt").open("wb") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen(  # noqa: S603 - our own program
                [*self.command, str(home)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),
                env=os.environ | self.environment,
                start_new_session=True,
            )
        threading.Thread(target=process.wait, daemon=True).start()


@dataclass(slots=True)
class Reporter:
    """Tells from within a job's process how far it is, and how it ended.

    Parameters
    ----------
    home
        The job's folder.
    """

    home: Path
    _last: str = ""
    _since: float = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Note a step; the same one at most once a second, and its end."""
        now = monotonic()
        if what == self._last and done < total and now - self._since < _SECOND:
            return
        self._last, self._since = what, now
        share = f" ({done:,} of {total:,})" if total > 1 else ""
        with (self.home / _LINES).open("a", encoding="utf-8") as file:
            file.write(f"{what}{share}\n")

    def done(self, leads_to: str) -> None:
        """Say that it is done, and where what came of it is to be seen."""
        _write(self.home / _OUTCOME, {"state": "done", "leads_to": leads_to})

    def failed(self, problem: str, hint: str) -> None:
        """Say what is the matter."""
        _write(self.home / _OUTCOME, {"state": "failed", "problem": problem, "hint": hint})


def told_in(home: Path) -> Told:
    """Read what a job was told."""
    told = _read(home / _JOB) or {}
    return Told(**told)


def _held(lock: Path) -> bool:
    """Return whether somebody holds a lock."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text("utf-8").splitlines())
    except FileNotFoundError:
        return ()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None


def _write(path: Path, told: Mapping[str, Any]) -> None:
    text = json.dumps(told, ensure_ascii=False)
    with whole_file(path) as beside:
        beside.write_text(text, "utf-8")
