from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.sources.records import Dialect, Record, careful, well_formed

COMMA = Dialect()


def records(text: bytes, expected=None, *, final=True, dialect=COMMA):
    *found, rest = careful(text, dialect, expected, final=final)
    return found, rest


def test_records_of_several_lines_know_their_first_line():
    found, rest = records(b'a,b\n\n"1\n2","3""4"\nx,y')
    assert [(r.line, r.fields) for r in found] == [
        (0, [b"a", b"b"]),
        (2, [b"1\n2", b'3"4']),
        (4, [b"x", b"y"]),
    ]
    assert rest == 21


def test_a_line_that_goes_on_elsewhere_is_left_for_later():
    assert records(b"a,b\nc", final=False) == ([Record([b"a", b"b"], 0, 0, 3)], 4)
    assert records(b'a,b\nc,"d\ne,f\n', final=False)[1] == 4
    assert records(b'a,b\nc,"d"', final=False)[1] == 4


def test_after_a_broken_line_reading_goes_on_with_the_next():
    found, _ = records(b'a,"b\nc,d\ne,"f"g\nh,i\n', 2)
    assert [(r.line, r.fields, bool(r.fault)) for r in found] == [
        (0, [], True),
        (1, [b"c", b"d"], False),
        (2, [], True),
        (3, [b"h", b"i"], False),
    ]


def test_a_record_of_several_lines_with_too_many_fields_is_a_broken_quote():
    found, _ = records(b'a,"b\nc,d\ne,f",g,h\n', 2)
    assert [bool(r.fault) for r in found] == [True, False, False]
    assert found[1].fields == [b"c", b"d"]


@pytest.mark.parametrize("text", [b'a,b"c"\n', b'a,"b"c\n', b'"a" ,b\n'])
def test_quotes_out_of_place_are_noticed(text):
    assert well_formed(text, COMMA) is None


def test_places_leave_an_open_record_for_later():
    places = well_formed(b'a,b\n\n"1\n2",x,y\nc,"d\n', COMMA)
    assert places.stop == 15
    assert places.lines == 4
    assert (places.line.tolist(), places.fields.tolist()) == ([0, 2], [2, 3])


TEXT = st.lists(
    st.sampled_from([b"a", b"bc", b",", b'"', b'""', b"\n", b'"x\ny"', b'"p,q"', b" "]), max_size=25
).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(TEXT)
def test_both_ways_agree_where_quotes_are_in_place(text):
    text += b"\n"
    places = well_formed(text, COMMA)
    if places is None or places.stop < len(text):
        return
    found, _ = records(text)
    assert not any(record.fault for record in found)
    assert [r.start for r in found] == places.start.tolist()
    assert [r.end for r in found] == places.end.tolist()
    assert [r.line for r in found] == places.line.tolist()
    assert [len(r.fields) for r in found] == places.fields.tolist()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(alphabet='ab",\n é', max_size=5), min_size=2, max_size=4)))
def test_what_pythons_csv_writes_is_read_back(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    found, _ = records(text.getvalue().encode())
    assert [[field.decode() for field in record.fields] for record in found] == rows
