"""What a person sees: words on stderr, results on stdout, JSON alone where it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from openkitchen.reporting import AnswerPage

__all__ = [
    "complain",
    "examples",
    "progress_bar",
    "say",
    "show_json",
    "show_lines",
    "show_table",
    "write_page",
]

WIDTH_WITHOUT_TERMINAL = 120
_NARROW = 12
"""Characters of the cells of a column that keeps its width where a table is too wide."""


def examples(*lines: str) -> str:
    """Write the examples that end a ``--help``; a leading backspace keeps the line breaks."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def say(text: str) -> None:
    """Tell a person something that is not the result."""
    _console(stderr=True).print(text, highlight=False, markup=False, soft_wrap=True)


def complain(message: str, hint: str = "") -> None:
    """Tell what is wrong, and what to do about it."""
    console = _console(stderr=True)
    console.print(
        f"Error: {message}", style="bold red", highlight=False, markup=False, soft_wrap=True
    )
    if hint:
        console.print(f"Hint: {hint}", highlight=False, markup=False, soft_wrap=True)


def show_json(value: Any) -> None:
    """Print a result for a program: JSON on stdout, and nothing else there."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    text = orjson.dumps(value, option=options, default=str).decode()
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _end_quietly()


def show_lines(lines: Iterable[str]) -> None:
    """Print a result for a person, line by line."""
    for line in lines:
        _console().print(line, highlight=False, markup=False, soft_wrap=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; numbers stand to the right, and headings break between words alone."""
    from rich.table import Table

    rows = [list(row) for row in rows]
    cells = [[_cell(value) for value in row] for row in rows]
    console = _console()
    table = Table(title=title or None, title_justify="left")
    widest = [max(map(len, (name, *(row[at] for row in cells)))) for at, name in enumerate(columns)]
    wide = sum(widest) + 3 * len(widest) + 1 > console.width
    for at, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[at], (int, float)) for row in rows)
        narrow = wide and all(len(row[at]) <= _NARROW for row in cells)
        table.add_column(
            column.replace(" ", "\n") if narrow else column,
            justify="right" if numbers else "left",
            overflow="fold",
            no_wrap=narrow,
        )
    for row in cells:
        table.add_row(*row)
    console.print(table, highlight=False, markup=False)


def write_page(path: Path | None, make: Callable[[], AnswerPage]) -> None:
    """Write a page for people, whole or not at all, where one was asked for."""
    if path is None:
        return
    from openkitchen.reporting import render_answer
    from openkitchen.sources.files import whole_file

    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as beside:
        beside.write_text(render_answer(make()), "utf-8")
    say(f"The page is in {path}.")


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None] | None]:
    """Draw progress on stderr while the block runs; yields what library functions call.

    Parameters
    ----------
    quiet
        Draw nothing, for ``--json``.
    """
    if quiet:
        yield None
        return
    from rich import progress as bars

    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.TimeElapsedColumn())
    with bars.Progress(*columns, console=_console(stderr=True), transient=False) as drawn:
        yield _Tasks(drawn)


class _Tasks:
    """One bar per kind of work, made when it is first heard of."""

    def __init__(self, drawn: Progress) -> None:
        self.drawn = drawn
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self.tasks:
            self.tasks[what] = self.drawn.add_task(what, total=total)
        self.drawn.update(self.tasks[what], completed=done, total=total)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_WITHOUT_TERMINAL
    console = Console(stderr=stderr, width=width, markup=False, emoji=False)
    console.on_broken_pipe = _end_quietly  # type: ignore[method-assign]
    return console


def _end_quietly() -> NoReturn:
    """Stop when nobody reads on, as after ``| head``: that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
