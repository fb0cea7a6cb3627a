"""What a rule forbids never appears, whatever the model; brute force says the same."""

from datetime import datetime
from itertools import product

import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED
from tests.models.ruled_shop import ruled_tables

from openkitchen import models
from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.models import Available, Ease, GlassBox, Popularity, Restriction, Rules
from openkitchen.models.audience import gather

TABLES = ruled_tables()
KINDS = {"glass-box": lambda: GlassBox(FIXED), "ease": Ease, "popularity": Popularity}
AT = datetime(2026, 2, 20)

AVOID = Restriction("avoid", "allergies", "allergens", unless=("none",))
CULTURE = Restriction("avoid", "culture", "contains", means={"halal": ("Pork", "wine")})
DIET = Restriction("require", "diet", "for_diet")
PAIRS = pa.table({"user_id": ["u001", "u001", "u002"], "item_id": ["i00", "i05", "gone"]})
RULES = {
    "avoid": Rules(restrictions=(AVOID,)),
    "avoid, unknown shown": Rules(
        restrictions=(Restriction("avoid", "allergies", "allergens", ("none",), unknown="show"),)
    ),
    "culture": Rules(restrictions=(CULTURE,)),
    "require": Rules(restrictions=(DIET,)),
    "stock": Rules(available=Available("stock")),
    "dates": Rules(available=Available(start="starts", end="ends")),
    "deny items": Rules(deny=(pa.table({"item_id": ["i01", "i02", "nowhere"]}),)),
    "deny pairs": Rules(deny=(PAIRS,)),
    "allow items": Rules(allow=(pa.table({"item_id": ["i01", "i02", "i07"]}),)),
    "allow pairs": Rules(allow=(PAIRS,)),
    "all": Rules(
        seen=False,
        available=Available("stock", unknown="show"),
        restrictions=(AVOID, CULTURE, DIET),
        deny=(PAIRS, pa.table({"item_id": ["i01"]})),
    ),
}


@pytest.fixture(scope="module", params=KINDS)
def model(request):
    return KINDS[request.param]().fit(TABLES)


def rows(table, key):
    return {row[key]: row for row in table.to_pylist()}


USERS, ITEMS = rows(TABLES.users, "user_id"), rows(TABLES.items, "item_id")
SEEN = set(
    zip(
        TABLES.interactions["user_id"].to_pylist(),
        TABLES.interactions["item_id"].to_pylist(),
        strict=True,
    )
)


def words(value):
    if value is None:
        return None
    parts = value if isinstance(value, list) else value.split("|")
    return {part.strip().lower() for part in parts if part.strip()}


def allowed(rules, user, item):
    """Say whether a list may show an item, by the tables themselves, at AT."""
    u, i = USERS.get(user, {}), ITEMS.get(item, {})
    return (
        not (rules.seen and (user, item) in SEEN)
        and all(kept(one, u, i) for one in rules.restrictions)
        and (rules.available is None or on_sale(rules.available, i))
        and all(listed(table, user, item) == (kind == "allow") for kind, table in rules.lists)
    )


def kept(one, u, i):
    own = (words(u.get(one.user)) or set()) - {v.lower() for v in one.unless}
    if one.means:
        means = {k.lower(): {v.lower() for v in those} for k, those in one.means.items()}
        own = set().union(*(means.get(v, set()) for v in own))
    held = words(i.get(one.item))
    if not own:
        return True
    if held is None:
        return one.unknown == "show"
    return not (own & held) if one.kind == "avoid" else own <= held


def on_sale(one, i):
    if one.column:
        return {"yes": True, "No": False}.get(i.get("stock"), one.unknown == "show")
    if not i:
        return False
    begun = not i["starts"] or datetime.combine(i["starts"], datetime.min.time()) <= AT
    return begun and not (i["ends"] and AT.date().isoformat() > i["ends"])


def listed(table, user, item):
    pair = (user, item) if "user_id" in table.column_names else (item,)
    return pair in {tuple(row.values()) for row in table.to_pylist()}


@pytest.mark.parametrize("name", RULES)
def test_lists_hold_what_the_rules_allow_and_nothing_else(model, name):
    ruled = model.with_rules(RULES[name])
    users = [*map(str, model.users), "nobody"]
    lists = ruled.recommend(users, k=30, at=AT).table
    shown = set(zip(lists["user_id"].to_pylist(), lists["item_id"].to_pylist(), strict=True))
    history = gather(model.known, users, at=AT).seen(len(model.items)).tocoo()
    seen_by_then = {(users[u], str(model.items[i])) for u, i in zip(*history.coords, strict=True)}
    for user, item in product(users, map(str, model.items)):
        expected = allowed(RULES[name], user, item)
        if RULES[name].seen and (user, item) in SEEN - seen_by_then:
            continue  # had only later
        assert ((user, item) in shown) == expected, (user, item, USERS.get(user), ITEMS.get(item))


@pytest.mark.parametrize("name", RULES)
def test_the_rule_that_keeps_an_item_out_is_named_with_its_values(model, name):
    ruled = model.with_rules(RULES[name])
    for user in ("u000", "u001", "u002", "u010", "nobody"):
        audience = gather(model.known, [user], at=AT)
        listed = set(ruled.recommend([user], k=30, at=AT).table["item_id"].to_pylist())
        for code, item in enumerate(map(str, model.items)):
            broken = ruled.gate.broken(audience, code, AT)
            assert bool(broken) == (item not in listed)
            for rule in broken:
                if rule.name in ("avoid", "require"):
                    assert rule.user_values
                    assert any(value in rule.reason for value in rule.user_values)


def test_reasons_in_words():
    model = Popularity().fit(TABLES).with_rules(RULES["all"])

    def told(user, item):
        audience = gather(model.known, [user], at=AT)
        return [rule.reason for rule in model.gate.broken(audience, model.known.items.code(item))]

    assert "the item's allergens has nuts, which the user's allergies (nuts) forbids" in told(
        "u000", "i00"
    )
    assert "the item's allergens is not known, and the user's allergies is nuts" in told(
        "u000", "i03"
    )
    assert "the item's contains has pork, which the user's culture (halal) forbids" in told(
        "u000", "i00"
    )
    assert "the item's stock is No" in told("u000", "i01")
    assert "it is on the deny list" in told("u000", "i01")
    assert "it is on the deny list for this user" in told("u001", "i00")


def test_seen_is_a_rule_that_can_be_lifted(model):
    lists = model.with_rules(Rules(seen=False)).recommend(k=5).table
    assert lists.equals(model.recommend(k=5, include_seen=True).table)
    assert model.with_rules(Rules()).recommend(k=5).table.equals(model.recommend(k=5).table)


def test_an_unknown_column_is_named_when_the_rule_is_stated(model):
    with pytest.raises(UnknownName, match="no column 'alergies'") as caught:
        model.with_rules(Rules(restrictions=(Restriction("avoid", "alergies", "allergens"),)))
    assert "users" in caught.value.hint
    with pytest.raises(UnknownName, match="no column 'sold'"):
        model.with_rules(Rules(available=Available("sold")))


def test_a_model_without_tables_says_what_it_lacks():
    model = Popularity().fit(TABLES.__class__(TABLES.interactions))
    with pytest.raises(UnknownName, match="allergies") as caught:
        model.with_rules(RULES["avoid"])
    assert "--users" in caught.value.hint


def test_what_is_neither_true_nor_false(model):
    with pytest.raises(SettingsError, match=r"'green' in the column 'kind'"):
        model.with_rules(Rules(available=Available("kind")))
    with pytest.raises(SettingsError, match=r"'green' .* is no date"):
        model.with_rules(Rules(available=Available(start="kind")))


def test_dates_need_a_moment():
    model = Popularity().fit(ruled_tables(dated=False)).with_rules(RULES["dates"])
    with pytest.raises(ModelError, match="compares dates"):
        model.recommend(k=3)
    assert model.recommend(k=3, at=AT).table.num_rows


def test_the_moment_is_the_end_of_the_data_unless_told():
    model = Popularity().fit(TABLES).with_rules(RULES["dates"])
    end = max(TABLES.interactions["timestamp"].to_pylist())
    assert model.recommend(k=30).table.equals(model.recommend(k=30, at=end).table)
    early = set(
        model.recommend(["nobody"], k=30, at=datetime(2026, 2, 1)).table["item_id"].to_pylist()
    )
    late = set(
        model.recommend(["nobody"], k=30, at=datetime(2026, 6, 1)).table["item_id"].to_pylist()
    )
    assert "i00" in early - late
    assert "i02" in late - early


def test_notes_tell_values_that_meet_nothing_and_items_without_values(model):
    loose = Rules(restrictions=(Restriction("avoid", "allergies", "allergens"),))
    told = " ".join(model.with_rules(loose).gate.notes())
    assert "no item's allergens is none, which 12 users have" in told
    assert "4 of 24 items have no known allergens" in told
    strict = " ".join(model.with_rules(RULES["avoid"]).gate.notes())
    assert "no item's" not in strict
    assert "rows name items that are not in the bundle" in " ".join(
        model.with_rules(RULES["deny items"]).gate.notes()
    )
    assert model.gate.notes() == []


def test_rules_stay_with_the_bundle(model, tmp_path):
    ruled = model.with_rules(RULES["all"])
    loaded = models.load(ruled.save(tmp_path / "m"))
    assert loaded.rules == RULES["all"]
    assert loaded.recommend(k=5).table.equals(ruled.recommend(k=5).table)
    plain = models.load(model.save(tmp_path / "plain"))
    assert plain.rules == Rules()


def test_a_list_of_what_is_allowed_leaves_strangers_without_one(model):
    ruled = model.with_rules(RULES["allow pairs"])
    assert ruled.recommend(["nobody", "u002"], k=5).table.num_rows == 0
