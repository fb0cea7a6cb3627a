import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.errors import SettingsError
from openkitchen.serving.moments import LATEST_SECONDS, moment_of

NOON = datetime(2026, 8, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        NOON.timestamp(),
        str(NOON.timestamp()),
        "2026-08-31T12:00:00",
        "2026-08-31T14:00:00+02:00",
        "2026-08-31T12:00:00Z",
    ],
)
def test_one_moment_in_many_words(told):
    assert moment_of(told) == NOON


@pytest.mark.parametrize(
    "told", [-1, LATEST_SECONDS, "nan", "inf", "soon", "", "0001-01-01", "1969-12-31", True]
)
def test_what_is_no_moment_is_named(told):
    with pytest.raises(SettingsError, match="at is"):
        moment_of(told, "at")


@given(st.datetimes(datetime(1970, 1, 2), datetime(5000, 1, 1)), st.integers(-23, 23))
def test_zones_change_nothing(moment, hours):
    here = moment.replace(tzinfo=UTC)
    local = (here + timedelta(hours=hours)).replace(tzinfo=None)
    sign = "+" if hours >= 0 else "-"
    told = f"{local.isoformat()}{sign}{abs(hours):02}:00"
    assert moment_of(told) == here


@given(st.text())
def test_any_text_is_a_moment_or_refused(text):
    with contextlib.suppress(SettingsError):
        assert moment_of(text).tzinfo is not None
