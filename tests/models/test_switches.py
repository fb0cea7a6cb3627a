import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName
from openkitchen.models.rules import Available, Restriction, Rules
from openkitchen.models.switches import rules_without, switches_of

DENIED = pa.table({"item_id": ["a"]})
ALL = Rules(
    available=Available(column="in_stock"),
    restrictions=(Restriction("avoid", "allergies", "contains"),
                  Restriction("require", "diet", "suits")),
    deny=(DENIED,),
    diversity=0.5,
)  # fmt: skip


def test_every_rule_has_a_switch_with_its_own_words():
    switches = switches_of(ALL)
    assert [one.key for one in switches] == [
        "seen", "available", "restriction-0", "restriction-1", "deny-0", "diversity",
    ]  # fmt: skip
    assert [one.words for one in switches] == ALL.sentences()
    assert switches_of(Rules(seen=False)) == ()


@pytest.mark.parametrize("key", [one.key for one in switches_of(ALL)])
def test_a_switch_takes_its_rule_away_and_no_other(key):
    left = rules_without(ALL, [key])
    gone = next(one.words for one in switches_of(ALL) if one.key == key)
    assert left.sentences() == [words for words in ALL.sentences() if words != gone]


def test_a_key_that_no_rule_has_is_refused():
    with pytest.raises(UnknownName, match="restriction-7"):
        rules_without(ALL, ["restriction-7"])
