"""Data sets go to another machine and back; what was measured there is found here."""

import pyarrow as pa
from benchmarks._data import Case
from benchmarks._measure import Measured
from tests.shop import small_tables

from benchmarks import _cache, elsewhere


def _case() -> Case:
    tables = small_tables()
    return Case("Small, next item", tables, tables.interactions.slice(0, 3), seen=True)


def _measured(versions_of: str = "somewhere") -> Measured:
    lists = pa.table({"user_id": ["a"], "item_id": ["b"], "rank": [1], "score": [0.5]})
    return Measured(versions_of, lists, 9, 3, False, 1.0, 2.0, 3.0, 4.0, "as set")


def test_a_data_set_reads_back_as_it_was_written(tmp_path):
    case = _case()
    name = elsewhere.write_case(case, tmp_path)
    (read,) = elsewhere.read_cases(tmp_path)
    assert (read.name, read.seen, read.kept_as) == (case.name, case.seen, name)
    assert read.test.equals(case.test)
    assert read.tables.interactions.equals(case.tables.interactions)
    assert read.tables.items.equals(case.tables.items)


def test_what_was_measured_elsewhere_is_recalled_here(tmp_path, monkeypatch):
    case = _case()
    elsewhere.write_case(case, tmp_path)
    (there,) = elsewhere.read_cases(tmp_path)
    monkeypatch.setattr(_cache, "FOLDER", tmp_path / "kept")
    _cache.keep(there, "sasrec", 3, 60.0, _measured())
    monkeypatch.setattr(_cache, "FOLDER", tmp_path / "here")
    assert _cache.recall(case, "sasrec", 3, 60.0) is None
    elsewhere.take(there, tmp_path)
    found = _cache.recall(case, "sasrec", 3, 60.0)
    assert found is not None
    assert found.lists.equals(_measured().lists)
    assert _cache.recall(case, "sasrec", 9, 60.0) is None


def test_another_version_of_a_library_that_is_here_counts_as_not_measured(tmp_path, monkeypatch):
    case = _case()
    monkeypatch.setattr(_cache, "FOLDER", tmp_path)
    monkeypatch.setattr(_cache, "_versions", lambda: {"implicit": "1", "rectools": "1"})
    _cache.keep(case, "sasrec", 3, 60.0, _measured())
    monkeypatch.setattr(_cache, "_versions", lambda: {"implicit": "1"})
    assert _cache.recall(case, "sasrec", 3, 60.0) is not None
    monkeypatch.setattr(_cache, "_versions", lambda: {"implicit": "2"})
    assert _cache.recall(case, "sasrec", 3, 60.0) is None


def test_the_best_trial_is_fitted_once_more_and_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(_cache, "FOLDER", tmp_path / "unused")
    case = _case()
    elsewhere.write_case(case, tmp_path)
    elsewhere.tune(tmp_path, ["glass-box", "ease"], trials=2, jobs=1, cap=600.0)
    found = _cache.recall(case, "ease", 2, 600.0)
    assert found is not None
    assert found.trials == 2
    assert found.lists.num_rows > 0
    ours = _cache.recall(case, "glass-box", 0, 0)
    assert ours is not None
    assert ours.trials > 2


def test_what_has_no_time_left_is_fitted_with_its_first_setting_at_most(tmp_path, monkeypatch):
    monkeypatch.setattr(_cache, "FOLDER", tmp_path / "unused")
    case = _case()
    elsewhere.write_case(case, tmp_path)
    elsewhere.tune(tmp_path, ["ease"], trials=3, jobs=1, cap=-1.0)
    assert _cache.recall(case, "ease", 1, 600.0) is None
