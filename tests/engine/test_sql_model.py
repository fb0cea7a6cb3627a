"""A model is a file of one SELECT, named as the file."""

import pytest

from openkitchen.engine.sql_model import name_of, quoted, refused, select_in
from openkitchen.errors import FileUnreadable


def test_the_select_comes_with_its_comment_and_without_its_semicolon(tmp_path):
    model = tmp_path / "one.sql"
    model.write_text("-- One.\nSELECT 1 AS n;\n", "utf-8")
    assert select_in(model) == "-- One.\nSELECT 1 AS n"
    assert name_of(model) == "one"


def test_a_file_that_writes_is_no_model(tmp_path):
    model = tmp_path / "drop.sql"
    model.write_text("-- Drops.\nDROP TABLE t", "utf-8")
    with pytest.raises(FileUnreadable, match="expected one SELECT"):
        select_in(model)


def test_quotes_in_names_are_doubled():
    assert quoted('a "b"') == '"a ""b"""'


def test_a_refusal_names_file_and_engine(tmp_path):
    error = refused(tmp_path / "x.sql", "Spark", ValueError("no such column"))
    assert "x.sql: the database refuses it: no such column" in error.message
    assert "in Spark" in error.hint
