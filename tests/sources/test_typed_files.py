"""Typed files are checked by their headers and read when their rows are asked for."""

import pytest
from tests.sources.desk import web_source

from openkitchen.errors import FileUnreadable
from openkitchen.sources import received

TEXT = "ID visitor,recipe,ts\na,x,2026-08-01 12:00\nb,y,2026-08-01 13:00\n"


@pytest.fixture
def desk(make_desk):
    made = make_desk(web_source())
    made.receipt = made.one("web_2026-08-01.csv", TEXT)
    return made


def test_rows_are_counted_without_being_read(desk):
    (web,) = received(desk.sources, desk.store, desk.typed).sources
    path = desk.typed / desk.receipt.typed
    content = path.read_bytes()
    path.unlink()
    assert web.n_rows == 2
    with pytest.raises(FileUnreadable, match=r"web_2026-08-01\.csv cannot be read"):
        _ = web.rows
    path.write_bytes(content)
    assert web.rows.num_rows == 2
    assert web.rows is web.rows


def test_a_damaged_file_is_told_before_anything_runs(desk):
    path = desk.typed / desk.receipt.typed
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileUnreadable, match=r"web_2026-08-01\.csv"):
        received(desk.sources, desk.store, desk.typed)
