"""Column names are spelt once."""

import ast
from pathlib import Path

import openkitchen.schema
from openkitchen.schema import columns

NAMES = {name: value for name, value in vars(columns).items() if name.isupper()}


def test_every_name_is_a_lower_case_word_of_its_own():
    assert len(set(NAMES.values())) == len(NAMES)
    assert all(value.islower() and value.isidentifier() for value in NAMES.values())


def test_every_name_is_used_somewhere():
    rooms = Path(openkitchen.schema.__file__).parent.parent
    used = set()
    for file in rooms.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "openkitchen.schema.columns":
                used |= {alias.name for alias in node.names}
    assert set(NAMES) - used == set()
