"""Ids of one source are written as another writes them; what has not the form is rejected."""

import pyarrow as pa
import pytest

from openkitchen.sources.id_forms import form_fault, in_form
from openkitchen.sources.ids import read_id_values


@pytest.mark.parametrize(
    ("form", "came", "ids"),
    [
        ("lower", ["AB-7", " ab-7", None], ["ab-7", "ab-7", None]),
        ("upper", ["k7", "K7"], ["K7", "K7"]),
        ("acc-{} = TN{}", ["acc-0001", "ACC-0002", ""], ["TN0001", "TN0002", None]),
        ("{}@shop = {}", ["7@shop", "7.5@shop"], ["7", "7.5"]),
        ("K({}) = {}", ["K(12)"], ["12"]),
        ("{} = de-{}", ["7"], ["de-7"]),
        ("", ["Ab"], ["Ab"]),
    ],
)
def test_ids_are_written_in_a_form(form, came, ids):
    typed = read_id_values(pa.array(came), form=form)
    assert typed.values.to_pylist() == ids
    assert not typed.bad.any()


def test_an_id_without_the_form_is_bad_and_none_is_lost():
    typed = read_id_values(pa.array(["acc-1", "usr-2", None, "acc-"]), form="acc-{} = TN{}")
    assert typed.bad.tolist() == [False, True, False, True]
    assert in_form(pa.array(["usr-2"]), "acc-{} = TN{}").to_pylist() == [None]


@pytest.mark.parametrize("form", ["acc-", "{}", "a{}{} = {}", "a{} = b", "a{} = b{} = c{}"])
def test_a_form_that_is_none_is_told(form):
    assert form in form_fault(form)
