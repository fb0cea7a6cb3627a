from openkitchen.experiments.behaviour import check_behaviour, stated_of


def test_everything_stated_is_checked_in_order_with_progress(case):
    stated = stated_of({"expectations": ["no_repeats", "full_lists", "one_event"]})
    told = []
    found = check_behaviour(case, stated.expectations, lambda *step: told.append(step))
    assert [one.kind for one in found.outcomes] == ["no_repeats", "full_lists", "one_event"]
    assert (found.model, found.n_people, found.k) == ("glass-box", len(case.people), 5)
    assert told[-1] == ("expectations", 3, 3)
