"""Steps come in the order of their data, and misfits are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.pipelines.step import Step, chosen, in_order


def step(name: str, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Step:
    return Step(name, lambda *given: given, inputs, outputs)


CHAIN = [step(f"s{n}", (f"t{n}",) if n else (), (f"t{n + 1}",)) for n in range(6)]


@given(st.permutations(CHAIN))
def test_a_chain_is_put_in_order_however_it_was_listed(listed: list[Step]) -> None:
    assert [s.name for s in in_order(listed)] == [s.name for s in CHAIN]


def test_independent_steps_keep_their_order() -> None:
    listed = [step(name, ("raw",), (name,)) for name in "cab"]
    assert [s.name for s in in_order(listed)] == ["c", "a", "b"]


def test_a_circle_is_refused() -> None:
    circle = [step("a", ("y",), ("x",)), step("b", ("x",), ("y",))]
    with pytest.raises(WorkspaceError, match="circle: a, b"):
        in_order(circle)


def test_two_writers_of_one_table_are_refused() -> None:
    with pytest.raises(WorkspaceError, match="two steps write 'x'"):
        in_order([step("a", (), ("x",)), step("b", (), ("x",))])


def test_two_steps_of_one_name_are_refused() -> None:
    with pytest.raises(WorkspaceError, match="two steps are named 'a'"):
        in_order([step("a", (), ("x",)), step("a", (), ("y",))])


def test_a_string_in_place_of_a_tuple_is_refused() -> None:
    with pytest.raises(WorkspaceError, match="as one string"):
        Step("a", len, "interactions", ("n",))  # type: ignore[arg-type]


def test_chosen_keeps_the_order_and_names_the_unknown() -> None:
    steps = in_order(CHAIN)
    assert [s.name for s in chosen(steps, ["s3", "s1"])] == ["s1", "s3"]
    assert chosen(steps, []) == steps
    with pytest.raises(UnknownName, match="no step 's9'"):
        chosen(steps, ["s9"])
