"""What is served changes; what was served can still be asked, as long as it is kept."""

from dataclasses import replace

import pytest

from openkitchen.errors import BundleError, UnknownName
from openkitchen.serving.shown import Shown


def test_earlier_kitchens_are_opened_when_asked_for(kitchen):
    opened = []

    def earlier(number):
        if number == 9:
            raise BundleError("gone", hint="")
        opened.append(number)
        return replace(kitchen, number=number)

    shown = Shown(replace(kitchen, number=3), earlier)
    assert shown.at(3) is shown.kitchen
    assert shown.at(2).number == 2
    assert shown.at(2).number == 2
    assert opened == [2]
    for gone in (9, 0):
        with pytest.raises(UnknownName, match=str(gone)):
            shown.at(gone)


def test_without_a_shelf_the_present_one_alone_is_known(kitchen):
    shown = Shown(kitchen)
    assert shown.at(0) is kitchen
    with pytest.raises(UnknownName):
        shown.at(1)
