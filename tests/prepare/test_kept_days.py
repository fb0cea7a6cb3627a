"""What is kept of days comes back, or counts as nothing."""

import pyarrow as pa
import pytest

from openkitchen.prepare.kept_days import KeptDay, KeptDays, load_kept_days

ROWS, MAP, OPEN = (pa.table({"a": [n]}) for n in range(3))


@pytest.fixture
def folder(tmp_path):
    kept = KeptDays(tmp_path)
    events, made = kept.write(ROWS), kept.write(ROWS)
    kept.days = {
        "2026-08-03": KeptDay("x", events, ("bot",), "y", made, 3, 2),
        "2026-08-04": KeptDay("x", events, ()),
    }
    kept.write(ROWS)
    kept.save(MAP, OPEN)
    return tmp_path


def test_what_was_kept_comes_back_and_nothing_else_is_left(folder):
    kept = load_kept_days(folder)
    assert kept.days["2026-08-03"].bots == ("bot",)
    assert kept.days["2026-08-04"].interactions is None
    assert kept.identity_map.equals(MAP)
    assert kept.open_sessions.equals(OPEN)
    assert all(kept.intact(day.events) for day in kept.days.values())
    assert len(list(folder.iterdir())) == 5


def test_a_file_that_was_touched_is_not_intact(folder):
    kept = load_kept_days(folder)
    file = kept.days["2026-08-03"].events
    kept.path(file).write_bytes(b"x")
    assert not kept.intact(file)
    kept.path(file).unlink()
    assert not kept.intact(file)
    assert kept.intact(None)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": 0}', '{"format": 1, "days": 3}'])
def test_what_is_damaged_counts_as_nothing(folder, content):
    (folder / "days.json").write_text(content)
    assert load_kept_days(folder).days == {}
