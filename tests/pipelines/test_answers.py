"""The questions of `openkitchen experiment`, asked of a small bundle."""

import json

import pytest
from tests.workspaces import write_csv

from openkitchen.errors import SettingsError
from openkitchen.evaluate.segments import Segment, Segments
from openkitchen.pipelines.answers import (
    SegmentAnswer,
    answer_catalogue,
    answer_cold_start,
    answer_how_many,
    answer_season,
    answer_segments,
    read_calendar,
)
from openkitchen.pipelines.material import Given
from openkitchen.reporting import (
    catalogue_page,
    cold_start_page,
    how_many_page,
    render_answer,
    season_page,
    segments_page,
)


@pytest.fixture(scope="module")
def given(bundle, tmp_path_factory):
    rows = [
        (f"u{n:03d}", f"i{m:02d}", "2026-04-02") for n in range(60) for m in range(n % 3, 24, 3)
    ]
    names = ("user_id", "item_id", "timestamp")
    truth = write_csv(tmp_path_factory.mktemp("truth") / "t.csv", names, rows)
    return Given(bundle=bundle, truth=truth)


def complete(page):
    text = render_answer(page)
    assert text.startswith("<!doctype html>")
    assert "http" not in text.replace("http-equiv", "")
    return text


def test_how_many(given):
    found = answer_how_many(given, 0.2, 10)
    assert len(found.rows) == 10
    assert found.rows[0].coverage is not None
    json.dumps(found.to_dict())
    assert "How many should we show?" in complete(how_many_page(found))
    assert found.to_table().num_rows == 10


def test_segments_and_models_of_their_own(given):
    found = answer_segments(given, 5, least=5, own=True)
    told = found.to_dict()
    json.dumps(told)
    assert {row["attribute"] for row in told["rows"]} >= {"diet", "items known of the user"}
    assert told["items"]
    assert told["own_models"]["rows"]
    page = segments_page(found.users, found.items, found.own, found.sentences())
    assert "Models of their own" in complete(page)
    only = answer_segments(given, 5, by=["users.diet"], least=5)
    assert {row.attribute for row in only.users.rows} == {"diet"}
    assert only.items == ()


def test_of_kinds_that_stand_apart_the_clearest_are_told_and_the_rest_counted():
    qs = (0.03, 0.04, 0.001, 0.02, 0.01, 1e-39, 0.9)
    kinds = tuple(
        Segment("desk", f"k{n}", 99, 0.1, 0.0, 0.2, None, 0.3, -0.2, -0.3, -0.1, q / 9, q,
                "worse" if q < 0.05 else "level")
        for n, q in enumerate(qs)
    )  # fmt: skip
    groups = Segments((), "ndcg", 10, 30, 0.05, 99, 0.2, None, None)
    *_, first, second, _, _, fifth, rest = SegmentAnswer(groups, kinds, None).sentences()
    assert [line.split()[6] for line in (first, second, fifth)] == ["k5", "k2", "k0"]
    assert rest == "1 more kind of items stands apart; see the table."


def test_season(given, tmp_path):
    found = answer_season(given, 5, months=1)
    assert len(found.not_estimable) > 6
    json.dumps(found.to_dict())
    assert "Not estimable" in found.sentences()[0]
    assert "What does the season do?" in complete(season_page(found))
    calendar = tmp_path / "c.yml"
    calendar.write_text("soup: [1]\n", "utf-8")
    told = answer_season(given, 5, calendar=calendar, months=0, at=6)
    assert told.flagged.month == "June"


def test_cold_start_serves_what_it_prints(given):
    found = answer_cold_start(given, 5)
    assert found.served
    assert [row.events for row in found.rows] == [0, 1, 2, 5, 10]
    for row in found.rows:
        total = row.popularity + row.attributes + row.history + row.other
        assert total == pytest.approx(1.0)
    assert found.rows[0].history == 0.0
    assert found.rows[-1].history > 0.0
    assert sum(row.of_slots for row in found.new_items) == pytest.approx(1.0)
    json.dumps(found.to_dict())
    assert "What a score is made of" in complete(cold_start_page(found))


def test_catalogue(given):
    found = answer_catalogue(given, 5)
    assert found.n_eligible == 24
    assert found.n_shown <= 24
    kinds = [kind for kind in found.kinds if kind.attribute == "taken in training"]
    assert sum(kind.of_slots for kind in kinds) == pytest.approx(1.0)
    json.dumps(found.to_dict())
    assert "Kinds of items" in complete(catalogue_page(found))


@pytest.mark.parametrize("text", ["", "- 1", "summer: 13", "a: [b", "summer: [0]"])
def test_what_is_no_calendar_is_told(tmp_path, text):
    (tmp_path / "c.yml").write_text(text, "utf-8")
    with pytest.raises(SettingsError):
        read_calendar(tmp_path / "c.yml")
