import pyarrow as pa
import pytest

from openkitchen.sources.findings.dates import written_days


def days(*values):
    return written_days(pa.array(values, pa.string())).to_pylist()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1900-01-01", "1900-01-01"),
        ("1900/1/1 00:00", "1900-01-01"),
        ("1900-01-01T00:00:00", "1900-01-01"),
        ("01.01.1900", "1900-01-01"),
        ("31.12.99 10:00", "1999-12-31"),
        ("1.2.26", "2026-02-01"),
        ("00/00/0000", "0000-00-00"),
        ("31/12/9999", "9999-12-31"),
        (" 02/03/2026 ", "2026-03-02"),
        ("19991231", "1999-12-31"),
        ("00000000", "0000-00-00"),
        ("12345678", None),
        ("1.2.3", None),
        ("2026-01-02-03", None),
        ("x", None),
        (None, None),
    ],
)
def test_a_day_is_told_however_it_is_written(written, day):
    assert days(written) == [day]


def test_months_lead_where_a_second_number_is_above_12():
    assert days("02/03/2026", "02/28/2026") == ["2026-02-03", "2026-02-28"]
    assert days("02/03/2026", "28/02/2026") == ["2026-03-02", "2026-02-28"]


def test_eight_digits_are_dates_where_nearly_all_can_be():
    assert days("20260101", "12345678") == [None, None]


def test_no_values():
    assert days() == []
