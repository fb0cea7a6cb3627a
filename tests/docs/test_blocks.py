"""What the pages tell the reader to type works, in the order in which they tell it."""

import pytest
from tests.docs.pages import ROOT, RUNNABLE, blocks_of, first_missing

IN_STORIES = {"a-year.md", "x-wines.md", "completejourney.md"}
"""Pages on open data, and one that plays a year; the stories run them."""

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
    *sorted((ROOT / "docs" / "concepts").glob("*.md")),
]


def runs(page):
    return page.name not in IN_STORIES and any(block.runs for block in blocks_of(page))


@pytest.mark.parametrize("page", [*filter(runs, PAGES)], ids=lambda page: page.stem)
def test_a_reader_can_follow(page, reader):
    reader.follow(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_marks_are_known_and_say_why(page):
    for block in blocks_of(page):
        assert block.mark in {"", "not run", "run as", "file", "output", "background"}, block.place
        assert block.about or block.mark in {"", "output", "background"}, block.place
        assert block.language in {*RUNNABLE, "text", "yaml", "csv", "json"}, block.place


def test_output_is_compared_line_by_line():
    assert first_missing("a\n…\nc\n", "a\nb\nc\n") is None
    assert first_missing("c\na\n", "a\nb\nc\n") == "a"
    assert first_missing("a 1\n", "a 2\n") == "a 1"
