"""A single login is doubted where it is odd: many visits, a customer with many devices."""

import pyarrow as pa

from openkitchen.identity import Guard, resolve
from openkitchen.identity.resolving import judge


def many_people(stray):
    """A hundred customers with two sure devices each; on some, a stranger was seen once."""
    rows = []
    for person in range(100):
        for device in range(2):
            rows += [(f"v{person}-{device}", f"C{person}", 6), (f"v{person}-{device}", None, 8)]
        if person < stray:
            rows.append((f"v{person}-0", f"C{person + 50}", 1))
    return rows


def edges_of(rows):
    visitors, customers, counts = zip(*rows, strict=True)
    return pa.table(
        {
            "visitor_id": visitors,
            "customer_id": pa.array(customers, pa.string()),
            "count": pa.array(counts, pa.int64()),
        }
    )


def test_the_more_visits_without_a_login_the_likelier_a_stranger():
    rows = [*many_people(stray=12), ("few", "D1", 1), ("few", None, 1)]
    rows += [("many", "D2", 1), ("many", None, 30)]
    stray = {row["visitor_id"]: row["stray"] for row in judge(edges_of(rows)).to_pylist()}
    assert stray["many"] > 0.5 > stray["few"]
    assert stray["v0-0"] == 0


def test_a_doubtful_login_makes_nobody_the_owner_unless_doubt_is_allowed():
    rows = edges_of([*many_people(stray=12), ("many", "D2", 1), ("many", None, 30)])
    for doubt, status in ((0.5, "doubtful"), (1.0, "linked")):
        made = {row["visitor_id"]: row for row in resolve(rows, Guard(doubt=doubt)).to_pylist()}
        assert made["many"]["status"] == status


def test_behaviour_that_fits_takes_the_doubt_away():
    rows = edges_of([*many_people(stray=12), ("many", "D2", 1), ("many", None, 30)])
    fits = pa.table({"visitor_id": ["many"], "customer_id": ["D2"], "fits": [1e9]})
    (many,) = [r for r in resolve(rows, None, None, fits).to_pylist() if r["visitor_id"] == "many"]
    assert many["status"] == "linked"


def test_without_any_sign_of_strangers_nobody_is_doubted():
    rows = edges_of([(f"v{n}", "C1", 1) for n in range(4)])
    assert set(resolve(rows)["status"].to_pylist()) == {"linked"}


def test_customers_that_are_one_person_share_a_user_and_no_device_is_shared_between_them():
    rows = edges_of([("phone", "C2", 3), ("phone", "C1", 2), ("laptop", "C1", 4)])
    persons = pa.table({"customer_id": ["C1", "C2"], "person_id": ["P", "P"]})
    made = resolve(rows, None, persons).to_pylist()
    assert {row["user_id"] for row in made} == {"C1"}
    assert {row["status"] for row in made} == {"linked"}
