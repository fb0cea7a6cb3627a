from __future__ import annotations

from datetime import date, datetime

import pyarrow.parquet as pq
from tests.sources.desk import NOW, web_source

from openkitchen.sources.intake import take_in
from openkitchen.sources.typed_schema import CONTRACT_KEY, contract_mark

HEAD = "ID visitor,recipe,ts\n"


def intake(tmp_path, text, **changes):
    path = tmp_path / "kept"
    path.write_text(text)
    source = web_source(**changes)
    return take_in(path, "web_2026-08-01.csv", source, tmp_path / "out" / "typed", NOW)


def written(tmp_path):
    return sorted(path.name for path in (tmp_path / "out").iterdir())


def test_rows_and_rejected_rows_are_written_with_the_contract(tmp_path):
    got = intake(tmp_path, HEAD + "a,x,2026-08-01 10:00\na,x,2026-08-01 09:00\nb,,2026-08-01\n")
    assert (got.rows, got.rejected, got.fault) == (2, 1, "")
    assert (got.first_event, got.last_event) == (datetime(2026, 8, 1, 9), datetime(2026, 8, 1, 10))
    assert written(tmp_path) == ["typed.parquet", "typed.rejected.csv"]
    metadata = pq.read_schema(tmp_path / "out" / "typed.parquet").metadata
    assert metadata[CONTRACT_KEY].decode() == contract_mark(web_source())


def test_the_same_file_gives_the_same_bytes(tmp_path):
    text = HEAD + "a,x,2026-08-01\n" * 50
    intake(tmp_path, text)
    first = (tmp_path / "out" / "typed.parquet").read_bytes()
    intake(tmp_path, text)
    assert (tmp_path / "out" / "typed.parquet").read_bytes() == first
    assert written(tmp_path) == ["typed.parquet"]


def test_nothing_is_written_of_a_file_without_rows(tmp_path):
    got = intake(tmp_path, HEAD)
    assert (got.rows, got.fault, got.header) == (0, "", ("ID visitor", "recipe", "ts"))
    assert written(tmp_path) == []


def test_of_a_refused_file_only_the_rejected_rows_are_kept(tmp_path):
    got = intake(tmp_path, HEAD + "a,x,2026-08-01\n" + ",,\n", reject_limit=0.4)
    assert got.fault.startswith("1 of 2 rows was rejected, more than 40%")
    assert written(tmp_path) == ["typed.rejected.csv"]
    all_bad = intake(tmp_path, HEAD + ",,\n", reject_limit=1.0)
    assert all_bad.fault.startswith("the only row was rejected")


def test_a_refused_file_says_the_commonest_reason_and_its_mend(tmp_path):
    head = HEAD.strip() + ",value\n"
    got = intake(tmp_path, head + 'a,x,2026-08-01,"0,5"\n' * 3)
    assert got.fault == (
        "3 of 3 rows were rejected, more than 50%: nothing of the file counts; in each: column "
        "'value', such as line 2: '0,5' is no number; expected a finite number such as 12.5. If "
        'the comma stands before decimals, state `decimal: ","` in sources.yml'
    )


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    got = intake(tmp_path, "a,b\n1,2\n")
    assert got.fault.startswith("column")
    assert (got.rows, got.rejected, got.days) == (0, 0, (date(2026, 8, 1),))


def test_times_that_clocks_show_twice_or_never_are_told(tmp_path):
    rows = "a,x,2026-03-29 02:30:00\nb,x,2026-03-29 02:10:00\nb,x,2026-03-29 04:10:00\n"
    path = tmp_path / "kept"
    path.write_text(HEAD + rows)
    source = web_source(timezone="Europe/Paris")
    got = take_in(path, "web_2026-03-29.csv", source, tmp_path / "out" / "typed", NOW)
    assert got.notes[-1] == (
        "2 rows lie in the hour that clocks leave out when they go forward in Europe/Paris; "
        "read as the moment after it"
    )
    path.write_text(HEAD + "a,x,2025-10-26 02:30:00\n" + "b,x,2025-10-26 01:10:00\n")
    got = take_in(path, "web_2025-10-26.csv", source, tmp_path / "out" / "typed", NOW)
    assert got.notes[-1] == (
        "1 row lies in the hour that comes twice, when clocks go back in Europe/Paris; "
        "read as the first of the two"
    )
