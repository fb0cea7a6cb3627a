"""Files become typed tables, or nothing; every cell that does not conform is named."""

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.serving.personalize.shop import field, schema

from openkitchen.serving.personalize.avro import parse_schema
from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.intake import NOT_CONFORMING, take_in
from openkitchen.serving.personalize.places import Places

COLUMNS = parse_schema(
    schema(
        "Interactions",
        field("USER_ID"),
        field("ITEM_ID"),
        field("TIMESTAMP", "long"),
        field("PRICE", ["null", "double"]),
        field("COUNT", "int"),
        field("NEW", ["boolean", "null"]),
    )
)
HEAD = "user_id,ITEM_ID,Timestamp,PRICE,COUNT,NEW,EXTRA\n"


@pytest.fixture
def take(tmp_path):
    def read(text, columns=COLUMNS):
        (tmp_path / "given.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        sources = Places(buckets={"b": tmp_path}).sources("s3://b/given.csv")
        take_in(sources, columns, tmp_path / "out.parquet")
        return pq.read_table(tmp_path / "out.parquet").to_pylist()

    return read


def test_cells_get_the_types_of_the_schema(take):
    text = f'\ufeff{HEAD}u1,"i,\n1",1700000000,1e3,3,TRUE,x\n u2 ,i2,1700000001.0,,+4,,\n'
    assert take(text) == [
        {"USER_ID": "u1", "ITEM_ID": "i,\n1", "TIMESTAMP": 1_700_000_000, "PRICE": 1000.0,
         "COUNT": 3, "NEW": True},
        {"USER_ID": "u2", "ITEM_ID": "i2", "TIMESTAMP": 1_700_000_001, "PRICE": None,
         "COUNT": 4, "NEW": None},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",i,1700000000,1,1,true,", "USER_ID is empty, expected string"),
        ("u,i,tomorrow,1,1,true,", "TIMESTAMP is 'tomorrow', expected long"),
        ("u,i,1700000000123,1,1,true,", "TIMESTAMP is '1700000000123'"),
        ("u,i,-5,1,1,true,", "TIMESTAMP is '-5'"),
        ("u,i,1700000000,dear,1,true,", "PRICE is 'dear', expected double"),
        ("u,i,1700000000,1,,true,", "COUNT is empty, expected int"),
        ("u,i,1700000000,1,1,perhaps,", "NEW is 'perhaps', expected boolean"),
        ("u,i,1700000000", "3 cells, expected 7"),
        ("u\0,i,1700000000,1,1,true,", r"USER_ID is 'u\x00', expected string"),
        ("u,i,1700000000,1,3000000000,true,", "COUNT is '3000000000', expected int"),
        ("u,i,1700000000,1e400,1,true,", "PRICE is '1e400', expected double"),
    ],
)
def test_a_cell_that_does_not_conform_is_named(take, tmp_path, row, words):
    with pytest.raises(Fault) as caught:
        take(f"{HEAD}u,i,1700000000,1,1,true,\n{row}\n")
    assert caught.value.message.startswith(NOT_CONFORMING)
    assert words in caught.value.message
    assert not (tmp_path / "out.parquet").exists()


def test_five_are_named_and_all_are_counted(take):
    bad = "u,i,x,1,1,true,\n" * 20
    with pytest.raises(Fault, match=r"20 do not: line 2: .*; and 15 more"):
        take(HEAD + bad)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("USER_ID,ITEM_ID\n", "missing the following columns: TIMESTAMP, PRICE, COUNT, NEW"),
        ("", "missing the following columns"),
        (HEAD, "no rows"),
    ],
)
def test_a_file_that_is_none_is_told(take, text, words):
    with pytest.raises(Fault, match=words):
        take(text)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_a_file_holds_it_is_taken_or_refused(tmp_path_factory, body):
    folder = tmp_path_factory.mktemp("any")
    (folder / "given.csv").write_bytes((HEAD + body).encode())
    sources = Places(buckets={"b": folder}).sources("s3://b/given.csv")
    try:
        assert take_in(sources, COLUMNS, folder / "out.parquet") > 0
    except Fault:
        assert list(folder.iterdir()) == [folder / "given.csv"]


def test_letters_of_another_encoding_are_refused(take):
    with pytest.raises(Fault, match="is no CSV"):
        take(f"{HEAD}ü,i,1700000000,1,1,true,\n".encode("latin-1"))


def test_a_row_is_named_by_the_line_on_which_it_starts(take):
    text = f'{HEAD}u,"two\nlines",1700000000,1,1,true,\nu,i,tomorrow,1,1,true,\n'
    with pytest.raises(Fault, match="line 4: TIMESTAMP is 'tomorrow'"):
        take(text)


def test_a_column_that_is_there_twice_is_refused(take):
    with pytest.raises(Fault, match="several columns of the name USER_ID"):
        take("USER_ID,user_id,ITEM_ID,TIMESTAMP,PRICE,COUNT,NEW\nu,v,i,1,1,1,true\n")


def test_a_float_is_the_number_that_was_written(take):
    columns = parse_schema(schema("Items", field("ITEM_ID"), field("RATING", "float")))
    text = "ITEM_ID,RATING\ni1,8.1\ni2,0.7\n"
    assert [row["RATING"] for row in take(text, columns)] == [8.1, 0.7]
    with pytest.raises(Fault, match="RATING is '1e39', expected float"):
        take("ITEM_ID,RATING\ni1,1e39\n", columns)
