import gzip
from collections import Counter
from datetime import date, datetime, timedelta

from openkitchen.sources.shop.web import HEADER, RENAMED


def days_of(read):
    return {file["day"] for file in read.web_files}


def test_the_days_that_are_missing_are_the_ones_named(messy):
    all_days = {str(date(2026, 8, 3) + timedelta(days=day)) for day in range(60)}
    assert all_days - days_of(messy) == set(messy.truth["defects"]["missing_days"])
    assert len(messy.truth["defects"]["missing_days"]) == 2


def test_an_empty_day_has_a_header_alone(messy):
    (day,) = messy.truth["defects"]["empty_days"]
    assert len(messy.lines(f"web_hits_{day}.csv.gz")) == 1
    others = [file for file in messy.web_files if file["day"] != day]
    assert all(len(messy.lines(file["file"])) > 1 for file in others)


def test_a_resend_has_the_same_bytes(messy):
    (again,) = messy.truth["defects"]["resends"]
    first = again.replace("_again", "")
    folder = messy.shop.deliveries
    assert (folder / again).read_bytes() == (folder / first).read_bytes()


def test_a_replaced_day_was_cut_off_at_first(messy):
    (before,) = messy.truth["defects"]["superseded"]
    (after,) = messy.truth["defects"]["replacements"]
    short, whole = messy.lines(before), messy.lines(after)
    assert whole[: len(short)] == short
    assert len(short) < 0.7 * len(whole)


def test_one_file_has_its_columns_in_another_order(messy):
    headers = {}
    for file in messy.web_files:
        names = {RENAMED.get(name, name): name for name in HEADER}
        headers[file["file"]] = [names.get(n, n) for n in messy.lines(file["file"])[0]]
    other = [file for file, header in headers.items() if header != list(HEADER)]
    assert other == messy.truth["defects"]["swapped_columns"]
    for row in messy.web(other[0]):
        assert not row.get("ID visitor", "").startswith("C")
        assert row["ID customer"][:1] in ("", "C")


def test_columns_are_renamed_from_the_named_day_on(messy):
    start = messy.truth["defects"]["renamed_from"]
    for file in messy.web_files:
        header = messy.lines(file["file"])[0]
        assert ("Hit_Time" in header) == ("device" in header) == (file["day"] >= start)
        assert ("hit time" in header) == ("device type" in header) == (file["day"] < start)


def test_rows_lie_in_the_order_of_time_on_their_day(clean):
    for file in clean.web_files:
        times = [row["hit time"] for row in clean.web(file["file"])]
        assert times == sorted(times)
        assert {time[:10] for time in times} == {file["day"]}


def test_the_customer_column_is_filled_after_the_login_only(clean):
    rows = clean.all_web()
    filled = [row["ID customer"] for row in rows if row["ID customer"]]
    assert 0.2 < len(filled) / len(rows) < 0.6
    known = {row["customer_id"] for row in clean.known("customers")}
    assert set(filled) <= known


def test_the_compressed_file_carries_no_clock_and_no_name(messy):
    raw = (messy.shop.deliveries / messy.web_files[0]["file"]).read_bytes()
    assert raw[3] == 0  # no name, no comment
    assert raw[4:8] == bytes(4)  # no time
    assert gzip.decompress(raw).startswith(b"hit time,hit id,ID visitor,ID customer,")


def test_people_act_in_ways_that_people_act(clean):
    rows = clean.all_web()
    actions = Counter(row["action"] for row in rows)
    assert set(actions) == {"view", "save", "cook"}
    assert actions["view"] > actions["save"] > actions["cook"] > 0
    assert {row["device type"] for row in rows} == {"mobile", "desktop", "tablet"}
    hours = Counter(datetime.fromisoformat(row["hit time"]).hour for row in rows)
    assert hours[18] > 5 * hours[3]
