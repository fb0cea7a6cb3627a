"""Values missing of a sudden and types that change; the usual share of gaps is no finding."""

import numpy as np
from tests.sources.findings.columns import profile, track

from openkitchen.sources.findings.series import gap_findings, type_findings
from openkitchen.sources.findings.track import Part, Track

rng = np.random.default_rng(11)


def some(share, n=200):
    return [None if rng.random() < share else f"x{rng.integers(0, 50)}" for _ in range(n)]


def gaps(shares):
    return [f.finding.where for f in gap_findings(track([{"a": some(s)} for s in shares]))]


def test_one_delivery_without_values():
    assert gaps([0.1] * 5 + [0.9] + [0.1] * 4) == ["in log_05.csv"]


def test_from_one_delivery_on():
    assert gaps([0.05] * 8 + [0.4] * 4) == ["from log_08.csv on"]


def test_usual_gaps_give_no_alarm():
    for _ in range(10):
        assert gaps([rng.uniform(0.1, 0.9)] * int(rng.integers(2, 12))) == []


def test_few_deliveries_need_more():
    assert gaps([0.1, 0.25, 0.1]) == []
    assert gaps([0.1, 0.9, 0.1]) == ["in log_01.csv"]


def types(deliveries):
    found = type_findings(track([{"a": values} for values in deliveries]))
    return [(f.finding.figures["usual type"], f.finding.figures["type here"]) for f in found]


def test_whole_numbers_become_text_or_decimals():
    whole = [[str(n) for n in rng.integers(0, 9999, 60)] for _ in range(6)]
    assert types([*whole, [f"{n}.0" for n in range(60)]]) == [("whole number", "decimal number")]
    assert types([*whole, [f"C{n}" for n in range(60)]]) == [("whole number", "text")]


def test_a_change_is_told_without_taking_sides():
    def told(*ways):
        ids = {"n": [f"{n:05d}" for n in range(60)], "t": [f"C{n}" for n in range(60)]}
        (found,) = type_findings(track([{"a": ids[way]} for way in ways]))
        return found.finding.message

    changed = "'a' is written as padded number up to log_02.csv, as text from log_03.csv on"
    assert told(*"nnntt") == changed
    assert told(*"nnntttttt") == changed
    assert told(*"nnntnn") == "'a' is written as text in log_03.csv, as padded number elsewhere"


def test_a_mixed_column_does_not_change_by_chance():
    for _ in range(10):
        mixed = [
            [str(n) if n % 3 else f"{n}.5" for n in rng.integers(0, 999, 30)] for _ in range(8)
        ]
        assert types(mixed) == []


def test_a_type_that_the_file_states_is_certain():
    parts = track([{"a": range(30)}] * 4).parts
    odd = Part(parts[3].receipt, "log_03.csv", {"a": profile(range(30), "string")}, 30)
    stated = [Part(p.receipt, p.label, {"a": profile(range(30), "int64")}, 30) for p in parts[:3]]
    (found,) = type_findings(Track(track([]).source, (*stated, odd), {}))
    assert found.finding.certainty == "certain"
    assert found.finding.figures["type here"] == "string"


def test_what_changes_is_named_where_the_commonest_way_stays():
    usual = [f"{n:05d}" for n in range(1, 101)]
    less = [*usual[:40], *(f"C{n}" for n in range(30)), *(f"{n}.5" for n in range(30))]
    assert types([*[usual] * 6, less]) == [("padded number", "another way")]
