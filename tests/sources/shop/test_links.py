import csv


def clicks(read):
    rows = []
    for path in sorted(read.shop.deliveries.glob("newsletter_*.csv")):
        with path.open(encoding="utf-8", newline="") as opened:
            rows += csv.DictReader(opened, delimiter=";")
    return rows


def test_a_file_each_week(messy):
    assert len(list(messy.shop.deliveries.glob("newsletter_*.csv"))) == 9
    assert len({row["campaign"] for row in clicks(messy)}) == 9


def test_clicks_join_visitors_to_their_people(large):
    person = {row["customer_id"]: row["person"] for row in large.known("customers")}
    visitors = {row["visitor_id"]: row for row in large.known("visitors")}
    rows = clicks(large)
    assert len(rows) > 300
    for row in rows:
        assert person[row["contact"]] == person[visitors[row["cookie"]]["customer_id"]]


def test_forwarded_newsletters_are_known(messy):
    person = {row["customer_id"]: row["person"] for row in messy.known("customers")}
    visitors = {row["visitor_id"]: row for row in messy.known("visitors")}
    known = {
        (row["visitor_id"], row["customer_id"])
        for row in messy.known("wrong_edges")
        if row["evidence"] == "newsletter"
    }
    for row in clicks(messy):
        owner = visitors[row["cookie"]]
        right = {person.get(owner["customer_id"]), person.get(owner["shared_with"])}
        assert person[row["contact"]] in right or (row["cookie"], row["contact"]) in known


def test_a_click_begins_a_visit(clean):
    visits = {
        (r["ID visitor"], r["hit time"]) for r in clean.all_web() if r["referrer"] == "newsletter"
    }
    for row in clicks(clean):
        assert (row["cookie"], row["clicked at"].replace("T", " ").rstrip("Z")) in visits
