"""What pilot.yml states is read whole, or refused with all that is wrong."""

from importlib.resources import files

import pytest
import yaml

from openkitchen.errors import SettingsError
from openkitchen.pilot.settings import PilotSettings, settings_of


def template():
    file = files("openkitchen.pipelines") / "template" / "conf" / "base" / "pilot.yml"
    return yaml.safe_load(file.read_text("utf-8"))


def test_the_template_states_what_holds_without_it():
    assert settings_of(template()) == settings_of({}) == settings_of(None)


def test_the_template_states_everything_that_can_be_stated():
    told = template()
    assert set(told) == set(PilotSettings.model_fields)
    for part in ("assume", "mail", "wording"):
        assert set(told[part]) == set(type(getattr(settings_of({}), part)).model_fields)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"wekes": 8}, "wekes: Extra inputs"),
        ({"weeks": 0}, "weeks: "),
        ({"design": "both"}, "design: "),
        ({"arms": {"one": {"model": "popularity"}}}, "arms: a pilot compares two arms, and here"),
        ({"arms": {"a": {}, "b": {"map": "1"}}}, "arms: arm a: give one of bundle"),
        ({"arms": {"a": {"map": "1", "model": "ease"}, "b": {"map": "1"}}}, "arm a: give one of"),
        ({"name": "../x"}, "name: "),
        ({"wording": {"steps": ["a", "b"]}}, "wording.steps: "),
        ({"mail": {"port": 0}}, "mail.port: "),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(stated, words):
    with pytest.raises(SettingsError, match=r"pilot\.yml: ") as refused:
        settings_of(stated)
    assert words in refused.value.message
    assert "There are: name, people, weeks" in refused.value.hint


def test_settings_and_variety_may_stand_together():
    both = {"settings": {"power": 0.3}, "diversity": 0.2}
    found = settings_of({"arms": {"a": both, "b": {"diversity": 0.5}}})
    assert found.names == ("a", "b")
    assert found.arms["a"].diversity == 0.2


def test_each_week_has_its_question_and_the_last_one_repeats():
    found = settings_of({"questions": ["first?", "second?"]})
    assert [found.question_of(week) for week in (0, 1, 2, 3)] == [
        "",
        "first?",
        "second?",
        "second?",
    ]
    assert settings_of({"questions": []}).question_of(1) == ""


def test_a_changed_design_is_told():
    one = settings_of({})
    assert one.changed_design(settings_of({"weeks": 9, "wording": {"title": "x"}})) == ["weeks"]
