"""Work that is left, found again, killed: its state can always be read."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from openkitchen.errors import StoreBusy, UnknownName
from openkitchen.studio.work import Reporter, Work, told_in

WORKER = """
import sys, time
from pathlib import Path
from openkitchen.studio.work import Reporter, told_in
home = Path(sys.argv[1])
told, report = told_in(home), Reporter(home)
report("beginning", 0, 1)
if told.kind == "wait":
    while not (home / "go").exists():
        time.sleep(0.02)
if told.kind == "fail":
    report.failed("it cannot be done", "do it otherwise")
elif told.kind != "vanish":
    report.done("/there")
"""


@pytest.fixture
def work(tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    return Work(tmp_path / "work", (sys.executable, str(script)))


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(work, name):
    until(lambda: work.find(name).state != "running")
    return work.find(name)


def go_on(work, job):
    (work.folder / job.id / "go").touch()


def test_it_is_done_and_leads_somewhere(work):
    job = ended(work, work.start("do", "A question", {"a": 1}).id)
    assert (job.state, job.leads_to) == ("done", "/there")
    assert job.lines == ("beginning",)
    assert (job.told.words, dict(job.told.asked)) == ("A question", {"a": 1})
    assert job.told.at.endswith("Z")


def test_it_is_found_by_another_server_while_it_goes_on(work):
    job = work.start("wait", "Long", {})
    other = Work(work.folder, work.command)
    until(lambda: other.find(job.id).lines)
    assert other.find(job.id).state == "running"
    assert [one.id for one in other.jobs()] == [job.id]
    go_on(work, job)
    assert ended(other, job.id).state == "done"


def test_what_failed_says_why(work):
    job = ended(work, work.start("fail", "?", {}).id)
    assert (job.state, job.problem, job.hint) == ("failed", "it cannot be done", "do it otherwise")


def test_a_process_that_ends_without_a_word_was_interrupted(work):
    assert ended(work, work.start("vanish", "?", {}).id).state == "interrupted"


def test_a_killed_process_was_interrupted(work):
    job = work.start("wait", "?", {})
    until(lambda: work.find(job.id).lines)
    os.kill(_process_of(work.folder / job.id), signal.SIGKILL)
    assert ended(work, job.id).state == "interrupted"
    assert work.find(job.id).lines == ("beginning",)


def test_the_same_question_is_not_begun_twice_and_few_go_on_at_once(work):
    one = work.start("wait", "One", {"n": 1})
    assert work.start("wait", "One", {"n": 1}).id == one.id
    two = work.start("wait", "Two", {"n": 2})
    with pytest.raises(StoreBusy, match="2 pieces of work are under way"):
        work.start("wait", "Three", {"n": 3})
    for job in (one, two):
        go_on(work, job)
        ended(work, job.id)
    assert len(work.jobs()) == 2


def test_the_environment_is_handed_on_and_stands_in_no_file(tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(WORKER + "\n(home / 'seen').write_text(__import__('os').environ['SECRET'])")
    work = Work(tmp_path / "work", (sys.executable, str(script)), {"SECRET": "s3cret"})
    job = ended(work, work.start("do", "?", {}).id)
    until((work.folder / job.id / "seen").exists)
    assert "s3cret" not in (work.folder / job.id / "job.json").read_text()


@pytest.mark.parametrize("name", ["nothing", "..", "../..", "a/b", ""])
def test_strange_ids_are_unknown(work, name):
    work.folder.mkdir()
    with pytest.raises(UnknownName):
        work.find(name)


def test_steps_are_noted_at_most_once_a_second(tmp_path):
    report = Reporter(tmp_path)
    for done in range(100):
        report("fitting", done, 100)
    report("fitting", 100, 100)
    report("judging", 0, 1)
    lines = (tmp_path / "progress.txt").read_text().splitlines()
    assert lines[0] == "fitting (0 of 100)"
    assert lines[-2:] == ["fitting (100 of 100)", "judging"]
    assert len(lines) < 50


def test_what_was_told_is_read_back(tmp_path):
    (tmp_path / "job.json").write_text(json.dumps({"kind": "a", "words": "b", "asked": {}}))
    assert told_in(tmp_path).kind == "a"


def _process_of(home: Path) -> int:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(home).encode() in words:
            return int(entry.parent.name)
    raise AssertionError("no process")
