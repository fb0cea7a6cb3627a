from __future__ import annotations

import pytest

from openkitchen.sources.record_faults import fault_of, is_utf8
from openkitchen.sources.records import Record


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        ([b"1", b"2"], None, None),
        ([b"1"], "", "1 field; expected 2, as in the header"),
        ([b"1", b"2", b"3"], "", "3 fields; expected 2, as in the header"),
        ([b"1", b"\0"], "b", "a NUL character; expected text"),
        ([b"\xff", b"2"], "a", "bytes that are no text in this encoding; expected UTF-8"),
        ([b"x" * 600_000] * 2, None, None),
        ([b"1", b"x" * 1_000_001], "b", "a field of 1,000,001 bytes; expected at most 1,000,000"),
    ],
)
def test_why_a_record_is_no_row(fields, column, reason):
    found = fault_of(Record(fields, 0, 0, 0), ["a", "b"], b",".join(fields))
    assert found == (None if reason is None else (column, reason))


def test_a_broken_record_says_what_was_expected():
    column, reason = fault_of(Record([], 0, 0, 0, "a quote is not closed"), ["a"], b"")
    assert (column, reason[:34]) == ("", "a quote is not closed; expected qu")


def test_utf8():
    assert is_utf8(b"a")
    assert is_utf8("ä".encode())
    assert not is_utf8(b"\xe4")
