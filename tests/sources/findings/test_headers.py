"""Headers: renamed, respelled, dropped, added, in another order, for a while or for good."""

from dataclasses import replace

import numpy as np
from tests.sources.findings.columns import track

from openkitchen.sources.findings.headers import header_findings

rng = np.random.default_rng(7)
WHO = [f"v{n}" for n in range(30)]


def numbers(scale=1.0, n=60):
    return [f"{x:.3f}" for x in scale * rng.lognormal(2, 1, n)]


def files(n, **columns):
    return [{"who": WHO, **{name: make() for name, make in columns.items()}} for _ in range(n)]


def told(deliveries):
    return [
        (f.finding.kind, f.finding.column, f.finding.where)
        for f in header_findings(track(deliveries))
    ]


def test_like_values_under_a_new_name():
    found = told([*files(4, length=numbers), *files(3, seconds=numbers)])
    assert found == [("renamed_column", "length", "from log_04.csv on")]


def test_other_values_under_a_new_name_are_dropped_and_added():
    far = [*files(4, length=numbers), *files(3, colour=lambda: ["red", "blue"] * 30)]
    assert [one[:2] for one in told(far)] == [
        ("dropped_column", "length"),
        ("added_column", "colour"),
    ]


def test_another_spelling_is_the_same_column_whatever_its_values():
    found = told([*files(3, **{"hit time": numbers}), *files(2, Hit_Time=lambda: numbers(1e6))])
    assert found == [("renamed_column", "hit time", "from log_03.csv on")]


def test_a_column_that_is_missing_once():
    deliveries = [*files(3, length=numbers), *files(1), *files(3, length=numbers)]
    assert told(deliveries) == [("dropped_column", "length", "in log_03.csv")]


def test_a_name_for_one_file_alone():
    deliveries = [*files(3, length=numbers), *files(1, len=numbers), *files(3, length=numbers)]
    assert told(deliveries) == [("renamed_column", "length", "in log_03.csv")]


def test_two_new_columns_go_to_the_two_that_they_resemble():
    old = files(4, a=numbers, b=lambda: numbers(1000))
    new = files(4, x=lambda: numbers(1000), y=numbers)
    pairs = {
        (f.finding.column, f.finding.figures["new name"])
        for f in header_findings(track([*old, *new]))
    }
    assert pairs == {("a", "y"), ("b", "x")}


def test_another_order_is_a_note():
    usual = {"who": WHO, "a": WHO, "b": WHO}
    other = {"b": WHO, "a": WHO, "who": WHO}
    (found,) = header_findings(track([usual, usual, other, usual]))
    assert (found.finding.kind, found.finding.severity) == ("reordered_columns", "note")
    assert found.finding.where == "in log_02.csv"


def test_one_delivery_has_nothing_to_be_held_against():
    assert told(files(1, length=numbers)) == []


def refused(deliveries, since):
    whole = track(deliveries)
    parts = [
        replace(part, receipt=replace(part.receipt, status="rejected")) if at >= since else part
        for at, part in enumerate(whole.parts)
    ]
    return [found.finding for found in header_findings(replace(whole, parts=tuple(parts)))]


def test_files_that_were_refused_have_no_typed_rows():
    renamed = [{"who": WHO, "what": WHO}] * 3 + [{"Besucher": WHO, "what": WHO}] * 2
    (one,) = refused(renamed, 3)
    assert one.message.endswith(
        "it is read as nothing: these files were refused, and have no typed rows"
    )
    dropped = [{"who": WHO, "what": WHO}] * 3 + [{"what": WHO}] * 2
    (one,) = refused(dropped, 3)
    assert one.advice.endswith("Until then these files are refused.")
    (one,) = refused(dropped, 9)
    assert one.advice.endswith("Until then 'visitor_id' is empty for these days.")


def test_two_names_of_the_contract_are_one_column_whatever_its_values():
    """As when the last deliveries under the old name held other ids."""
    made = track([*files(3, cookie=numbers), *files(2, device=lambda: ["a", "b"] * 30)])
    both = {**made.names, "visitor_id": ("cookie", "device")}
    (found,) = header_findings(replace(made, names=both))
    finding = found.finding
    assert (finding.kind, finding.severity, finding.certainty) == (
        "renamed_column",
        "note",
        "certain",
    )
    assert "it is read as visitor_id" in finding.message
