from collections import Counter
from datetime import datetime
from itertools import pairwise

BROKEN_TIME = "0000-00-00 00:00:00"


def test_broken_rows_are_as_many_as_the_truth_says(messy):
    found = Counter()
    for row in messy.all_web():
        if len(row) < 8:
            found["cut off"] += 1
        elif row["hit time"] == BROKEN_TIME:
            found["no time"] += 1
        elif not row["page item"]:
            found["no item"] += 1
        elif not row["ID visitor"]:
            found["no visitor"] += 1
    assert dict(found) == messy.truth["counts"]["broken_rows"]
    assert min(found.values()) > 10


def test_doubles_repeat_the_row_before(messy):
    doubles = 0
    for file in messy.web_files:
        rows = messy.web(file["file"])
        repeated = [one for one, two in pairwise(rows) if one == two]
        assert len(repeated) == file["doubles"]
        assert len({row["hit id"] for row in rows}) == len(rows) - len(repeated)
        doubles += len(repeated)
    assert doubles == messy.truth["counts"]["double_rows"] > 50


def test_bots_act_at_rates_that_no_person_reaches(messy):
    bots = set(messy.truth["defects"]["bots"])
    most_of_people, least_of_bots, rows = 0, 10**9, 0
    for file in messy.web_files:
        per_visitor = Counter(row.get("ID visitor") for row in messy.web(file["file"]))
        for visitor, events in per_visitor.items():
            if visitor in bots:
                least_of_bots, rows = min(least_of_bots, events), rows + events
            elif visitor:
                most_of_people = max(most_of_people, events)
    assert most_of_people < 150
    assert least_of_bots > 1000
    assert rows >= 0.98 * messy.truth["counts"]["bot_rows"] > 0
    assert {row["visitor_id"] for row in messy.known("visitors") if row["bot"]} == bots


def test_clocks_are_ahead_on_the_named_devices_alone(messy):
    ahead = {r["visitor_id"]: r["days_ahead"] for r in messy.known("visitors") if r["days_ahead"]}
    seen = set()
    rows = 0
    for file in messy.web_files:
        day = datetime.fromisoformat(file["day"]).date()
        for row in messy.web(file["file"]):
            if row["hit time"] == BROKEN_TIME:
                continue
            off = (datetime.fromisoformat(row["hit time"]).date() - day).days
            if len(row) == 8 and row["ID visitor"]:
                assert off == ahead.get(row["ID visitor"], 0)
            rows += off > 0
            seen |= {row["ID visitor"]} if off else set()
    assert rows >= 0.95 * messy.truth["counts"]["rows_of_clocks_ahead"] > 0
    assert len(ahead) == messy.truth["defects"]["clocks_ahead"]
    assert seen & set(ahead)


def test_the_clean_twin_has_none_of_it(clean):
    rows = clean.all_web()
    assert all(len(row) == 8 for row in rows)
    assert all(row["ID visitor"] and row["page item"] for row in rows)
    assert len({row["hit id"] for row in rows}) == len(rows) == clean.truth["counts"]["true_events"]
    defects = clean.truth["defects"]
    assert not any(value for name, value in defects.items() if name != "promised_from")
    assert len(clean.web_files) == 60
    assert {file["kind"] for file in clean.truth["files"]} == {"clean"}


def test_the_twins_saw_the_same_events(messy, clean):
    """Where a day came whole and a row is whole, the clean twin has the same one."""
    twin = {row["hit id"]: row for row in clean.all_web()}
    good = messy.good_web()
    assert len(good) > 10_000
    for row in good:
        same = twin[row["hit id"]]
        assert (row["page item"], row["action"]) == (same["page item"], same["action"])
