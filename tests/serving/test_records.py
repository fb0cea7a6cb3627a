from tests.serving.conftest import ODD_ITEM, ODD_USER

from openkitchen.serving.records import history_of, item_facts, likely_items, user_facts


def test_facts_in_words(kitchen):
    facts = {fact.name: fact.value for fact in user_facts(kitchen, "u002")}
    assert facts["likes"] == "salt, spice"
    assert facts["diet"] in {"vegan", "meat"}
    assert {f.name: f.value for f in user_facts(kitchen, "u009")}["diet"] == "–"
    assert {f.name for f in item_facts(kitchen, ODD_ITEM)} == {"kind", "parts", "minutes", "title"}
    assert user_facts(kitchen, "nobody") == ()


def test_nothing_is_known_without_tables(plain_kitchen):
    assert user_facts(plain_kitchen, "u002") == ()


def test_history_is_latest_first(kitchen):
    history = history_of(kitchen, ODD_USER)
    times = [choice.at for choice in history]
    assert times == sorted(times, reverse=True)
    assert history[0].title == kitchen.titles[history[0].item_id]
    assert history_of(kitchen, "nobody") == ()
    assert len(history_of(kitchen, ODD_USER, most=1)) == 1


def test_undated_history_has_no_times():
    from tests.shop import small_tables

    from openkitchen.models import Popularity
    from openkitchen.serving.kitchen import kitchen_of

    undated = kitchen_of(Popularity().fit(small_tables(dated=False)))
    assert {choice.at for choice in history_of(undated, "u003")} == {None}


def test_search_finds_titles_and_ids_whole_ones_first(kitchen):
    assert likely_items(kitchen, ODD_ITEM)[0].item_id == ODD_ITEM
    assert {c.item_id for c in likely_items(kitchen, "dish i1", most=50)} == {
        f"i1{n}" for n in range(10)
    }
    assert len(likely_items(kitchen, "dish", most=4)) == 4
    assert likely_items(kitchen, "nothing like it") == ()


def test_free_text_about_people_stays_out():
    import pyarrow as pa
    from tests.shop import small_tables

    from openkitchen.models import GlassBox, GlassBoxSettings
    from openkitchen.schema import Tables, infer_attributes, with_kind
    from openkitchen.serving.kitchen import kitchen_of

    tables = small_tables()
    mails = pa.array([f"{user}@example.org" for user in tables.users["user_id"].to_pylist()])
    users = with_kind(tables.users.append_column("email", mails), {"email": "text"})
    named = Tables(
        tables.interactions,
        tables.items,
        users,
        tables.item_attributes,
        infer_attributes(users, "user_id"),
    )
    settings = GlassBoxSettings(scales=("all",), ridge_items=(5.0,), ridge_users=5.0)
    facts = {fact.name for fact in user_facts(kitchen_of(GlassBox(settings).fit(named)), "u002")}
    assert "diet" in facts
    assert "email" not in facts
