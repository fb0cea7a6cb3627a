"""Each fault that is planted in the demo shop turns its issue red; the clean shop shows none."""

import pytest
from benchmarks._faults import FAULTS, LONG, SHORT, plant
from benchmarks.quality import made

from openkitchen.pipelines.quality import check_quality
from openkitchen.quality import built_in


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The clean shop, run and looked at; no test may write into it."""
    return made(tmp_path_factory.mktemp("clean") / "shop", SHORT)


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """The same, open for a quarter."""
    return made(tmp_path_factory.mktemp("long") / "shop", LONG)


def test_a_fault_for_every_issue():
    assert set(FAULTS) == {one.name for one in built_in()}


def broken(root, *only):
    return {one.issue.name: one.verdict.found for one in check_quality(root, only).broken}


def test_the_clean_shop_shows_none(clean):
    assert not broken(clean)


@pytest.mark.parametrize("issue", [n for n, f in FAULTS.items() if f.base == SHORT])
def test_its_fault_turns_it_red(issue, clean, tmp_path):
    root = plant(FAULTS[issue], clean, tmp_path / "shop")
    assert set(broken(root, issue)) == {issue}


@pytest.mark.slow
def test_the_clean_quarter_shows_none(long):
    assert not broken(long)


@pytest.mark.slow
@pytest.mark.parametrize("issue", [n for n, f in FAULTS.items() if f.base == LONG])
def test_its_fault_turns_it_red_in_a_quarter(issue, long, tmp_path):
    root = plant(FAULTS[issue], long, tmp_path / "shop")
    assert set(broken(root, issue)) == {issue}
