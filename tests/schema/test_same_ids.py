"""Ids that are written otherwise are refused; ids that are others are not."""

import pyarrow as pa
import pytest

from openkitchen.errors import InputError
from openkitchen.schema.same_ids import need_same_ids

KNOWN = pa.array([f"{n:06d}" for n in range(1, 200)])
WORDS = {"asked_as": "the file", "known_as": "the model"}


@pytest.mark.parametrize(
    ("write", "reason"),
    [(str, "leading zeros"), (lambda n: f"{n:06d}.0", "'.0'"),
     (lambda n: f" {n:06d} ", "blanks")],
)  # fmt: skip
def test_another_spelling_is_told_with_examples(write, reason):
    with pytest.raises(InputError, match=reason) as told:
        need_same_ids(pa.array([write(n) for n in range(1, 50)]), KNOWN, **WORDS)
    assert "'000001'" in str(told.value)


def test_other_ids_are_no_fault_unless_some_must_be_known():
    strangers = pa.array(["ada", "eve"])
    need_same_ids(strangers, KNOWN, **WORDS)
    with pytest.raises(InputError, match="'ada'"):
        need_same_ids(strangers, KNOWN, **WORDS, some=True)


@pytest.mark.parametrize("asked", [[], ["000001"], ["000001", "ada", "eve"]])
def test_who_is_known_is_enough(asked):
    some, none = pa.array(asked, pa.string()), pa.array([], pa.string())
    need_same_ids(some, KNOWN, **WORDS, some=True)
    need_same_ids(some, none, **WORDS, some=True)
