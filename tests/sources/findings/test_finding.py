"""Findings as words and as plain values."""

from openkitchen.sources.findings.finding import Example, Finding, Findings, counted


def finding(severity="problem", **changes):
    given = {
        "kind": "unit_jump", "source": "log", "column": "dwell", "where": "in a.csv",
        "message": "the numbers jump", "certainty": "very likely", "figures": {"factor": 60},
        "advice": "Ask.", "examples": (Example("a.csv", 3, {"dwell": ""}),), "p_value": 1e-9,
    }  # fmt: skip
    return Finding(severity=severity, **(given | changes))


def test_lines_say_what_how_sure_and_what_to_do():
    told = finding().lines()
    assert told[0] == "[problem] unit jump · log · dwell"
    assert told[1] == "  The numbers jump."
    assert "by chance alone: 1e-09" in told[2]
    assert told[3] == "    a.csv:3  dwell=∅"
    assert told[-1] == "  → Ask."


def test_problems_are_counted_apart_from_notes():
    found = Findings((finding(), finding("note")), 3, 1200)
    assert found.sentence() == (
        "3 deliveries with 1,200 rows looked at: 1 problem (1 × unit jump), 1 note."
    )
    plain = found.to_dict()
    assert (plain["problems"], plain["notes"]) == (1, 1)
    assert plain["findings"][0]["examples"] == [
        {"file": "a.csv", "line": 3, "values": {"dwell": ""}}
    ]


def test_undocumented_columns_take_a_few_lines_for_each_source():
    bare = {"kind": "undocumented_column", "severity": "note"}
    several = tuple(finding(column=name, **bare) for name in ("a", "b", "c"))
    told = Findings((finding(), *several, finding(source="crm", **bare)), 3, 1200).lines()
    assert len(several[0].lines()) > 3
    assert told[6:8] == ["[note] undocumented columns · log", "  'a', 'b', 'c'."]
    assert told[10] == "[note] undocumented column · crm"
    assert told[-1].endswith("1 problem (1 × unit jump), 4 notes.")


def test_nouns_are_counted():
    assert (counted("row", 1), counted("row", 1200)) == ("1 row", "1,200 rows")
