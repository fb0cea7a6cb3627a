"""Addresses that a system made of names are told from people's own."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity.linking.made_emails import made_of_names

NAME = st.text("abcdefgh", min_size=2, max_size=6)
PEOPLE = st.lists(st.tuples(NAME, NAME), min_size=50, max_size=60)


def columns(people, address):
    emails = [address(*person, n) for n, person in enumerate(people)]
    return pa.array(emails), pa.array([p[0] for p in people]), pa.array([p[1] for p in people])


@settings(deadline=None)
@given(PEOPLE)
def test_made_addresses_are_found_whatever_the_names(people):
    assert made_of_names(*columns(people, lambda one, two, _: f"{one}.{two}@firm.com"))
    assert made_of_names(*columns(people, lambda one, two, _: f"{one[0]}{two}@firm.com"))


@settings(deadline=None)
@given(PEOPLE)
def test_a_number_or_a_host_of_ones_own_is_somebodys_own(people):
    assert not made_of_names(*columns(people, lambda one, two, n: f"{one}{two}{n}@firm.com"))
    assert not made_of_names(*columns(people, lambda one, two, n: f"{one}.{two}@host{n}.com"))


def test_a_few_records_tell_nothing():
    assert not made_of_names(*columns([("an", "li")] * 9, lambda one, two, _: f"{one}{two}@f.com"))
