"""Figures as files: one JSON per benchmark, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"


def kept_results(name: str) -> dict[str, Any]:
    """Return what a benchmark kept; nothing before its first run."""
    file = FOLDER / f"{name}.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def write_results(name: str, results: dict[str, Any]) -> None:
    """Keep the figures of a benchmark; other benchmarks' files stay as they are."""
    FOLDER.mkdir(exist_ok=True)
    staged = FOLDER / f".{name}.json"
    staged.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    staged.replace(FOLDER / f"{name}.json")
