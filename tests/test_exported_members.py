"""The public names: few, listed, and each one there."""

from __future__ import annotations

import subprocess
import sys

import pytest

import openkitchen

PUBLIC = {
    "Ease",
    "EaseSettings",
    "GlassBox",
    "GlassBoxSettings",
    "OpenKitchenError",
    "OutsideModel",
    "Popularity",
    "RecentPopularity",
    "Tables",
    "__version__",
    "compare",
    "evaluate",
    "explain",
    "load",
    "read_rules",
    "read_tables",
    "weights",
    "whatif",
    "why_not",
}


def test_public_names_are_the_ones_listed_here() -> None:
    assert set(openkitchen.__all__) == PUBLIC
    assert set(dir(openkitchen)) == PUBLIC
    assert len(PUBLIC) <= 20


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_each_public_name_can_be_called(name: str) -> None:
    assert callable(getattr(openkitchen, name))


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'recipe'"):
        openkitchen.recipe  # noqa: B018


@pytest.mark.parametrize("name", ["explain", "evaluate"])
@pytest.mark.parametrize("order", ["room first", "function first"])
def test_a_room_does_not_hide_the_function_of_the_same_name(name: str, order: str) -> None:
    touch = f"import openkitchen.{name}"
    lines = {
        "room first": f"{touch}; import openkitchen as ok",
        "function first": f"import openkitchen as ok; ok.{name}; {touch}",
    }[order]
    check = f"assert callable(ok.{name}); from openkitchen.{name} import __all__"
    subprocess.run([sys.executable, "-c", f"{lines}; {check}"], check=True)
