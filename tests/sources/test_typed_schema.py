from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from tests.sources.desk import web_source

from openkitchen.sources import ColumnRule, DayRule
from openkitchen.sources.typed_schema import contract_mark, typed_schema


def test_our_columns_have_their_types_and_attributes_their_kind():
    columns = (*web_source().columns, ColumnRule("age", "age", "integer"))
    schema = typed_schema(web_source(columns=columns))
    assert schema.names == [
        "visitor_id", "item_id", "timestamp", "event_value", "age", "event_type",
    ]  # fmt: skip
    assert schema.field("timestamp").type == pa.timestamp("us")
    assert schema.field("age").metadata == {b"openkitchen.kind": b"number"}
    assert schema.field("event_value").metadata is None


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "Asia/Tokyo"},
        {"constants": {}},
        {"missing": ()},
        {"day": DayRule("none")},
        {"columns": web_source().columns[:-1]},
    ],
)
def test_the_mark_changes_with_what_decides_how_rows_are_read(change):
    assert contract_mark(web_source(**change)) != contract_mark(web_source())


def test_words_about_a_column_do_not_change_the_mark():
    source = web_source()
    described = tuple(replace(rule, meaning="explained") for rule in source.columns)
    assert contract_mark(replace(source, columns=described)) == contract_mark(source)
    assert contract_mark(web_source(promised=None)) == contract_mark(source)
