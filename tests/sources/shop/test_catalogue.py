def test_the_catalogue_grows_by_the_new_recipes(messy):
    first, last = messy.recipes(0), messy.recipes(-1)
    new = {row["item_id"]: row["published_day"] for row in messy.known("recipes") if row["new"]}
    assert set(last) - set(first) == set(new)
    for number, row in first.items():
        assert {**last[number], "exported": "2026-08-03"} == row
    assert all(last[number]["published"] > "2026-08-03" for number in new)
    assert all(row["published"] < "2026-08-03" for row in first.values())


def test_fields_have_the_types_of_a_database(messy):
    for row in messy.recipes().values():
        assert all(isinstance(row[name], list) for name in ("ingredients", "diet_tags", "season"))
        assert isinstance(row["minutes"], int)
        assert len(row["ingredients"]) >= 2
        assert row["title"][0].isupper()


def test_titles_name_what_is_inside(messy):
    for row in messy.recipes().values():
        named = row["title"].split(" with ")[1].split(" no. ")[0]
        assert named in row["ingredients"]


def test_no_week_has_the_bytes_of_another(messy):
    """Else a week without news would look like a resend that nobody planted."""
    files = [path for path in messy.shop.delivery_order if "_again" not in path.name]
    assert len({path.read_bytes() for path in files}) == len(files)
