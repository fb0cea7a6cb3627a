import pytest

from openkitchen.errors import UnknownName
from openkitchen.reporting import build_results


def test_charts_come_in_order_and_hold_every_model(results):
    assert [c.metric for c in results.charts] == [
        "ndcg",
        "hit_rate",
        "precision",
        "recall",
        "coverage",
    ]
    for chart in results.charts:
        assert len(chart.rows) == 3
        values = [row.value for row in chart.rows]
        assert values == sorted(values, reverse=True)
        assert sum(row.ours for row in chart.rows) == 1


def test_nothing_is_drawn_outside_the_picture(results):
    for chart in results.charts:
        for row in chart.rows:
            assert 0.0 <= row.left <= row.dot <= row.left + row.width + 1e-12
            assert row.left + row.width <= 1.0


def test_sentences_follow_the_paired_interval(results):
    verdict = " ".join(results.verdicts)
    assert "clearly better than" in verdict
    assert "“No one gets anything good”" in verdict
    assert len(results.comparisons) == 2
    assert all(f"of {results.n_users} people" in line for line in results.comparisons)


def test_ours_must_be_there():
    with pytest.raises(UnknownName, match="ours"):
        build_results({}, "ours", 10)
