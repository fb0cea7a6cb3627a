"""What cannot be linked is refused before anything is begun."""

import pyarrow as pa
import pytest

from openkitchen.errors import ColumnsError, InputError, UnknownName
from openkitchen.identity.linking.records import need_records

PEOPLE = pa.table({"nr": ["1", "2", "3"], "name": ["Ann Lee", "Bo Day", "Al Fox"]})


def test_a_table_that_can_be_linked_is_returned():
    assert need_records(PEOPLE, "nr", None) is PEOPLE
    assert need_records(PEOPLE, "nr", "name") is PEOPLE


def test_columns_that_are_not_there_are_named():
    for columns in (("number", None), ("nr", "source")):
        with pytest.raises(UnknownName, match="nr, name"):
            need_records(PEOPLE, *columns)


def test_no_records_and_records_without_an_id_are_told():
    with pytest.raises(InputError, match="no records"):
        need_records(PEOPLE.slice(0, 0), "nr", None)
    without = PEOPLE.set_column(0, "nr", pa.array(["1", None, None]))
    with pytest.raises(InputError, match="2 records have no id"):
        need_records(without, "nr", None)


def test_ids_that_repeat_are_named_the_most_frequent_first():
    ids = [str(n) for n in range(40)] + ["7", "7", "8"] + [str(n) for n in range(20, 30)]
    with pytest.raises(ColumnsError, match="12 ids are there several times, in 25 rows") as told:
        need_records(pa.table({"nr": ids}), "nr", None)
    assert "'7' (3 times)" in str(told.value)
    assert str(told.value).count("times)") == 5
