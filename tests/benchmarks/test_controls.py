"""The controls of the attributes: the same columns about somebody else, and made-up ones."""

from benchmarks.controls import shuffled, with_noise
from tests.models.changes import random_tables

from openkitchen.models.encode import fit_encoder


def test_shuffling_keeps_ids_and_columns_and_deals_rows_out_anew():
    tables = random_tables(1)
    dealt = shuffled(tables, 0)
    for before, after in ((tables.items, dealt.items), (tables.users, dealt.users)):
        name = before.column_names[0]
        assert after.column_names == before.column_names
        assert after[name].equals(before[name])
        assert not after.equals(before)
        rest = [table.drop_columns([name]).to_pylist() for table in (before, after)]
        assert sorted(map(repr, rest[0])) == sorted(map(repr, rest[1]))


def test_noise_columns_are_inputs():
    wider = with_noise(random_tables(1), 0)
    for table, attributes in (
        (wider.items, wider.item_attributes),
        (wider.users, wider.user_attributes),
    ):
        names = {column.attribute for column in fit_encoder(table, attributes).columns}
        assert {"noise_category", "noise_number", "noise_set"} <= names
