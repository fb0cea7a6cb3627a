"""Kinds of models of other libraries are found by name: registered, or by entry point."""

import pytest
from tests.outside import Svd

from openkitchen.errors import BundleError, ModelError
from openkitchen.models import register, scorers


def test_a_registered_class_is_found_and_handed_back():
    class Mine(Svd):
        name = "mine"

    assert register(Mine) is Mine
    assert scorers.scorer_class("mine") is Mine


def test_what_cannot_be_saved_is_not_registered():
    class Bare:
        name = "bare"

    with pytest.raises(ModelError, match="Bare cannot be saved: it has no parts, from_parts"):
        register(Bare)


def test_an_installed_package_offers_its_own(monkeypatch):
    class Offered(Svd):
        name = "offered"

    class Entry:
        name = "offered"

        @staticmethod
        def load():
            return Offered

    def entries(*, group, name=None):
        assert group == "openkitchen.scorers"
        return [Entry] if name in (None, "offered") else []

    monkeypatch.setattr(scorers, "entry_points", entries)
    with pytest.raises(BundleError, match=r"kind 'other' are not known here.*offered"):
        scorers.scorer_class("other")
    assert scorers.scorer_class("offered") is Offered
