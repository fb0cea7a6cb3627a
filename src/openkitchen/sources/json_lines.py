"""Open JSON lines: one object in each line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from openkitchen.sources.blocks import Block, Extract
from openkitchen.sources.records import LONGEST_LINE
from openkitchen.sources.rejected import Rejected, cut_raw
from openkitchen.sources.rows import LONGEST_FIELD

__all__ = ["open_json_lines"]


def open_json_lines(
    name: str, text: Callable[[], Iterable[bytes]], notes: tuple[str, ...]
) -> Extract:
    """Open JSON lines; the header is the keys of all lines, in the order in which they come.

    Numbers are kept as they are written, so that an id keeps its digits. A value that is
    an object is kept as JSON; bare ``NaN`` and ``Infinity``, which are no JSON and which
    Python writes for missing values, are no value. An object that has a key twice is rejected.

    Parameters
    ----------
    name
        What to call it in messages.
    text
        Gives the text from its beginning, as UTF-8 with plain line ends.
    notes
        What was found out so far.
    """
    header: dict[str, None] = {}
    for _, line in _lines(text()):
        value, _reason = _object(line)
        header.update(dict.fromkeys(value))

    def read(columns: Sequence[str]) -> Iterator[Block]:
        held: list[tuple[int, bytes]] = []
        size = 0
        for number, line in _lines(text()):
            held.append((number, line))
            size += len(line)
            if size > LONGEST_LINE:
                yield _block(name, held, columns)
                held, size = [], 0
        if held:
            yield _block(name, held, columns)

    return Extract(name, tuple(header), read, notes)


def _lines(text: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not empty with their numbers; long ones are cut off."""
    rest, number = b"", 0
    for piece in text:
        *lines, rest = (rest + piece).split(b"\n")
        rest = rest[: 2 * LONGEST_LINE]
        for line in lines:
            number += 1
            if line.strip():
                yield number, line
    if rest.strip():
        yield number + 1, rest


def _block(name: str, lines: Sequence[tuple[int, bytes]], columns: Sequence[str]) -> Block:
    taken: list[tuple[int, bytes, dict[str, object]]] = []
    rejected: list[Rejected] = []
    for number, line in lines:
        value, reason = _object(line)
        if reason:
            raw = cut_raw(line.decode("utf-8", "backslashreplace"))
            rejected.append(Rejected(name, number, "", reason, raw))
        else:
            taken.append((number, line, value))
    rows = pa.table({key: _column([v.get(key) for _, _, v in taken]) for key in columns})
    numbers = np.array([number for number, _, _ in taken], np.int64)

    def raw_of(row: int) -> str:
        return taken[row][1].decode("utf-8", "replace")

    return Block(rows, numbers, raw_of, tuple(rejected))


def _object(line: bytes) -> tuple[dict[str, object], str]:
    if len(line) > LONGEST_LINE:
        return {}, f"a line of more than {LONGEST_LINE:,} bytes; expected a row of data"
    try:
        value = json.loads(
            line.decode("utf-8"),
            parse_int=str,
            parse_float=str,
            parse_constant=lambda _: None,
            object_pairs_hook=_with_each_key_once,
        )
        line_again = json.dumps(value, ensure_ascii=False)
        line_again.encode("utf-8")
    except _KeyTwice as twice:
        return {}, f"the key {str(twice)!r} twice; expected each once"
    except UnicodeError:
        return {}, "characters that are no text; expected UTF-8"
    except json.JSONDecodeError as error:
        return {}, f"broken JSON ({error.msg}, character {error.pos + 1}); expected one object"
    except RecursionError:
        return {}, "JSON nested too deeply; expected a flat object"
    if not isinstance(value, dict):
        return {}, "JSON that is no object; expected {…} with the columns as keys"
    if "\\u0000" in line_again:
        return {}, "a NUL character; expected text"
    if len(line) > LONGEST_FIELD and any(_size(v) > LONGEST_FIELD for v in value.values()):
        return {}, f"a field of more than {LONGEST_FIELD:,} characters; expected at most that"
    return value, ""


class _KeyTwice(Exception):
    """An object has a key twice: which of the two values is meant, nobody can say."""


def _with_each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    keys = [key for key, _ in pairs]
    raise _KeyTwice(next(key for key in keys if keys.count(key) > 1))


def _column(values: Sequence[object]) -> pa.Array:
    if any(isinstance(value, list) for value in values):
        lists = [
            None if v is None else [_text(e) for e in (v if isinstance(v, list) else [v])]
            for v in values
        ]
        return pa.array(lists, pa.list_(pa.string()))
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _size(value: object) -> int:
    return len(_text(value) or "")
