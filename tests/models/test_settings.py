"""Settings are checked where they are written."""

import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models.scales import Scale
from openkitchen.models.settings import GlassBoxSettings, settings_from_text


@pytest.mark.parametrize(
    "wrong",
    [
        {"power": -0.1},
        {"ridge_items": (1.0, -2.0)},
        {"shrink": float("nan")},
        {"trend": float("inf")},
        {"max_items": -1},
        {"row_half_life": -1.0},
    ],
    ids=str,
)
def test_impossible_values_are_named(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        GlassBoxSettings(**wrong)


def test_scales_are_checked_at_once():
    with pytest.raises(SettingsError, match="'3w'"):
        GlassBoxSettings(scales=("all", "3w"))
    with pytest.raises(SettingsError, match="no scale"):
        GlassBoxSettings(scales=())


def test_one_penalty_serves_all_scales_and_otherwise_each_has_its_own():
    scales = ("all", "3d")
    assert GlassBoxSettings(scales, ridge_items=(5.0,)).ridge_per_scale == (5.0, 5.0)
    assert GlassBoxSettings(scales, ridge_items=(5.0, 6.0)).ridge_per_scale == (5.0, 6.0)
    with pytest.raises(SettingsError, match="3 penalties in ridge_items for 2 scales"):
        _ = GlassBoxSettings(scales, ridge_items=(1.0, 2.0, 3.0)).ridge_per_scale


def test_given_settings_win_zero_included():
    given = GlassBoxSettings(power=0.0)
    filled = given.filled(GlassBoxSettings(power=0.5, trend=1.0))
    assert (filled.power, filled.trend) == (0.0, 1.0)
    assert not filled.complete


def test_text_is_read_by_the_type_of_the_setting():
    read = settings_from_text(
        {"scales": "all, 30d", "ridge_items": "1,2.5", "max_items": "7", "power": "1e-1"}
    )
    assert read == GlassBoxSettings(("all", "30d"), 0.1, ridge_items=(1.0, 2.5), max_items=7)
    assert read.parsed_scales == (Scale(), Scale("days", 30.0))
    assert settings_from_text({}) == GlassBoxSettings()


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UnknownName, match="'powr'") as caught:
        settings_from_text({"powr": "1"})
    assert "'power'" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [("power", "much"), ("max_items", "2.5"), ("ridge_items", "1,,2"), ("scales", " , ")],
)
def test_text_that_is_no_value_is_told(name, text):
    with pytest.raises(SettingsError, match="scale" if name == "scales" else name):
        settings_from_text({name: text})


@pytest.mark.parametrize("name", ["scales", "ridge_items", "repeat", "context", "event_weights"])
def test_one_value_in_the_place_of_a_list_is_told(name):
    with pytest.raises(SettingsError, match=f"{name} = .* is no list"):
        GlassBoxSettings(**{name: "all" if name != "ridge_items" else 3.0})
