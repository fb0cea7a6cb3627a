"""The planner's figures are those that textbooks have, and grow with people first."""

import pytest

from openkitchen.errors import SettingsError
from openkitchen.pilot.planner import detectable_d, make_plan, people_for
from openkitchen.pilot.settings import settings_of


@pytest.mark.parametrize(("people", "d"), [(15, 0.78), (20, 0.66), (30, 0.53)])
def test_paired_people_detect_what_they_should(people, d):
    assert detectable_d(people) == pytest.approx(d, abs=0.005)


def test_people_and_effect_are_each_others_inverse():
    for n in (8, 15, 40):
        assert people_for(detectable_d(n) + 1e-6) == n


def test_two_groups_need_far_more():
    assert detectable_d(20, paired=False) > 1.3
    assert detectable_d(20, 0.9) > detectable_d(20)


def test_people_help_beyond_what_weeks_can():
    rows = {(r.people, r.weeks, r.items): r for r in make_plan(settings_of({})).beside}
    plan = make_plan(settings_of({})).chosen
    assert (plan.people, plan.counted, plan.ratings) == (20, 18, 30.0)
    assert rows[40, 8, 5].detectable < rows[30, 8, 5].detectable < plan.detectable
    assert rows[20, 16, 5].detectable < plan.detectable < rows[20, 4, 5].detectable
    endless = make_plan(settings_of({"weeks": 104, "items": 20})).chosen
    assert endless.spread == pytest.approx(0.3, abs=0.01)  # how people differ is left


def test_designs_are_ranked_as_their_noise():
    found = {
        design: make_plan(settings_of({"design": design})).chosen.detectable
        for design in ("interleaved", "alternating", "split")
    }
    assert found["interleaved"] < found["alternating"] < found["split"]


def test_it_is_said_in_words():
    said = make_plan(settings_of({})).sentences()
    assert "20 people, who each see both arms, 8 weeks, 5 items a mail" in said[0]
    assert "found in 80% of such pilots" in said[0]
    little = make_plan(settings_of({"people": 5, "weeks": 1, "items": 1}))
    assert "great differences alone" in little.sentences()[-1]
    assert little.to_dict()["chosen"]["detectable"] > 1


def test_too_few_people_are_refused():
    with pytest.raises(SettingsError, match="too few would stay"):
        make_plan(settings_of({"people": 2, "assume": {"leave": 0.6}}))
    with pytest.raises(SettingsError, match="from 1 people"):
        detectable_d(1)
