"""All words that people read can be stated, and scales keep their five steps."""

import pytest
from pydantic import ValidationError

from openkitchen.pilot.wording import Wording


def test_words_have_five_steps_and_no_strangers():
    assert len(Wording().steps) == len(Wording().scale) == 5
    for wrong in ({"scale": ("a",)}, {"tilte": "x"}):
        with pytest.raises(ValidationError):
            Wording(**wrong)


def test_nothing_is_left_empty():
    assert all(value for value in Wording().model_dump().values())
