"""What is different is told in words; what was kept comes back as it was."""

from dataclasses import replace

import pytest

from openkitchen.pipelines.fingerprints import Fingerprint, load_kept

BEFORE = Fingerprint(
    inputs={"map": "1"},
    files={"web a.csv": "1", "web b.csv": "1"},
    settings={"prepare": {"gap": 30, "weights": {"view": 1.0}}, "k": 10},
    sql={"prepare/x.sql": "1"},
    code="1",
    engine="duckdb",
    outputs={"table": "1"},
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ()),
        ({"inputs": {"map": "2"}}, ("input map has changed",)),
        ({"sql": {"prepare/x.sql": "2"}}, ("SQL prepare/x.sql has changed",)),
        (
            {"settings": {"prepare": {"gap": 20, "weights": {"view": 1.0}}, "k": 10}},
            ("setting prepare.gap: 30 before, 20 now",),
        ),
        (
            {"settings": {"prepare": {"gap": 30, "weights": {}}, "k": 10}},
            (
                "setting prepare.weights.view: 1.0 before, nothing now",
                "setting prepare.weights: nothing before, {} now",
            ),
        ),
        ({"files": {"web a.csv": "1"}}, ("web b.csv counts no more",)),
        (
            {"files": BEFORE.files | {"web c.csv": "1", "web a.csv": "2"}},
            ("web a.csv counts otherwise than before", "web c.csv has been received"),
        ),
        ({"code": "2"}, ("the program has changed",)),
        ({"engine": "spark"}, ("engine: duckdb before, spark now",)),
        ({"outputs": {"table": ""}}, ("output table is missing",)),
        ({"outputs": {"table": "2"}}, ("output table is not as this step wrote it",)),
    ],
)
def test_differences_are_named(change, said):
    assert replace(BEFORE, **change).differences(BEFORE) == said


def test_of_long_lists_only_what_differs_is_shown():
    def columns(*forms):
        listed = [{"theirs": f"column {n}", "form": form} for n, form in enumerate(forms)]
        return replace(BEFORE, settings={"columns": listed})

    before, now = columns(*"abcdef"), columns(*"abcdeg")
    assert now.differences(before) == (
        'setting columns: [{"theirs": "column 5", "form": "f"}] before, '
        '[{"theirs": "column 5", "form": "g"}] now',
    )


def test_many_files_are_counted():
    more = {f"web {n}.csv": "1" for n in range(9)}
    said = replace(BEFORE, files=BEFORE.files | more).differences(BEFORE)
    assert said[-1] == "and 6 more files"


def test_fingerprints_come_back_from_their_file(tmp_path):
    kept = load_kept(tmp_path / "hidden" / "kept.json", tmp_path)
    assert kept.steps == {}
    kept.steps["a step"] = BEFORE
    (tmp_path / "file").write_text("x")
    digest = kept.digests.of(tmp_path / "file")
    kept.save()
    again = load_kept(kept.path, tmp_path)
    assert again.steps == {"a step": BEFORE}
    assert again.digests.of(tmp_path / "file") == digest


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 9}', '{"format": 1, "steps": [1]}'])
def test_a_file_of_another_make_is_as_none(text, tmp_path):
    (tmp_path / "kept.json").write_text(text)
    assert load_kept(tmp_path / "kept.json", tmp_path).steps == {}
