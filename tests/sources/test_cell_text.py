from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from openkitchen.sources.cell_text import cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (" \t", None),
        ("007", "007"),
        (" a ", " a "),
        ("a_x000D_\nb_x000D_c", "a\nb\nc"),
        (" #N/A ", "#N/A"),
        (7, "7"),
        (7.0, "7"),
        (1e20, "100000000000000000000"),
        (-0.25, "-0.25"),
        (1e-7, "1e-07"),
        (True, "true"),
        (False, "false"),
        (datetime(2026, 8, 1), "2026-08-01"),
        (datetime(2026, 8, 1, 9, 5), "2026-08-01 09:05:00"),
        (datetime(2026, 8, 1, 9, 5, 0, 250_000), "2026-08-01 09:05:00.250000"),
        (date(2026, 8, 1), "2026-08-01"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=30, minutes=5, seconds=7), "30:05:07"),
        (timedelta(seconds=-1.5), "-00:00:01.500"),
    ],
)
def test_cells_are_written_as_a_clean_csv_has_them(value, text):
    assert cell_text(value) == text


def test_numbers_are_written_with_the_sources_own_decimal_sign():
    assert cell_text(12.5, ",") == "12,5"
    assert cell_text("12.5", ",") == "12.5"
