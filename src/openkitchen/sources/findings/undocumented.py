"""Columns that nobody has described."""

from __future__ import annotations

from collections.abc import Iterator

from openkitchen.sources.findings.examples import Found, Want, filled
from openkitchen.sources.findings.finding import Finding
from openkitchen.sources.findings.track import Track

__all__ = ["undocumented_findings"]


def undocumented_findings(track: Track) -> Iterator[Found]:
    """Find delivered columns that the contract does not name, or names without a meaning."""
    meanings = {rule.theirs: rule.meaning for rule in track.source.columns}
    for column in track.headers:
        ours = track.ours_of(column)
        said = [m for theirs, m in meanings.items() if column in track.names.get(ours, ())
                and m and _means(track, theirs, ours)]  # fmt: skip
        if ours and said:
            continue
        part = next(part for part in track.parts if column in part.columns)
        finding = Finding(
            "undocumented_column",
            "note",
            track.source.name,
            column,
            "in all deliveries",
            f"{column!r} is mapped to {ours!r} without a word on what it means"
            if ours
            else f"{column!r} is delivered, and the contract does not name it",
            "certain",
            {"rows with a value": sum(p.filled for p in track.series(column) if p)},
            f"Add a meaning to it under {track.source.name!r} in sources.yml."
            if ours
            else "Ask the provider what it says; map it in sources.yml if it is of use.",
        )
        yield Found(finding, (Want(part.receipt, (column,), column, filled),))


def _means(track: Track, theirs: str, ours: str) -> bool:
    return any(rule.theirs == theirs and rule.ours == ours for rule in track.source.columns)
