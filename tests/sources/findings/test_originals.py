"""Which deliveries are looked at: those that count, and those that were refused."""

from datetime import date

import pytest
from tests.sources.desk import web_source

from openkitchen.errors import FileUnreadable
from openkitchen.sources.findings.originals import examined, kept_path, open_original, rows_of

GOOD = "ID visitor,recipe,ts,value\nv1,i1,2026-08-0{0}T10:00:00,{1}\n"


def test_a_replaced_file_and_a_resend_are_left_out_a_refused_one_is_not(desk):
    desk.one("web_2026-08-03.csv", GOOD.format(3, 1))
    desk.one("web_2026-08-03_v2.csv", GOOD.format(3, 2))
    desk.one("web_2026-08-03_again.csv", GOOD.format(3, 2))
    desk.one("web_2026-08-05.csv", "visitor,recipe,ts\nv1,i1,2026-08-05T10:00:00\n")
    desk.one("web_2026-08-04.csv", GOOD.format(4, 1))
    looked_at = examined(desk.sources["web"], desk.ledger())
    assert [row.days for row in looked_at] == [(date(2026, 8, n),) for n in (3, 4, 5)]
    assert [row.status for row in looked_at] == ["replaced", "new", "rejected"]


def test_all_columns_are_read_as_they_came(desk):
    receipt = desk.one("web_2026-08-03.csv", GOOD.format(3, "NULL"))
    source = desk.sources["web"]
    rows, lines, stated = rows_of(open_original(desk.raw, receipt, source), source.missing)
    assert rows.to_pylist() == [
        {"ID visitor": "v1", "recipe": "i1", "ts": "2026-08-03T10:00:00", "value": None}
    ]
    assert lines.tolist() == [2]
    assert stated == {}


def test_a_file_without_a_header_is_read_under_the_declared_one(make_desk):
    header = ("ID visitor", "recipe", "ts", "value")
    desk = make_desk(web_source(header=header))
    receipt = desk.one("web_2026-08-03.csv", GOOD.format(3, 1).split("\n", 1)[1])
    rows, lines, _ = rows_of(open_original(desk.raw, receipt, desk.sources["web"]), ())
    assert tuple(rows.column_names) == header
    assert lines.tolist() == [1]


def test_an_original_that_is_gone_is_told(desk):
    receipt = desk.one("web_2026-08-03.csv", GOOD.format(3, 1))
    kept_path(desk.raw, receipt).unlink()
    with pytest.raises(FileUnreadable, match="the kept original is gone"):
        open_original(desk.raw, receipt, desk.sources["web"])
