import json

from openkitchen.experiments.figures_kept import figures_of


def test_figures_by_arm(asked):
    told = figures_of(asked)
    assert json.loads(json.dumps(told)) == told
    assert list(told) == [arm.name for arm in asked.arms]
    diet, window = told["users.diet"], told["events since 2023-12-10 00:00:00"]
    assert diet["difference"] == asked.arms[0].worth.value
    assert diet["copies as good"] == 0
    assert diet["groups"]
    assert "shuffled copies" not in window
