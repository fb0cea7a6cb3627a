"""Rules make as many pairs as they say, and no more than there is time for."""

from itertools import combinations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity.linking.blocking import blocking_rules, with_keys

WORD = st.sampled_from(["ann", "anna", "bob", "li", None])
ROWS = st.lists(st.tuples(WORD, WORD, st.sampled_from(["1980-01-02", None])), max_size=14)


def table_of(rows):
    names = ("given", "surname", "born")
    columns = {n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)}
    return with_keys(pa.table({"record_id": [f"{i:03d}" for i in range(len(rows))], **columns}))


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_pairs_are_counted_as_a_join_finds_them(rows):
    table = table_of(rows)
    for rule in blocking_rules(table):
        keys = list(zip(*(table[key].to_pylist() for key in rule.keys), strict=True))
        pairs = [a == b and None not in a for a, b in combinations(keys, 2)]
        assert rule.pairs == sum(pairs) > 0


def test_a_value_that_everybody_has_makes_no_rule():
    n = 6000
    table = table_of([("ann", f"s{i}", None) for i in range(n)])
    rules = blocking_rules(table)
    assert ("given",) not in {rule.keys for rule in rules}
    assert sum(rule.pairs for rule in rules) <= 60 * n + 500_000


def test_emails_get_the_part_before_the_at_and_its_digits():
    made = with_keys(pa.table({"record_id": ["1"], "email": ["ann.lee80@web.de"]})).to_pylist()
    assert made == [
        {
            "record_id": "1", "email": "ann.lee80@web.de", "user_email": "ann.lee80",
            "digits_email": "80",
        }
    ]  # fmt: skip
