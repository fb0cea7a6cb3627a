"""Ids of another kind: by values, by shape; dense numbers and new ids are no evidence."""

import numpy as np
from tests.sources.findings.columns import track

from openkitchen.sources import ColumnRule, Source
from openkitchen.sources.findings.foreign_ids import id_findings

LOG = Source(
    "log",
    "events",
    "log*",
    (ColumnRule("device", "visitor_id"), ColumnRule("member", "customer_id")),
)
CRM = Source("crm", "people", "crm*", (ColumnRule("no", "customer_id"),))
rng = np.random.default_rng(9)
DEVICES = [f"{rng.integers(1 << 60, 1 << 62):x}" for _ in range(300)]
MEMBERS = [f"C{n}" for n in range(10_000, 10_200)]


def days(n, devices=DEVICES, members=MEMBERS, size=60):
    return [
        {"device": list(rng.choice(devices, size)), "member": list(rng.choice(members, size))}
        for _ in range(n)
    ]


def told(*tracks):
    return [(f.finding.kind, f.finding.column, f.finding.where) for f in id_findings(tracks)]


def swapped(day):
    return {"device": day["member"], "member": day["device"]}


def test_clean_ids_give_no_alarm():
    for _ in range(10):
        assert told(track(days(8), LOG), track([{"no": MEMBERS}], CRM)) == []


def test_two_columns_swapped_in_one_delivery():
    log = days(8)
    log[4] = swapped(log[4])
    assert told(track(log, LOG)) == [
        ("mislabelled_ids", "device", "in log_04.csv"),
        ("mislabelled_ids", "member", "in log_04.csv"),
    ]


def test_ids_that_never_return_are_told_by_shape():
    log = []
    for n in range(8):
        fresh = [f"{rng.integers(1 << 60, 1 << 62):x}" for _ in range(40)]
        log.append({"device": fresh, "member": [f"C{n:02d}{k:04d}" for k in range(40)]})
    log[3] = swapped(log[3])
    assert ("mislabelled_ids", "device", "in log_03.csv") in told(track(log, LOG))


def test_small_numbers_of_one_range_are_no_evidence():
    numbers = [str(n) for n in range(1, 400)]
    for _ in range(5):
        log = track(days(8, numbers, numbers), LOG)
        assert told(log, track([{"no": numbers}], CRM)) == []


def test_a_column_that_always_holds_the_others_ids():
    log = days(6, members=DEVICES)
    ((kind, column, where),) = told(track(log, LOG), track([{"no": MEMBERS}], CRM))
    assert (kind, column, where) == ("mislabelled_ids", "member", "in all deliveries")


def test_another_numbering_does_not_overlap():
    log = days(6, members=[f"K{n}" for n in range(500, 700)])
    assert told(track(log, LOG), track([{"no": MEMBERS}], CRM)) == [
        ("ids_do_not_overlap", "member", "in all deliveries")
    ]


def test_the_same_numbers_written_otherwise():
    log = days(6, members=[f"{n}.0" for n in range(10_000, 10_200)])
    ((kind, _, _),) = told(track(log, LOG), track([{"no": MEMBERS}], CRM))
    assert kind == "ids_written_differently"


VISITS = Source(
    "log",
    "events",
    "log*",
    (
        ColumnRule("device", "visitor_id"),
        ColumnRule("member", "customer_id"),
        ColumnRule("visit", "session_id"),
    ),
)


def visits(n, devices=DEVICES, members=MEMBERS, of=lambda day, k: f"{rng.integers(1 << 60):020x}"):
    return [
        {**one, "visit": [of(day, k) for k in range(60)]}
        for day, one in enumerate(days(n, devices, members))
    ]


def swap(day, one, other):
    day[one], day[other] = day[other], day[one]


def test_sessions_and_devices_swapped_are_told_by_shape():
    log = visits(8)
    swap(log[3], "device", "visit")
    assert told(track(log, VISITS)) == [
        ("mislabelled_ids", "device", "in log_03.csv"),
        ("mislabelled_ids", "visit", "in log_03.csv"),
    ]


def test_sessions_that_are_written_as_devices_are_told_by_the_devices_among_them():
    log = visits(8, of=lambda day, k: f"{rng.integers(1 << 60, 1 << 62):x}")
    swap(log[3], "device", "visit")
    assert told(track(log, VISITS)) == [("mislabelled_ids", "visit", "in log_03.csv")]


def test_numbers_of_sessions_and_members_swapped():
    numbers = [str(n) for n in range(700_000, 700_200)]
    log = visits(8, members=numbers, of=lambda day, k: str(1_750_000_000 + day * 86_400 + k))
    swap(log[5], "member", "visit")
    assert ("mislabelled_ids", "visit", "in log_05.csv") in told(track(log, VISITS))


def test_sessions_that_are_counted_past_the_members_numbers_give_no_alarm():
    numbers = [str(n) for n in range(10_300, 10_500)]
    log = visits(12, members=numbers, of=lambda day, k: str(9_700 + day * 80 + k))
    assert told(track(log, VISITS), track([{"no": numbers}], CRM)) == []


def test_sessions_of_two_sources_need_not_meet():
    other = Source("app", "events", "app*", VISITS.columns)
    assert told(track(visits(6), VISITS), track(visits(6), other)) == []


def test_a_site_whose_sessions_are_its_devices_gives_no_alarm():
    log = [{**day, "visit": day["device"]} for day in visits(8)]
    assert told(track(log, VISITS)) == []


def test_of_several_sources_with_the_same_ids_one_is_named():
    deliveries = days(9)
    deliveries[3] = swapped(deliveries[3])
    more = Source("orders", "events", "o*", (ColumnRule("member", "customer_id"),))
    others = [track([{"no": MEMBERS}], CRM), track([{"member": MEMBERS}], more)]
    assert told(track(deliveries, LOG), *others) == [
        ("mislabelled_ids", "device", "in log_03.csv"),
        ("mislabelled_ids", "member", "in log_03.csv"),
    ]


def test_a_table_of_people_is_not_blamed_for_its_ids_in_another_column():
    deliveries = days(9)
    deliveries[3:6] = [swapped(day) for day in deliveries[3:6]]
    crm = track([{"no": [*MEMBERS, *(f"C{n}" for n in range(20_000, 20_100))]}], CRM)
    strangers = [f"C{n}" for n in range(20_000, 20_100)]
    deliveries[4]["device"] = strangers
    assert {one[1] for one in told(track(deliveries, LOG), crm)} == {"device", "member"}
