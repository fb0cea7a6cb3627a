"""What linking found is told in words and numbers."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa

from openkitchen.identity.linking import Costs, Linked, facts_of, learned, sentences
from openkitchen.identity.linking.comparing import Compared, Level
from openkitchen.identity.linking.standard import Standard
from openkitchen.identity.linking.training import Trained
from openkitchen.identity.pairwise import pairwise
from openkitchen.identity.review import people_questions

COMPARED = (
    Compared("is_opt_in", ("is_opt_in",), "trait", "", (Level("the same", "", 1.0),)),
    Compared("born", ("born",), "person", "", (Level("the same day", "", 1.0),)),
)


def linked(**more):
    table = pa.table(
        {"record_id": ["1", "2", "3"], "person_id": ["1", "1", "3"], "probability": [0.9] * 3}
    )
    pairs = pa.table(
        {
            "record_id_l": ["1", "1"], "record_id_r": ["2", "3"],
            "probability": [0.9, 0.3], "same": [True, False],
        }
    )  # fmt: skip
    half, quarter = np.array([0.5]), np.array([0.25])
    trained = Trained((half, half), (quarter, half), 0.01, ("born",))
    standard = Standard(pa.table({}), {"is_opt_in": "Opt-in"}, 0, {}, made_emails=True)
    return Linked(table, pairs, (), Costs(), COMPARED, trained, (), standard, **more)


def test_numbers_are_told():
    told = " ".join(sentences(linked()))
    assert "3 records are 2 persons; 2 records belong to somebody with several." in told
    assert "about 0.1 pairs were merged wrongly, and about 0.3 missed among those" in told
    assert "1 pairs are uncertain" in told
    assert "usual values stand in for: date of birth" in told
    assert "made of the names" in told


def test_questions_speak_of_columns_as_the_file_does():
    pairs = linked().pairs.append_column("weight_is_opt_in", pa.array([1.5, -2.0]))
    asked = people_questions(
        replace(linked(), pairs=pairs.append_column("weight_born", pa.array([0.5, 0.7])))
    )
    assert [one.because for one in asked] == ["Opt-in -2.0 bits, date of birth +0.7 bits"]


def test_columns_keep_their_headers_and_weights_are_in_bits():
    assert learned(linked()) == [
        ("Opt-in", "the same", 1.0, 0.5),
        ("date of birth", "the same day", 0.0, 0.5),
    ]


def test_the_person_with_very_many_records_is_named():
    ids = [str(n) for n in range(10, 22)]
    table = pa.table({"record_id": ids, "person_id": ["10"] * 12, "probability": [0.9] * 12})
    made = linked()
    assert not any("look at these first" in line for line in sentences(made))
    many = replace(made, table=table)
    assert any("One person has 12 records, 10 among them" in line for line in sentences(many))


def test_where_the_truth_is_known_it_is_told():
    judged = pairwise({"1": "1", "2": "1"}, {"1": "a", "2": "a"})
    facts = facts_of(linked(judged=judged))
    assert facts["beside_the_truth"]["f1"] == 1.0
    assert any("Beside the truth: 100.00% of 1 pairs" in line for line in facts["sentences"])
    assert json.loads(json.dumps(facts_of(linked())))["beside_the_truth"] is None
