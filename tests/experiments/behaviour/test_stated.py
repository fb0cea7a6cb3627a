"""What is expected is read from YAML; what cannot be meant is refused by name."""

from dataclasses import fields

import pytest
import yaml

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.experiments.behaviour import KINDS, stated_of
from openkitchen.experiments.behaviour.on_lists import InSeason, Never, NoRepeats


def read(text):
    return stated_of(yaml.safe_load(text))


def test_kinds_and_their_settings_are_read():
    told = read("""
people: 50
list_length: 7
expectations:
  - no_repeats
  - {expect: in_season, at_least: 0.5, month: 12, column: season}
  - {expect: never, users: {diet: [vegan, vegetarian]}, items: {contains: meat}}
""")
    assert (told.people, told.k) == (50, 7)
    assert told.expectations == (
        NoRepeats(),
        InSeason(0.5, 12, "season"),
        Never({"diet": ("vegan", "vegetarian")}, {"contains": ("meat",)}),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_stated_by_its_name(kind):
    entry = {"expect": kind} | ({"items": {"a": 1}} if kind == "never" else {})
    (made,) = stated_of({"expectations": [entry]}).expectations
    assert type(made) is KINDS[kind]
    assert all(str(f.type) in {"int", "float", "str", "Wanted"} for f in fields(made))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("[]", SettingsError, "no mapping"),
        ("expectations: []", SettingsError, "nothing is expected"),
        ("expectations: [be_nice]", UnknownName, "no_repeats"),
        ("expectations: [no_repeats]\npeople: 0", SettingsError, "people = 0"),
        ("expectations: [no_repeats]\nlist_length: ten", SettingsError, "list_length"),
        ("expectations: [no_repeats]\nlength: 3", UnknownName, "list_length"),
        ("expectations: [{expect: in_season, least: 1}]", UnknownName, "at_least"),
        ("expectations: [{expect: in_season, at_least: 95}]", SettingsError, "share from 0 to 1"),
        ("expectations: [{expect: in_season, month: 1.5}]", SettingsError, "whole number"),
        ("expectations: [{expect: in_season, column: 3}]", SettingsError, "Write a name"),
        ("expectations: [{expect: never, users: {diet: vegan}}]", SettingsError, "no items"),
        ("expectations: [{expect: never, items: meat}]", SettingsError, "no mapping"),
        ("expectations: [3]", SettingsError, "no mapping"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, error, words):
    with pytest.raises(error) as told:
        read(text)
    assert words in f"{told.value.message} {told.value.hint}"
