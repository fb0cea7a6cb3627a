from __future__ import annotations

import pytest

from openkitchen.sources.opening import open_file


def read(path, *columns):
    extract = open_file(path)
    blocks = list(extract.read(columns or extract.header))
    rows = [row for block in blocks for row in block.rows.to_pylist()]
    return extract.header, rows, [(r.line, r.reason) for b in blocks for r in b.rejected]


def test_numbers_keep_their_digits_and_missing_keys_are_null(tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text('{"id": 12345678901234567890123, "x": 1e5}\n\n{"id": "7", "y": true}\n')
    header, rows, rejected = read(path)
    assert header == ("id", "x", "y")
    assert rows == [
        {"id": "12345678901234567890123", "x": "1e5", "y": None},
        {"id": "7", "x": None, "y": "true"},
    ]
    assert rejected == []


def test_lists_are_lists_and_objects_are_kept_as_json(tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text('{"s": ["a", 1, null], "o": {"k": [1]}}\n{"s": "b"}\n{"s": null}\n')
    _, rows, _ = read(path, "s", "o")
    assert [row["s"] for row in rows] == [["a", "1", None], ["b"], None]
    assert rows[0]["o"] == '{"k": ["1"]}'


def test_bare_constants_are_no_value(tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text(
        '{"id": NaN, "s": ["a", NaN]}\n{"id": Infinity}\n{"id": -Infinity}\n{"id": "NaN"}\n'
    )
    _, rows, rejected = read(path)
    assert [row["id"] for row in rows] == [None, None, None, "NaN"]
    assert rows[0]["s"] == ["a", None]
    assert rejected == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": 1', "broken JSON"),
        (b"[1, 2]", "JSON that is no object"),
        (b"7", "JSON that is no object"),
        (b'{"id": "\\u0000"}', "a NUL character"),
        (b'{"id": "\\ud800"}', "characters that are no text"),
        (b'{"id": "\xff"}', "characters that are no text"),
        (b'{"id": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"id": "1", "x": 2, "id": "1"}', "the key 'id' twice"),
        (b'{"id": "' + b"x" * 1_000_001 + b'"}', "a field of more than 1,000,000"),
    ],
)
def test_a_broken_line_is_rejected_and_the_others_are_read(tmp_path, line, reason):
    path = tmp_path / "f.jsonl"
    path.write_bytes(
        b'{"id": "1"}\n' + line + b'\n{"id": "\xc3\xa4"}\n{"id": 3, "x": "' + "üöß".encode() + b'"}'
    )
    _, rows, rejected = read(path, "id")
    assert [row["id"] for row in rows] == ["1", "ä", "3"]
    ((number, said),) = rejected
    assert number == 2
    assert reason in said
