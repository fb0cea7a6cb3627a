"""The search chooses what is left open, the same way each time, on whatever data."""

from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal
from tests.models.brute import tiny_tables
from tests.shop import small_tables

from openkitchen.errors import SettingsError
from openkitchen.models import GlassBox, GlassBoxSettings, fit_baselines, search, settings_from_text
from openkitchen.models.audience import know
from openkitchen.models.moves import default_settings
from openkitchen.models.search import Trial, search_settings
from openkitchen.schema import Attribute, Tables

DAY = datetime(2026, 1, 1)
NOTHING_GIVEN = GlassBoxSettings()


@pytest.fixture(scope="module")
def tables():
    return small_tables()


@pytest.fixture(scope="module")
def found(tables):
    return search_settings(tables, NOTHING_GIVEN)


def test_the_same_tables_give_the_same_complete_settings(tables, found):
    assert found.complete
    assert search_settings(tables, NOTHING_GIVEN) == found


def test_attributes_are_made_numbers_once_and_not_for_every_cut_and_trial(tables, monkeypatch):
    made = []
    real = search.encode_attributes

    def counted(*given, of_users):
        made.append(of_users)
        return real(*given, of_users=of_users)

    monkeypatch.setattr(search, "encode_attributes", counted)
    search_settings(tables, NOTHING_GIVEN)
    assert len(made) == len(set(made)) <= 2


def test_the_order_of_rows_does_not_matter(tables, found):
    backwards = tables.interactions.take(list(range(tables.interactions.num_rows))[::-1])
    assert search_settings(tables.with_interactions(backwards), NOTHING_GIVEN) == found


def test_complete_settings_are_not_searched(tables, found):
    told = []
    GlassBox(found).fit(tables, lambda *step: told.append(step))
    assert not told


GIVEN = {
    "one scale": {"scales": ("all",)},
    "another scale": {"scales": ("4h",)},
    "three scales": {"scales": ("all", "5d", "2s")},
    "one penalty": {"ridge_items": (10.0,)},
    "two penalties": {"ridge_items": (10.0, 20.0)},
    "three scales, three penalties": {
        "scales": ("all", "5d", "0s"),
        "ridge_items": (1.0, 2.0, 3.0),
    },
    "zeros": {"left_out": 0.0, "shrink": 0.0, "ridge_tags": 0.0, "ridge_users": 0.0, "trend": 0.0},
    "numbers": {"power": 0.3, "row_half_life": 9.0, "trend": 0.2, "trend_half_life": 1.5},
    "inputs": {"max_items": 5, "ridge_base": 3.0},
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_what_is_given_stays(tables, given):
    fitted = GlassBox(GlassBoxSettings(**given)).fit(tables).fitted
    assert {name: asdict(fitted.settings)[name] for name in given} == given
    assert len(fitted.settings.ridge_per_scale) == len(fitted.settings.scales)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_given_penalty_stays_when_scales_are_chosen(seed):
    found = search_settings(small_tables(seed=seed), GlassBoxSettings(ridge_items=(10.0,)))
    assert found.ridge_items == (10.0,)
    assert len(found.ridge_per_scale) == len(found.scales)


@pytest.mark.parametrize("dated", [True, False])
def test_scales_may_be_given_for_undated_data_too(dated):
    given = GlassBoxSettings(scales=("all", "3d", "4s"))
    assert search_settings(small_tables(dated=dated), given).scales == ("all", "3d", "4s")


def test_penalties_that_fit_no_number_of_scales_are_told(tables):
    with pytest.raises(SettingsError, match="5 penalties"):
        search_settings(tables, GlassBoxSettings(ridge_items=(1.0, 2.0, 3.0, 4.0, 5.0)))


def as_text(settings):
    def told(value):
        return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)

    return {f.name: told(getattr(settings, f.name)) for f in fields(settings)}


def test_found_settings_can_be_written_down_and_given_to_another_fit(tables, found):
    again = settings_from_text(as_text(found))
    assert again == found
    users = ["u000", "stranger"]
    first, second = GlassBox().fit(tables), GlassBox(again).fit(tables)
    assert_array_equal(first.score(users), second.score(users))


def test_the_search_is_told_step_by_step_to_its_end(tables):
    told = []
    search_settings(tables, NOTHING_GIVEN, lambda *step: told.append(step))
    names, done, total = zip(*told, strict=True)
    assert set(names) == {"choosing settings"}
    assert list(done) == list(range(len(told)))
    assert set(total) == {len(told) - 1}


def test_tastes_that_are_plain_to_see_are_found():
    rng = np.random.default_rng(3)
    rows = [
        (f"u{user}", f"{'gb'[user % 2]}{item}", DAY + timedelta(hours=int(rng.integers(0, 2000))))
        for user in range(120)
        for item in rng.choice(12, 6, replace=False)
    ]
    model = GlassBox().fit(made(rows))
    told = made([("x", "g1", DAY), ("y", "b2", DAY)]).interactions
    listed = model.recommend(history=told, k=8).to_dict()
    assert {row["item_id"][0] for row in listed if row["user_id"] == "x"} == {"g"}
    assert {row["item_id"][0] for row in listed if row["user_id"] == "y"} == {"b"}


@pytest.mark.parametrize(
    ("after", "last", "dear"),
    [
        (0.06, -0.17, True),  # a little here for much there
        (0.06, -0.05, False),  # a small loss may be traded
        (1.6, -0.78, False),  # much here, and more of it than is lost there
        (1.0, -0.78, True),
    ],
)
def test_a_loss_stands_in_the_way_of_what_does_not_outweigh_it(after, last, dear):
    before = {"after": np.full(3000, 0.05), "last": np.full(3000, 0.13)}
    change = {"after": 1 + after, "last": 1 + last}
    best = Trial(NOTHING_GIVEN, before)
    tried = Trial(NOTHING_GIVEN, {name: told * change[name] for name, told in before.items()})
    assert tried.costs(best) is dear


def test_defaults_know_what_there_is():
    bare = small_tables(attributes=False)
    settings = default_settings(bare, know(bare).events)
    assert settings.ridge_tags == settings.ridge_users == 0.0
    text = replace(bare, items=pa.table({"item_id": ["i00"], "words": ["so and so"]}))
    text = replace(text, item_attributes=(Attribute("words", "text"),))
    assert default_settings(text, know(text).events).ridge_tags == 0.0
    undated = small_tables(dated=False)
    assert default_settings(undated, know(undated).events).scales == ("all",)


def made(rows, **more):
    user, item, time = zip(*rows, strict=True) if rows else ((), (), ())
    return Tables(
        pa.table(
            {
                "user_id": pa.array(user, pa.string()),
                "item_id": pa.array(item, pa.string()),
                "timestamp": pa.array(time, pa.timestamp("us")),
            }
        ),
        **more,
    )


ODD = {
    "one user": made([("a", f"i{n}", DAY + timedelta(n)) for n in range(6)]),
    "one item": made([(f"u{n}", "i", DAY + timedelta(n)) for n in range(6)]),
    "one item, again and again": made([("u", "i", DAY + timedelta(n)) for n in range(6)]),
    "one instant": made([(f"u{n % 4}", f"i{n % 7}", DAY) for n in range(30)]),
    "undated": made([(f"u{n % 4}", f"i{n % 7}", None) for n in range(30)]),
    "partly dated": made([(f"u{n % 4}", f"i{n % 7}", DAY if n % 2 else None) for n in range(30)]),
    "three events": made([("a", "x", DAY), ("b", "y", DAY), ("a", "y", DAY + timedelta(1))]),
    "one event": made([("a", "x", DAY)]),
    "no event": made([]),
    "no event, some items": made([], items=pa.table({"item_id": ["p", "q"]})),
    "no event, some users": made([], users=pa.table({"user_id": ["a", "b"]})),
    "one event each": made([(f"u{n}", f"i{n % 3}", DAY + timedelta(n)) for n in range(12)]),
    "everybody had everything": made([(u, i, DAY) for u in "abcd" for i in "xyz"]),
    "before 1970": made([(f"u{n % 4}", f"i{n % 5}", datetime(1950, 1, 1 + n)) for n in range(20)]),
    "a microsecond": made(
        [(f"u{n % 4}", f"i{n % 5}", DAY + timedelta(microseconds=n % 2)) for n in range(20)]
    ),
    "a hundred years": made(
        [(f"u{n % 4}", f"i{n % 5}", datetime(1926 + 5 * n, 1, 1)) for n in range(20)]
    ),
    "tiny": tiny_tables(),
}


@pytest.mark.parametrize("tables", ODD.values(), ids=ODD)
def test_odd_data_give_lists_all_the_same(tables):
    for model in (GlassBox().fit(tables), *fit_baselines(tables)):
        users = [*model.users, "stranger"]
        lists = model.recommend(users, k=3, include_seen=True).table
        assert lists.num_rows == len(users) * min(3, len(model.items))
