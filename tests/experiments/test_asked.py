import json
from dataclasses import replace


def test_words_tables_and_json_say_the_same(asked):
    told = json.loads(json.dumps(asked.to_dict()))
    assert told["question"] == "What helps?"
    assert [arm["name"] for arm in told["arms"]] == [arm.name for arm in asked.arms]
    assert asked.verdict.startswith("users.diet: informative and worth keeping; ")
    said = asked.sentences()
    assert said[0] == asked.arms[0].finding.sentence
    assert any("would mostly have been seen" in line for line in said)
    assert asked.basis() == said[-1]
    assert "2024-01" in asked.basis()
    table = asked.to_table()
    assert table["arm"].to_pylist() == [arm.name for arm in asked.arms]
    assert table["difference"][0].as_py() == asked.arms[0].worth.value
    assert table["p_information"][4].as_py() is None


def test_copies_lie_around_what_says_nothing(asked):
    copies = asked.arms[0].copies
    assert copies.low <= copies.mean <= copies.high
    assert copies.real < copies.low  # nearer to the top than nine in ten of them
    assert 0 < copies.detectable < copies.higher
    assert copies.n == 119
    noise = asked.arms[1].copies
    assert noise.n_as_good > 0
    assert noise.p_together >= noise.p


def test_strangers_are_told(asked):
    assert "strangers" not in asked.basis()
    assert "3 strangers left out" in replace(asked, n_strange=3).basis()


def test_many_choices_of_new_items_are_told(asked):
    assert not any("nobody had had before" in line for line in asked.sentences())
    told = replace(asked, share_new=0.7)
    assert told.sentences()[-2].startswith("70% of what people chose is of items that nobody")
    assert told.sentences()[-1] == told.basis()
