"""What the pages speak of exists: commands, options, settings, Python names."""

import re
from dataclasses import fields

import pytest
import typer.main
from tests.docs.pages import ROOT, blocks_of

import openkitchen
from openkitchen.cli.main import app
from openkitchen.models import GlassBoxSettings
from openkitchen.sources.contract import ColumnRule, DayRule, Promise, Source

GENERATED = {"cli.md", "python.md", "figures.md"}
PAGES = [
    *(ROOT / "README.md", ROOT / "CONTRIBUTING.md"),
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.name not in GENERATED),
]
CALL = re.compile(r"^openkitchen((?:[^\n\\]|\\\n)*)", re.MULTILINE)
SPOKEN = re.compile(r"`openkitchen ([^`]+)`")
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])")


def commands(command=None, path=()):
    """Return every command with its options."""
    command = command or typer.main.get_command(app)
    own = {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    found = {path: own | {"--help", "-h"}}
    for name, member in getattr(command, "commands", {}).items():
        found |= commands(member, (*path, name))
    return found


KNOWN = commands()


def calls(page):
    """Return what the page types after ``openkitchen``, in blocks and in the text."""
    text = page.read_text("utf-8")
    blocks = [block.text.replace("\\\n", " ") for block in blocks_of(page)]
    typed = [call for block in blocks for call in CALL.findall(block)]
    return [re.split(r"[|;&#]", call)[0] for call in [*typed, *SPOKEN.findall(text)]]


def command_of(call):
    words = call.split()
    if words[:1] == ["whatif"]:  # the bundle stands before the command
        words[1:2] = []
    for length in (2, 1):
        if tuple(words[:length]) in KNOWN and len(words) >= length:
            return tuple(words[:length])
    return () if not words or words[0].startswith("-") else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_and_options_exist(page):
    for call in calls(page):
        command = command_of(call)
        assert command is not None, f"{page.name}: openkitchen {call}"
        unknown = set(OPTION.findall(re.sub(r'"[^"]*"', "", call))) - KNOWN[command]
        assert not unknown, f"{page.name}: openkitchen {call} has no {', '.join(unknown)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_options_in_the_text_are_some_commands(page):
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    ours = set.union(*KNOWN.values())
    for span in re.findall(r"`(--[^`]+)`", prose):
        assert set(OPTION.findall(span)) <= ours, f"{page.name}: {span}"


def test_every_command_is_in_the_reference():
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    for path in KNOWN:
        assert f"\n## {' '.join(('openkitchen', *path))}\n" in text


def test_every_public_name_is_in_the_reference():
    text = (ROOT / "docs/reference/python.md").read_text("utf-8")
    for name in set(openkitchen.__all__) - {"__version__"}:
        assert f"\n## {name}\n" in text


def test_every_setting_is_told():
    text = (ROOT / "docs/how-to/fit-your-tables.md").read_text("utf-8")
    for field in fields(GlassBoxSettings):
        assert f"`{field.name}`" in text


def test_every_key_of_sources_is_told():
    text = (ROOT / "docs/how-to/receive-extracts.md").read_text("utf-8")
    renamed = {"source": "from", "distinct_from": "not"}
    for kind in (Source, ColumnRule, DayRule, Promise):
        for field in fields(kind):
            key = renamed.get(field.name, field.name)
            assert key == "name" or f"`{key}`" in text or f"`{key}:" in text, key


def test_the_picture_is_small_enough_to_load():
    assert (ROOT / "docs/images/explanation.png").stat().st_size < 150_000
