"""Words on stderr, results on stdout; what stands in the data is printed as it stands."""

import json

import numpy as np
import pytest

from openkitchen.cli.screen import complain, progress_bar, say, show_json, show_lines, show_table

ODD = "[red]x[/red] [/] :smile: http://a {b} \\[c]"


def test_words_go_to_stderr_as_they_are(capsys):
    say(ODD)
    complain(ODD, "hint " + ODD)
    out, err = capsys.readouterr()
    assert err == f"{ODD}\nError: {ODD}\nHint: hint {ODD}\n"
    assert out == ""


def test_long_lines_are_not_broken(capsys):
    show_lines(["x " * 500])
    assert capsys.readouterr().out.count("\n") == 1


def test_a_table_shows_every_cell_as_it_is(capsys):
    show_table(ODD, ("name", "n"), [(ODD, 1234567), ("b", None)])
    text = capsys.readouterr().out
    assert text.count(ODD) == 2
    assert "1,234,567 │" in text
    assert "–" in text


@pytest.mark.parametrize(
    ("value", "shown"), [(0.123456, "0.1235"), (123456.7, "123,457"), (True, "True"), (-5, "-5")]
)
def test_numbers_are_short(value, shown, capsys):
    show_table("", ("a",), [(value,)])
    assert shown in capsys.readouterr().out


def test_json_is_alone_and_takes_what_results_hold(capsys):
    show_json({"a": np.float64(1.5), "b": np.arange(2), 3: float("nan"), "é": None})
    out, err = capsys.readouterr()
    assert json.loads(out) == {"a": 1.5, "b": [0, 1], "3": None, "é": None}
    assert err == ""


def test_progress_is_drawn_on_stderr_or_not_at_all(capsys):
    with progress_bar() as progress:
        progress("cooking", 0, 2)
        progress("cooking", 2, 2)
    assert "cooking" in capsys.readouterr().err
    with progress_bar(quiet=True) as nothing:
        assert nothing is None
    assert capsys.readouterr() == ("", "")


def test_headings_break_between_words_alone(capsys):
    heads = ("arm", "verdict", "with", "without", "difference", "low", "high", "copies as good",
             "p information", "p difference")  # fmt: skip
    row = ("users.loyalty_tier_of_the_shop", "helps clearly, and no copy does as well",
           *(0.12345 for _ in range(5)), "3 of 200", 0.012345, 0.012345)  # fmt: skip
    show_table("nDCG@10", heads, [row])
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 120
    head = text.split("┡")[0]
    for word in " ".join(heads).split():
        assert word in head
