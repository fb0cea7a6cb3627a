"""A readout is laid out with what there is, and with nothing for what there is not."""

from datetime import datetime

from openkitchen.pilot.analysis import Effect
from openkitchen.pilot.offline import Agreement
from openkitchen.pilot.quotes import Quote, Said
from openkitchen.pilot.readout import ArmFigures, Readout
from openkitchen.reporting import render_answer
from openkitchen.reporting.pilot_page import readout_page

FEEL = Effect(-0.5, -0.9, -0.1, 0.02, 12, 0.6, 0.55, 0.02)


def found(**changed):
    told = {
        "name": "tasting", "design": "split", "names": ("old", "new"),
        "moment": datetime(2026, 1, 1), "closed": True, "weeks_done": 4, "weeks_planned": 4,
        "invited": 14, "answered": 12, "left": 1,
        "arms": (ArmFigures("old", 6, 80, 3.0, 0.3, 0.1, {"taste": 3}),
                 ArmFigures("new", 6, 90, 3.5, 0.5, 0.2, {"known": 2})),
        "feel": FEEL, "act": None, "mixed": None, "preference": None,
        "whole": (Said("trust", 3.5, 12, None), Said("variety", None, 0, None)),
        "agreement": Agreement(None, "cannot tell", None),
        "quotes": (Quote("p1-w1-1", 1, 1, "Stew", "old", 2, "<b>cold</b>"),), "lists": 48,
    }  # fmt: skip
    return Readout(**(told | changed))


def test_the_answer_comes_first_and_the_parts_after():
    page = readout_page(found())
    assert page.title == "Do people prefer old or new?"
    assert page.sentences[0].startswith("People like new better than old")
    assert page.basis == "12 of 14 people answered, 1 left; week 4 of 4; 48 lists, split."
    assert [part.title for part in page.sections] == [
        "The difference", "Each arm", "Why", "The lists as a whole", "In their own words",
    ]  # fmt: skip
    (bar,) = page.sections[0].bars
    assert (bar.number, bar.detail) == ("−0.50", "n = 12")
    assert page.sections[2].table.rows == (("known", "0", "2"), ("taste", "3", "0"))
    assert page.sections[3].table.rows[1] == ("variety", "–", "0")


def test_words_of_people_are_text():
    assert "&lt;b&gt;cold&lt;/b&gt;" in render_answer(readout_page(found()))


def test_nothing_yet_is_a_page_too():
    none = ArmFigures("old", 0, 0, None, None, None, {})
    page = readout_page(found(feel=None, arms=(none, none), quotes=(), whole=(), answered=0))
    assert "Nothing can be told yet" in page.sentences[0]
    assert [part.title for part in page.sections] == ["The difference", "Each arm"]
    assert page.sections[0].bars == ()
