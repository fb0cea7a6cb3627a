"""Other people's files: a news site whose readers use several devices, spoilt in one way each."""

import os
from datetime import datetime, timedelta

import pytest
from tests.sources.findings.news import HEADER, News, found_in, kinds

SITE = {"days": 12, "readers": 90}
MORE_SITES = int(os.environ.get("OPENKITCHEN_SITES", "0"))


def renamed(news, old, new, since):
    for day in list(news.headers)[since:]:
        news.headers[day] = tuple(new if name == old else name for name in HEADER)


def swap_ids(news):
    news.each(lambda row: row.__setitem__(slice(1, 3), [row[2] or row[1], row[1]]), [5])


def swap_visits(news):
    news.each(lambda row: row.__setitem__(slice(1, 8, 6), [row[7], row[1]]), [4, 8, 9])


def ids_of_devices_for_some(news):
    news.each(lambda row: row.__setitem__(2, row[1]) if news.rng.random() < 0.05 else None)


def ids_of_devices_always(news):
    news.each(lambda row: row.__setitem__(2, row[1] if row[2] else ""))


def milliseconds(news):
    news.each(lambda row: row.__setitem__(5, f"{float(row[5]) * 1000:.1f}"), range(8, 12))


def minutes(news):
    news.each(lambda row: row.__setitem__(5, f"{float(row[5]) / 60:.4f}"), [6])


def ids_as_decimals(news):
    news.each(lambda row: row.__setitem__(2, f"{row[2]}.0" if row[2] else ""), range(8, 12))


def dates_with_dots(news):
    def write(row):
        row[0] = datetime.fromisoformat(row[0]).strftime("%d.%m.%Y %H:%M:%S")

    news.each(write, [4])


def rename_numbers(news):
    renamed(news, "dwell", "seconds", 7)


def rename_ids(news):
    renamed(news, "member", "reader", 7)


def drop(news):
    for day in list(news.headers)[7:]:
        news.headers[day] = tuple(name for name in HEADER if name != "came from")
        for row in news.log[day]:
            row.pop(6)


def doubles(news):
    for day, rows in news.log.items():
        again = [list(row) for row in rows if news.rng.random() < 0.03]
        news.log[day] = sorted(rows + again)


def other_zone(news):
    def move(row):
        when = datetime.fromisoformat(row[0])
        row[0] = when.replace(hour=(when.hour + 6) % 24).isoformat()

    news.each(move, [7])


def future(news):
    def move(row):
        row[0] = (datetime.fromisoformat(row[0]) + timedelta(days=3)).isoformat()

    news.each(lambda row: move(row) if news.rng.random() < 0.03 else None, [3])


def bot_by_the_clock(news):
    for day, rows in news.log.items():
        midnight = datetime.combine(day, datetime.min.time())
        times = [midnight + timedelta(seconds=600 * n) for n in range(140)]
        rows += [[t.isoformat(), "feed", "", "1003", "view", "1.0", "home", "v"] for t in times]


def fast_bot(news):
    day = list(news.log)[3]
    nine = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    times = [(nine + timedelta(seconds=n)).isoformat() for n in range(500)]
    news.log[day] += [
        [t, "feed", "", str(1000 + n % 60), "view", "1.0", "home", "v"] for n, t in enumerate(times)
    ]


def no_members_one_day(news):
    news.each(lambda row: row.__setitem__(2, ""), [6])


def half_a_column_missing(news):
    news.each(lambda row: row.__setitem__(6, "") if news.rng.random() < 0.6 else None, [6])


def default_births(news):
    for member in news.members[:10]:
        member[3] = "1970-01-01"


def an_account_of_a_tester(news):
    news.members[3][1] = "Test User"


def doubled_member(news):
    news.members.append(list(news.members[4]))


def members_written_otherwise(news):
    for member in news.members:
        member[0] = f"M{member[0].zfill(8)}"


def capitals_for_some(news):
    news.each(lambda row: row.__setitem__(1, row[1].upper()) if news.rng.random() < 0.1 else None)


def filler(news):
    news.each(lambda row: row.__setitem__(2, row[2] or "undefined"))


def one_referrer(news):
    news.each(lambda row: row.__setitem__(6, "home"))


CASES = [
    (swap_ids, "mislabelled_ids", "member"),
    (swap_visits, "mislabelled_ids", "device_key"),
    (swap_visits, "mislabelled_ids", "visit"),
    (ids_of_devices_for_some, "mislabelled_ids", "member"),
    (ids_of_devices_always, "mislabelled_ids", "member"),
    (milliseconds, "unit_jump", "dwell"),
    (minutes, "unit_jump", "dwell"),
    (ids_as_decimals, "type_change", "member"),
    (dates_with_dots, "type_change", "when"),
    (rename_numbers, "renamed_column", "dwell"),
    (rename_ids, "renamed_column", "member"),
    (drop, "dropped_column", "came from"),
    (doubles, "duplicated_events", ""),
    (other_zone, "hours_off", "when"),
    (future, "future_clocks", "when"),
    (bot_by_the_clock, "bots", "device_key"),
    (fast_bot, "bots", "device_key"),
    (no_members_one_day, "missing_values", "member"),
    (half_a_column_missing, "missing_values", "came from"),
    (default_births, "default_dates", "born"),
    (an_account_of_a_tester, "test_accounts", "name"),
    (doubled_member, "duplicated_ids", "no"),
    (members_written_otherwise, "ids_written_differently", "member"),
    (capitals_for_some, "ids_written_differently", "device_key"),
    (filler, "filler_ids", "member"),
    (one_referrer, "constant_column", "came from"),
]


@pytest.mark.parametrize(
    ("spoil", "kind", "column"), CASES, ids=[f"{c[0].__name__}-{c[2]}" for c in CASES]
)
def test_a_defect_is_found_in_its_column(tmp_path, spoil, kind, column):
    news = News(3, **SITE)
    spoil(news)
    found = found_in(news, tmp_path / "desk")
    assert (kind, column) in kinds(found)
    one = next(one for one in found if (one.kind, one.column) == (kind, column))
    assert one.figures
    assert one.advice
    assert one.examples or kind == "constant_column"


@pytest.mark.parametrize("seed", [1, 2, 4, *range(100, 100 + MORE_SITES)])
@pytest.mark.parametrize("one_file", [False, True], ids=["a file a day", "one file"])
def test_a_clean_site_gives_no_alarm(tmp_path, seed, one_file):
    assert found_in(News(seed, **SITE), tmp_path / "desk", one_file) == []


@pytest.mark.parametrize("seed", [5, 6, *range(300, 300 + MORE_SITES)])
def test_visits_that_are_counted_give_no_alarm(tmp_path, seed):
    assert found_in(News(seed, **SITE, visits="counter"), tmp_path / "desk") == []


@pytest.mark.parametrize("one_file", [False, True], ids=["a file a day", "one file"])
def test_gaps_that_a_bot_leaves_are_told_as_the_bot_alone(tmp_path, one_file):
    news = News(3, **SITE)
    day = list(news.log)[3]
    nine = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    news.log[day] += [
        [(nine + timedelta(seconds=n)).isoformat(), "feed", "", str(1000 + n % 60), "view", "1.0",
         "", f"v{n}"] for n in range(500)
    ]  # fmt: skip
    assert kinds(found_in(news, tmp_path / "desk", one_file)) == {("bots", "device_key")}
    news.each(lambda row: row.__setitem__(6, ""), [3])
    found = kinds(found_in(news, tmp_path / "again", one_file))
    assert found == {("bots", "device_key"), ("missing_values", "came from")}


def test_a_unit_that_jumps_within_one_file_is_found_by_day(tmp_path):
    news = News(3, **SITE)
    milliseconds(news)
    found = found_in(news, tmp_path / "desk", one_file=True)
    jump = next(one for one in found if one.kind == "unit_jump")
    assert jump.figures["factor"] == 1000
    assert "2026-03-10" in jump.where


def test_the_factor_is_read_in_either_direction(tmp_path):
    news = News(3, **SITE)
    minutes(news)
    jump = next(one for one in found_in(news, tmp_path / "desk") if one.kind == "unit_jump")
    assert jump.figures["factor"] == pytest.approx(1 / 60)
