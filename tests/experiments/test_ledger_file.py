import json
import multiprocessing

import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.experiments.ledger_file import append_line, read_lines


def test_lines_come_back_in_order(tmp_path):
    path = tmp_path / "deep" / "ledger.jsonl"
    assert read_lines(path) == []
    for n in range(3):
        made = append_line(path, lambda lines: {"n": len(lines), "word": "naïve\nline"})
        assert made["n"] == n
    assert [line["n"] for line in read_lines(path)] == [0, 1, 2]
    assert path.read_text("utf-8").count("\n") == 3


@pytest.mark.parametrize("cut", range(2, 12))
def test_what_a_killed_writer_left_is_passed_over_and_cut_off(tmp_path, cut):
    path = tmp_path / "l.jsonl"
    append_line(path, lambda _: {"n": 0})
    whole = json.dumps({"n": 1}) + "\n"
    path.write_bytes(path.read_bytes() + whole.encode()[:-cut][:8])
    assert [line["n"] for line in read_lines(path)] == [0]
    append_line(path, lambda lines: {"n": len(lines)})
    assert [line["n"] for line in read_lines(path)] == [0, 1]


def test_a_last_line_without_its_end_is_kept(tmp_path):
    path = tmp_path / "l.jsonl"
    for n in range(2):
        append_line(path, lambda _, n=n: {"n": n})
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert [line["n"] for line in read_lines(path)] == [0, 1]
    append_line(path, lambda lines: {"n": len(lines)})
    assert [line["n"] for line in read_lines(path)] == [0, 1, 2]


def test_a_line_that_cannot_be_made_leaves_the_file_alone(tmp_path):
    path = tmp_path / "l.jsonl"
    append_line(path, lambda _: {"n": 0})
    before = path.read_bytes()

    def fails(_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        append_line(path, fails)
    assert path.read_bytes() == before


@pytest.mark.parametrize("wrong", ["<<<<<<< HEAD", "[1, 2]", "{"])
def test_a_line_that_is_none_is_named(tmp_path, wrong):
    path = tmp_path / "l.jsonl"
    path.write_text(f'{{"n": 0}}\n\n{wrong}\n{{"n": 1}}\n', "utf-8")
    with pytest.raises(FileUnreadable, match="line 3"):
        read_lines(path)
    with pytest.raises(FileUnreadable):
        append_line(path, lambda _: {})


def _write(path, n):
    for _ in range(n):
        append_line(path, lambda lines: {"n": len(lines)})


def test_writers_wait_for_each_other(tmp_path):
    path = tmp_path / "l.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, 20)) for _ in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    assert [line["n"] for line in read_lines(path)] == list(range(60))
