from collections import Counter


def test_one_dump_is_missing(messy):
    (missing,) = messy.truth["defects"]["missing_customer_dumps"]
    there = {path.name for path in messy.shop.deliveries.glob("crm_*")}
    assert missing not in there
    assert len(there) == 8


def test_the_dump_is_in_old_windows_encoding_with_its_line_ends(messy):
    raw = min(messy.shop.deliveries.glob("crm_*")).read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") > 100
    text = raw.decode("cp1252")
    assert text.encode("utf-8") != raw
    assert any(letter in text for letter in "öüë")


def test_each_record_has_all_columns_and_sets_stand_in_quotes(messy):
    records = messy.customers()
    assert all(None not in row and None not in row.values() for row in records)
    several = [row["FAV_CUISINES"] for row in records if "|" in row["FAV_CUISINES"]]
    assert several
    assert Counter(row["DIET"] for row in records).keys() == {
        "omnivore", "pescatarian", "vegetarian", "vegan", "",
    }  # fmt: skip


def test_records_stay_the_same_from_week_to_week(messy):
    first = {row["CUST_NO"]: row for row in messy.customers(0)}
    last = {row["CUST_NO"]: row for row in messy.customers(-1)}
    assert len(first) < len(last)
    for number, row in first.items():
        assert {**last[number], "EXPORTED": "2026-08-03"} == row
    assert all(last[number]["REGISTERED"] > "2026-08-03" for number in last.keys() - first.keys())


def test_blanks_are_the_messy_twins_alone(messy, clean):
    assert any(not row["DIET"] for row in messy.customers())
    assert all(row["DIET"] and row["SHOE_SIZE"] for row in clean.customers())


def test_customers_who_stand_there_twice_are_known_and_misspelt(messy):
    records = {row["CUST_NO"]: row for row in messy.customers()}
    twice = [row for row in messy.known("customers") if row["same_as"]]
    assert len(twice) == messy.truth["defects"]["customers_twice"] >= 2
    for row in twice:
        one, two = records[row["same_as"]], records[row["customer_id"]]
        assert (one["FIRST_NAME"], one["LAST_NAME"]) != (two["FIRST_NAME"], two["LAST_NAME"])
        assert one["ZIP"] == two["ZIP"]
        assert one["EMAIL"] != two["EMAIL"]
        assert one["EMAIL"].split("@")[0] == two["EMAIL"].split("@")[0]


def test_emails_are_plain_and_point_nowhere(messy):
    for row in messy.customers():
        assert row["EMAIL"].isascii()
        assert row["EMAIL"].rsplit("@", 1)[1] in {"example.org", "example.com"}
