"""A fit can be taken to parts and put together again; parts that do not fit are refused."""

from dataclasses import replace

import pytest
from numpy.testing import assert_array_equal
from tests.models.brute import SETTINGS, tiny_tables

from openkitchen.models.fitted import fitted_of, parts_of
from openkitchen.models.fitting import fit_with


@pytest.fixture(scope="module")
def fitted():
    return fit_with(tiny_tables(), SETTINGS)


def test_parts_put_together_are_the_fit(fitted):
    again = fitted_of(parts_of("glass-box", fitted))
    assert again.settings == fitted.settings
    assert again.design.features == fitted.design.features
    assert_array_equal(again.design.phi.toarray(), fitted.design.phi.toarray())
    for item in range(len(fitted.known.items)):
        assert_array_equal(again.weights.column(item), fitted.weights.column(item))
    for name in ("trend", "variance", "residual"):
        assert_array_equal(getattr(again, name), getattr(fitted, name))


def test_facts_are_what_json_holds_and_arrays_are_none_of_objects(fitted):
    import json

    parts = parts_of("glass-box", fitted)
    assert json.loads(json.dumps(parts.facts)).keys() == parts.facts.keys()
    assert all(array.dtype.kind in "fi" for array in parts.arrays.values())


@pytest.mark.parametrize("change", [{"scales": ["all"]}, {"ridge_tags": 0.0}, {"power": None}])
def test_settings_of_another_fit_are_refused(fitted, change):
    parts = parts_of("glass-box", fitted)
    other = replace(parts, facts=parts.facts | {"settings": parts.facts["settings"] | change})
    with pytest.raises(ValueError, match="weights of"):
        fitted_of(other)


def test_without_attribute_tables_there_is_no_glass_box(fitted):
    with pytest.raises(KeyError, match="attributes"):
        fitted_of(replace(parts_of("glass-box", fitted), tables=None))
