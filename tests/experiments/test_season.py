from openkitchen.evaluate.months import CoveredMonth, cover_months
from openkitchen.evaluate.season_terms import SeasonTerm
from openkitchen.experiments.season import Season

TERM = SeasonTerm("season", "summer", 90, "July", 2.5, 2.0, 3.0, "January", 0.2, (), 0.001, 0.01,
                  seasonal=True)  # fmt: skip


def test_undated_data_are_told_to_say_nothing():
    said = Season(cover_months(None), (), (), None, "ndcg", 10).sentences()
    assert said[0].startswith("The data cover no calendar month. Not estimable: January, ")
    assert "nobody can tell" in said[1]


def test_what_goes_with_the_season_is_said():
    months = tuple(
        CoveredMonth(m.month, m.name, 9, (2025, 2026), "estimable") for m in cover_months(None)
    )
    said = Season(months, (TERM,), (), None, "ndcg", 10)
    assert said.not_estimable == ()
    assert "2.5 times its usual share in July (2.0 to 3.0)" in said.sentences()[1]
    assert said.to_table().num_rows == 12
