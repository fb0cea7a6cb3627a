"""Two readers are compared as textbooks do it."""

import pytest
from sklearn.metrics import cohen_kappa_score

from openkitchen.errors import ColumnsError, InputError
from openkitchen.pilot.coding import agree, read_codes

ONE = {"a": "taste", "b": "effort", "c": "taste", "d": "", "e": "effort", "f": "taste"}
OTHER = {"a": "taste", "b": "taste", "c": "taste", "d": "", "e": "effort", "g": "taste"}


def coded(marks):
    return {name: frozenset(code.split("|")) - {""} for name, code in marks.items()}


def test_kappa_is_that_of_others():
    found = agree(coded(ONE), coded(OTHER))
    both = [name for name in ONE if name in OTHER]
    marks = [[m[name] or "(none)" for name in both] for m in (ONE, OTHER)]
    assert found.overall.kappa == pytest.approx(cohen_kappa_score(*marks))
    taste = next(row for row in found.codes if row.code == "taste")
    ticks = [[m[name] == "taste" for name in both] for m in (ONE, OTHER)]
    assert taste.kappa == pytest.approx(cohen_kappa_score(*ticks))
    assert (taste.first, taste.second, taste.both, taste.answers) == (2, 3, 2, 5)
    assert taste.low <= taste.kappa <= taste.high
    assert found.apart == ("b",)
    assert found.unread == ("f", "g")
    assert "Two readers of 5 answers: all codes: kappa" in found.sentence()


def test_several_codes_for_an_answer_are_compared_one_by_one():
    found = agree(coded({"a": "x|y", "b": "x"}), coded({"a": "y", "b": "x"}))
    assert found.overall is None
    assert [(row.code, row.both) for row in found.codes] == [("x", 1), ("y", 1)]
    assert found.apart == ("a",)


def test_readers_who_always_agree_and_mark_everything_alike():
    same = agree(coded({"a": "x", "b": "y"}), coded({"a": "x", "b": "y"}))
    assert same.overall.kappa == pytest.approx(1.0)
    dull = agree(coded({"a": "x", "b": "x"}), coded({"a": "x", "b": "x"}))
    assert dull.codes[0].kappa is None
    assert "kappa says nothing" in dull.sentence()
    assert agree(coded({"a": ""}), coded({"a": ""})).sentence() == "The readers gave no codes."


def test_sheets_are_read(tmp_path):
    sheet = tmp_path / "ada.csv"
    sheet.write_text('answer,words,code\np1-w1-1,"a,\nb",Taste | effort\np2-w1-0,x,\n')
    assert read_codes(sheet) == {"p1-w1-1": {"taste", "effort"}, "p2-w1-0": frozenset()}
    sheet.write_text("answer,words\n")
    with pytest.raises(ColumnsError, match="no column 'code'"):
        read_codes(sheet)
    sheet.write_text("answer,code\na,x\na,y\n")
    with pytest.raises(InputError, match="line 3: answer 'a' stands there twice"):
        read_codes(sheet)


def test_strangers_sheets_are_refused():
    with pytest.raises(InputError, match="no answer in common"):
        agree(coded({"a": "x"}), coded({"b": "x"}))
