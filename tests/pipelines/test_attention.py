import json
from dataclasses import replace

from tests.reporting.conftest import way

from openkitchen.experiments.ledger import Assumption, Entry, Ledger
from openkitchen.identity.review import Question
from openkitchen.pipelines.attention import look_around
from openkitchen.pipelines.workspace import create
from openkitchen.sources.calendar import Calendar, SourceCalendar
from openkitchen.studio.desk import Review

NOTHING = Review((), {})


def test_where_nothing_is_the_matter_it_says_so(tmp_path):
    here = create(tmp_path / "shop")
    whole = replace(way(), deliveries=())
    (one,) = look_around(here, Calendar(), whole, NOTHING, Ledger())
    assert (one.kind, one.what) == ("fine", "All is well")


def test_the_worst_comes_first(tmp_path):
    here = create(tmp_path / "shop")
    here.report.parent.mkdir(parents=True, exist_ok=True)
    told = {"outcomes": [{"passed": False, "words": "no item twice"}, {"passed": True}]}
    here.report.with_name("behaviour.json").write_text(json.dumps(told))
    calendar = Calendar((SourceCalendar("web", "events", None, {}, 1, 9, 1, None, None, ()),))
    review = Review((Question("q1", "owner", "v", "c", 0.5, "once"),), {})
    moved = Ledger((Entry("?", "ask", "", rests_on={"slots": "5"}, id="Q1"),),
                   assumptions=(Assumption("slots", "6"),))  # fmt: skip
    found = look_around(here, calendar, way(), review, moved)
    assert [one.what for one in found] == [
        "Lists misbehave", "Data are missing", "Rows turned away", "To be decided",
        "To be asked again",
    ]  # fmt: skip
    assert found[0].words == "1 expectation of the lists does not hold, such as: no item twice."
    assert "59 of 730 promised days arrived" in found[1].words
    assert found[2].words == "1 row was turned away, from “web”."
