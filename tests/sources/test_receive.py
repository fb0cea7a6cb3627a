from __future__ import annotations

import gzip
import io
import random
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from tests.sources.desk import NOW, web_source

from openkitchen.errors import InputError, UnknownName
from openkitchen.sources import ColumnRule, DayRule

module = import_module("openkitchen.sources.receive")

HEAD = "ID visitor,recipe,ts,value\n"


def day_file(day, rows=3, extra=""):
    return HEAD + "".join(f"v{n},r{n},2026-08-0{day} 10:0{n}:00,{n}\n" for n in range(rows)) + extra


def test_a_receipt_says_all_about_a_file(desk):
    content = gzip.compress(day_file(2, 3, "v9,,2026-08-02,1\n").encode())
    receipt = desk.one("web_2026-08-02.csv.gz", content)
    assert receipt.id == 1
    assert (receipt.source, receipt.file, receipt.channel) == (
        "web",
        "web_2026-08-02.csv.gz",
        "mail",
    )
    assert (receipt.bytes, len(receipt.sha256)) == (len(content), 64)
    assert receipt.header == ("ID visitor", "recipe", "ts", "value")
    assert receipt.days == (date(2026, 8, 2),)
    assert (receipt.rows, receipt.rejected, receipt.status) == (3, 1, "new")
    assert receipt.first_event == datetime(2026, 8, 2, 10)
    assert receipt.last_event == datetime(2026, 8, 2, 10, 2)
    assert receipt.received_at == NOW
    assert desk.ledger() == [receipt]
    (kept,) = desk.raw.rglob("web/*-web_2026-08-02.csv.gz")
    assert kept.read_bytes() == content
    assert (desk.typed / receipt.typed).is_file()
    assert (desk.typed / receipt.typed).with_suffix(".rejected.csv").is_file()
    assert desk.rows()[0] == {
        "visitor_id": "v0",
        "item_id": "r0",
        "timestamp": datetime(2026, 8, 2, 10),
        "event_value": 0.0,
        "event_type": "view",
    }


def test_columns_are_found_by_name_never_by_position(desk):
    desk.one("web_2026-08-01.csv", "ts,recipe,page,Id_Visitor\n2026-08-01,r,p,v\n")
    assert desk.rows()[0]["visitor_id"] == "v"
    assert desk.rows()[0]["item_id"] == "r"
    assert desk.rows()[0]["event_value"] is None


def test_receiving_twice_changes_nothing(desk):
    for day in (1, 2, 3):
        desk.put(f"web_2026-08-0{day}.csv", day_file(day))
    desk.receive()
    before = desk.everything()
    again = desk.receive(now=NOW + timedelta(days=1))
    assert [row.status for row in again.receipts] == ["resend"] * 3
    assert not again.problems
    assert desk.everything() == before


@pytest.mark.parametrize("seed", range(4))
def test_resending_any_files_in_any_order_changes_nothing(desk, seed):
    rng = random.Random(seed)  # noqa: S311
    for name, content in {
        "web_2026-08-01.csv": day_file(1),
        "web_2026-08-01_v2.csv": day_file(1, 4),
        "web_2026-08-02.csv": HEAD,
        "web_2026-08-03.csv": HEAD,
        "web_2026-08-04.csv": HEAD + "v,r,?,1\n",
        "web_2026-08-05.csv": b"",
        "web_2026-08-06.csv": day_file(6),
    }.items():
        desk.put(name, content)
    files = sorted(desk.inbox.iterdir())
    rng.shuffle(files)
    desk.receive(*files)
    before, rows = desk.everything(), desk.rows()
    for _ in range(5):
        desk.receive(*rng.choices(files, k=rng.randint(1, 9)))
    assert desk.everything() == before
    assert desk.rows() == rows


def test_the_same_content_under_another_name_is_kept_in_the_ledger_once(desk):
    desk.one("web_2026-08-01.csv", day_file(1))
    again = desk.one("web_2026-08-01_again.csv", day_file(1))
    assert (again.status, again.rows, again.days) == ("resend", 0, (date(2026, 8, 1),))
    assert "the same as web_2026-08-01.csv" in again.note
    desk.one("web_2026-08-01_again.csv", day_file(1))
    assert [row.status for row in desk.ledger()] == ["new", "resend"]
    assert len(desk.rows()) == 3


def test_the_same_content_packed_anew_is_a_resend(desk):
    text = day_file(1).encode()
    desk.one("web_2026-08-01.csv.gz", gzip.compress(text, 9, mtime=1))
    before, rows = desk.everything(), desk.rows()
    for name, content in (
        ("web_2026-08-01.csv.gz", gzip.compress(text, 1, mtime=2)),
        ("web_2026-08-01.csv", text),
    ):
        for _ in range(2):
            again = desk.one(name, content)
            assert (again.status, again.rows) == ("resend", 0)
            assert again.note.startswith("the same as web_2026-08-01.csv.gz")
    assert desk.everything()[1] == before[1]
    assert desk.rows() == rows
    assert [row.status for row in desk.ledger()] == ["new", "resend", "resend"]
    changed = desk.one("web_2026-08-01.csv.gz", gzip.compress(day_file(1, 4).encode(), mtime=3))
    assert changed.status == "replaced"


def test_a_file_without_a_day_that_is_packed_anew_is_known_by_its_name(make_desk):
    desk = make_desk(web_source(day=DayRule("none"), promised=None))
    desk.one("web_all.csv", day_file(1))
    with zipfile.ZipFile(desk.inbox / "web_all.zip", "w") as archive:
        archive.writestr("inner.csv", day_file(1))
    assert desk.receive(desk.inbox / "web_all.zip").receipts[0].status == "resend"
    assert desk.one("web_all.csv.gz", gzip.compress(day_file(1).encode())).status == "resend"


def test_another_content_for_the_same_day_replaces_it_and_says_how_it_differs(desk):
    desk.one("web_2026-08-01.csv", day_file(1))
    changed = day_file(1, 4).replace("v1", "v7")
    receipt = desk.one("web_2026-08-01_v2.csv", changed)
    assert receipt.status == "replaced"
    assert "replaces web_2026-08-01.csv (3 rows): 2 rows are new, 1 is gone" in receipt.note
    assert [row["visitor_id"] for row in desk.rows()] == ["v0", "v7", "v2", "v3"]
    first_again = desk.one("web_2026-08-01.csv", day_file(1))
    assert first_again.status == "resend"
    assert len(desk.rows()) == 4


def test_what_a_later_file_of_the_call_replaced_does_not_count_at_the_end(desk):
    for name, rows in (("web_2026-08-01.csv", 3), ("web_2026-08-01_v2.csv", 4)):
        desk.put(name, day_file(1, rows))
    got = desk.receive()
    assert got.replaced == 3
    assert got.sentence() == (
        "2 files: 1 new, 1 replaced. 7 rows taken in. A later one of these files replaced 3 of "
        "them: 4 rows count at the end."
    )
    assert len(desk.rows()) == 4
    assert desk.receive().replaced == 0


def test_a_note_does_not_say_the_name_that_its_line_says(desk):
    broken = desk.one("web_2026-08-01.csv", "a,b\n1,2\n")
    assert broken.note.startswith("column 'recipe': no column")
    desk.one("web_2026-08-02.csv", day_file(2))
    again = desk.one("web_2026-08-02.csv", day_file(2, 4))
    assert again.note.startswith("replaces what this file held (3 rows): ")


def test_a_file_is_late_when_a_later_day_came_before(desk):
    statuses = [
        desk.one(f"web_2026-08-0{day}.csv", day_file(day)).status for day in (1, 3, 2, 4, 2)
    ]
    assert statuses == ["new", "new", "late", "new", "resend"]
    assert desk.ledger()[2].note.startswith("came after web_2026-08-03.csv")
    assert len(desk.rows()) == 12


def test_only_daily_sources_have_late_files(make_desk):
    desk = make_desk(web_source(promised=None))
    assert desk.one("web_2026-08-03.csv", day_file(3)).status == "new"
    assert desk.one("web_2026-08-01.csv", day_file(1)).status == "new"


def test_an_empty_file_is_one_for_each_day_and_takes_nothing_away(desk):
    assert desk.one("web_2026-08-01.csv", HEAD).status == "empty"
    assert desk.one("web_2026-08-02.csv", HEAD).status == "empty"
    assert desk.one("web_2026-08-02.csv", HEAD).status == "resend"
    assert desk.one("web_2026-08-01_v2.csv", day_file(1)).status == "replaced"
    again = desk.one("web_2026-08-01_v3.csv", HEAD + "\n")
    assert (again.status, again.note) == (
        "empty",
        "no rows after the header; the 3 rows of web_2026-08-01_v2.csv stay",
    )
    assert len(desk.rows()) == 3


def test_above_the_limit_nothing_counts_but_the_rejected_rows_are_kept(desk):
    receipt = desk.one("web_2026-08-01.csv", day_file(1, 1, "x,,,\n" * 2))
    assert (receipt.status, receipt.rows, receipt.rejected) == ("rejected", 1, 2)
    assert "2 of 3 rows were rejected, more than 50%" in receipt.note
    assert desk.rows() == []
    assert [p.name.split(".", 1)[1] for p in desk.typed.rglob("*.*")] == ["rejected.csv"]
    better = desk.one("web_2026-08-01.csv", day_file(1, 2, "x,,,\n"))
    assert (better.status, len(desk.rows())) == ("new", 2)


def test_one_bad_file_never_stops_the_others(desk):
    desk.put("web_2026-08-01.csv", day_file(1))
    desk.put("web_2026-08-02.csv", b"\x1f\x8bhalf a gzip")
    desk.put("unknown.csv", "a,b\n1,2\n")
    desk.put("web_2026-08-03.csv", day_file(3))
    got = desk.receive(desk.inbox, desk.folder / "nowhere.csv")
    assert got.problems
    assert [(r.file.rsplit("/", 1)[-1], r.status) for r in got.receipts] == [
        ("unknown.csv", "rejected"),
        ("web_2026-08-01.csv", "new"),
        ("web_2026-08-02.csv", "rejected"),
        ("web_2026-08-03.csv", "new"),
        ("nowhere.csv", "rejected"),
    ]
    assert "expected one of web: web_*" in got.receipts[0].note
    assert [row.status for row in desk.ledger()] == ["new", "rejected", "new"]


def test_nothing_to_receive_is_a_mistake(desk):
    with pytest.raises(InputError, match="no file to receive"):
        desk.receive(desk.inbox)
    with pytest.raises(InputError, match="matches no source"):
        desk.one("other.csv", "a\n1\n")
    with pytest.raises(UnknownName, match=r"no source 'wep'.*there are 1: web"):
        desk.receive(desk.inbox, source="wep")


def test_a_name_that_two_sources_claim_needs_the_source(make_desk):
    desk = make_desk(web_source(), web_source(name="other", files="*.csv"))
    with pytest.raises(InputError, match="matches the sources web and other"):
        desk.one("web_2026-08-01.csv", day_file(1))
    assert desk.one("web_2026-08-01.csv", day_file(1), source="other").source == "other"


def test_times_after_the_delivered_day_are_in_the_future(desk):
    text = day_file(1, 3, "v,r,2026-08-02 23:59:59,1\nv,r,2026-08-03 00:00:01,1\n")
    receipt = desk.one("web_2026-08-01.csv", text)
    assert (receipt.rows, receipt.rejected) == (4, 1)
    (kept,) = desk.typed.rglob("*.rejected.csv")
    assert "no later than 2026-08-03 00:00 UTC, a day after the delivered one" in kept.read_text()


def test_days_are_known_from_column_folder_or_events(make_desk):
    text = "ID visitor,recipe,ts,day\nv,r,2026-08-01 23:30:00,2026-08-01\n"
    by_column = make_desk(web_source(day=DayRule("column", column="day"), timezone="Asia/Tokyo"))
    assert by_column.one("web_x.csv", text).days == (date(2026, 8, 1),)
    by_folder = make_desk(web_source(day=DayRule("folder")))
    receipt = by_folder.receive(by_folder.put("2026-08-05/web_x.csv", text)).receipts[0]
    assert (receipt.file, receipt.days) == ("2026-08-05/web_x.csv", (date(2026, 8, 5),))
    by_events = make_desk(web_source(timezone="Europe/Berlin", day=DayRule("none")))
    more = text.replace(",day", "").replace(",2026-08-01\n", "\nv,r,2026-08-01T22:30:00Z\n")
    assert by_events.one("web_2027-01-01.csv", more).days == (date(2026, 8, 1), date(2026, 8, 2))


def test_a_zip_is_a_delivery_for_each_of_its_files(desk):
    path = desk.inbox / "mail.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("web_2026-08-01.csv", day_file(1))
        archive.writestr("sub/web_2026-08-02.csv", day_file(2))
    got = desk.receive(path).receipts
    assert [(r.file, r.days) for r in got] == [
        ("mail.zip/sub/web_2026-08-02.csv", (date(2026, 8, 2),)),
        ("mail.zip/web_2026-08-01.csv", (date(2026, 8, 1),)),
    ]
    with zipfile.ZipFile(desk.inbox / "one.zip", "w") as archive:
        archive.writestr("web_2026-08-03.csv", day_file(3))
    (one,) = desk.receive(desk.inbox / "one.zip").receipts
    assert (one.status, one.days, one.rows) == ("new", (date(2026, 8, 3),), 3)


def test_another_contract_reads_the_file_again_when_it_is_received_again(desk):
    desk.put("web_2026-08-01.csv", day_file(1))
    desk.put("web_2026-08-02.csv", day_file(2).replace("recipe", "dish"))
    assert [r.status for r in desk.receive().receipts] == ["new", "rejected"]
    web = web_source()
    changed = (*web.columns, ColumnRule("dish", "item_id"), ColumnRule("value", "stars", "integer"))
    desk.sources["web"] = web_source(columns=tuple(c for c in changed if c.ours != "event_value"))
    got = desk.receive().receipts
    assert [r.status for r in got] == ["replaced", "new"]
    assert "read again under a changed contract" in got[0].note
    assert [row["stars"] for row in desk.rows()] == [0, 1, 2] * 2
    assert [r.status for r in desk.receive().receipts] == ["resend", "resend"]


def test_a_header_that_changes_is_told(desk):
    desk.one("web_2026-08-01.csv", day_file(1))
    swapped = desk.one("web_2026-08-02.csv", "recipe,ID visitor,ts,value\nr,v,2026-08-02,1\n")
    assert "columns in another order than in web_2026-08-01.csv" in swapped.note
    renamed = desk.one("web_2026-08-03.csv", "recipe,ID visitor,ts,stars\nr,v,2026-08-03,1\n")
    assert "no column 'value'" in renamed.note
    assert "new: stars, gone: value" in renamed.note


def test_lost_files_are_written_anew_when_the_file_comes_again(desk):
    desk.one("web_2026-08-01.csv", day_file(1))
    before = desk.everything()
    for path in [*desk.raw.rglob("*.csv"), *desk.typed.rglob("*.parquet")]:
        path.unlink()
    assert desk.receive().receipts[0].status == "resend"
    assert desk.everything() == before


def test_everything_can_be_received_anew_from_the_raw_files(desk, make_desk):
    for day in (1, 2):
        desk.one(f"web_2026-08-0{day}.csv", day_file(day))
    other = make_desk(web_source())
    got = other.receive(desk.raw)
    assert sorted(r.file for r in got.receipts) == [
        "web/web_2026-08-01.csv",
        "web/web_2026-08-02.csv",
    ]
    assert sorted(map(str, other.rows())) == sorted(map(str, desk.rows()))


def test_progress_is_told(desk):
    desk.put("web_2026-08-01.csv", day_file(1))
    desk.put("web_2026-08-02.csv", day_file(2))
    told = []
    desk.receive(progress=lambda *what: told.append(what))
    assert told == [("receive", 1, 2), ("receive", 2, 2)]


def test_the_moment_may_have_a_zone(desk):
    now = datetime(2026, 9, 30, 14, tzinfo=UTC)
    assert desk.one("web_2026-08-01.csv", day_file(1), now=now).received_at == now.replace(
        tzinfo=None
    )


class Stopped(BaseException):
    """Stands for whatever ends a process."""


def stop_at(monkeypatch, step):
    """Stop before the given one of the writes that make a receipt."""
    left = [step]

    def stopping(wrapped):
        def write(*arguments):
            left[0] -= 1
            if left[0] == 0:
                raise Stopped
            return wrapped(*arguments)

        return write

    monkeypatch.setattr(Path, "replace", stopping(Path.replace))
    monkeypatch.setattr(module, "add_receipt", stopping(module.add_receipt))


def fill(*desks):
    for one in desks:
        for day in (1, 2):
            one.put(f"web_2026-08-0{day}.csv", day_file(day, 3, "v,,,1\n"))


def assert_same(one, other):
    assert [(r.file, r.rows, r.rejected, r.status) for r in one.ledger()] == [
        (r.file, r.rows, r.rejected, r.status) for r in other.ledger()
    ]
    assert one.rows() == other.rows()
    files = [{p.name: c for p, c in desk.everything()[1].items()} for desk in (one, other)]
    assert {n: c for n, c in files[0].items() if not n.endswith(".part")} == files[1]


@pytest.mark.parametrize("step", range(1, 9))
def test_a_stop_leaves_a_whole_receipt_or_none_and_a_rerun_repairs(
    desk, make_desk, monkeypatch, step
):
    whole = make_desk(web_source())
    fill(desk, whole)
    whole.receive()
    with monkeypatch.context() as patched:
        stop_at(patched, step)
        with pytest.raises(Stopped):
            desk.receive()
    assert len(desk.ledger()) == (step > 4)
    assert len(desk.rows()) == 3 * len(desk.ledger())
    desk.receive()
    assert_same(desk, whole)


KILLED = """
import os, signal, sys
from pathlib import Path
from openkitchen.sources import receive
from openkitchen.store import open_store
from tests.sources.desk import NOW, web_source
folder, replace = Path(sys.argv[1]), Path.replace
def killing(self, target):
    if str(target).endswith("rejected.csv"):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = killing
receive([folder / "inbox"], {"web": web_source()}, raw=folder / "raw", typed=folder / "typed",
        store=open_store(folder / "ledger.sqlite"), now=NOW)
"""


@pytest.mark.slow
def test_a_killed_process_leaves_no_receipt_and_a_rerun_repairs(desk, make_desk):
    whole = make_desk(web_source())
    fill(desk, whole)
    whole.receive()
    command = [sys.executable, "-c", KILLED, str(desk.folder)]
    died = subprocess.run(command, check=False, cwd=Path(__file__).parents[2])
    assert died.returncode == -signal.SIGKILL
    assert (desk.ledger(), desk.rows()) == ([], [])
    assert list(desk.typed.rglob("*.parquet"))
    desk.receive()
    assert_same(desk, whole)


@pytest.mark.parametrize(("limit", "status"), [(2, "new"), (0.2, "new"), (0.1, "rejected")])
def test_a_limit_is_a_share_or_a_number_of_rows(make_desk, limit, status):
    desk = make_desk(web_source(reject_limit=limit))
    rows = "ID visitor,recipe,ts,value\n" + "v1,r1,2026-08-01 10:00:00,1\n" * 10 + ",r,x,\n" * 2
    receipt = desk.one("web_2026-08-01.csv", rows)
    assert receipt.status == status
    assert (receipt.rows, receipt.rejected) == (10, 2)


def test_times_before_the_earliest_are_rejected(make_desk):
    desk = make_desk(web_source(earliest=date(2026, 1, 1)))
    rows = "ID visitor,recipe,ts,value\nv,r,2025-12-31 23:59:59,1\nv,r,2026-01-01 00:00:00,1\n"
    receipt = desk.one("web_a.csv", rows)
    assert (receipt.rows, receipt.rejected) == (1, 1)


def test_a_file_from_a_pipe(desk, monkeypatch):
    rows = b"ID visitor,recipe,ts,value\nv1,r1,2026-08-01 10:00:00,1\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rows)))
    receipt = desk.receive("-", piped_name="web_2026-08-01.csv").receipts[0]
    assert (receipt.file, receipt.status, receipt.channel) == ("web_2026-08-01.csv", "new", "pipe")
    assert receipt.days == (date(2026, 8, 1),)
