from dataclasses import replace
from datetime import date

from tests.reporting.conftest import way

from openkitchen.reporting.findings import key_figures, summarise, unknowns


def months(first, last):
    gap = unknowns(replace(way(), deliveries=(), first=first, last=last), None)
    return gap[0].text.split(".")[0] if gap else ""


def test_months_without_data_are_named():
    assert months(date(2026, 7, 5), date(2026, 8, 9)).endswith("September to June")
    assert months(date(2025, 12, 5), date(2026, 10, 9)).endswith("November")
    assert months(date(2026, 1, 1), date(2026, 10, 9)).endswith("November and December")
    assert months(date(2025, 1, 1), date(2025, 12, 31)) == ""
    assert months(None, None) == ""


def test_gaps_in_the_promise_are_told():
    assert "“web” has 59 of 730 promised days" in unknowns(way(), None)[0].text


def test_small_tests_are_called_small(results):
    assert any("rests on 79 people" in said.text for said in unknowns(None, results))
    assert not any(
        "rests on" in said.text for said in unknowns(None, replace(results, n_users=500))
    )


def test_summary_and_figures_agree(results):
    figures = [figure.number for figure in key_figures(way(), results)]
    assert figures[:3] == ["1,750", "240", "88,412"]
    told = " ".join(said.text for said in summarise(way(), results))
    assert all(number in told for number in figures)
    assert key_figures(None, None) == ()
    assert summarise(None, None) == ()
