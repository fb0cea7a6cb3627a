"""Look at everything that was delivered, and tell what seems wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from openkitchen.engine import connect
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Source
from openkitchen.sources.findings.bots import bot_findings, bots_in
from openkitchen.sources.findings.clocks import clock_findings
from openkitchen.sources.findings.doubles import double_findings, doubled_key_findings
from openkitchen.sources.findings.event_log import EventLog, event_log
from openkitchen.sources.findings.examples import Found, fetch
from openkitchen.sources.findings.finding import Finding, Findings
from openkitchen.sources.findings.foreign_ids import id_findings
from openkitchen.sources.findings.headers import header_findings
from openkitchen.sources.findings.odd_values import value_findings
from openkitchen.sources.findings.of_bots import gaps_of_people
from openkitchen.sources.findings.series import gap_findings, gaps_in, type_findings
from openkitchen.sources.findings.shared_values import shared_value_findings
from openkitchen.sources.findings.track import Track, track_of
from openkitchen.sources.findings.undocumented import undocumented_findings
from openkitchen.sources.findings.units import unit_findings
from openkitchen.sources.received import ReceivedSource, rows_by_receipt
from openkitchen.store import Store, receipts

__all__ = ["examine"]

_COLUMNS = (
    header_findings, type_findings, unit_findings, value_findings, shared_value_findings,
)  # fmt: skip


def examine(sources: Mapping[str, Source], store: Store, raw: Path, typed: Path) -> Findings:
    """Look at the deliveries of all sources.

    Parameters
    ----------
    sources
        The declared sources.
    store
        Holds the ledger of receipts.
    raw, typed
        The folders of kept originals and of typed rows.

    Returns
    -------
    The findings, problems first, then by source and kind. Each kind's rule, thresholds
    and their reasons stand in the function that finds it.
    """
    ledger = receipts(store)
    with connect() as database:
        tracks = [track_of(source, ledger, raw, database) for source in sources.values()]
        found = [*_found(tracks, store, raw, typed, database)]
    findings = [fetch(one, sources[one.finding.source], raw) for one in found]
    return Findings(
        tuple(sorted(findings, key=_order)),
        len({one.id for track in tracks for part in track.parts for one in part.deliveries}),
        sum(part.rows for track in tracks for part in track.parts),
        tuple(text for track in tracks for text in track.unread),
    )


def _found(
    tracks: Sequence[Track],
    store: Store,
    raw: Path,
    typed: Path,
    database: duckdb.DuckDBPyConnection,
) -> Iterator[Found]:
    yield from id_findings(tracks)
    for track in tracks:
        for look in _COLUMNS:
            yield from look(track)
        yield from undocumented_findings(track)
        yield from doubled_key_findings(track)
        gaps = [*gaps_in(track)]
        if track.source.role == "events":
            with _events(track, store, typed, database) as log:
                if log is not None:
                    yield from double_findings(log, track)
                    yield from bot_findings(log, track)
                    yield from clock_findings(log, track, typed)
                    if gaps and (bots := bots_in(log)):
                        gaps = gaps_of_people(gaps, bots, log.actor_column, track, raw)
        yield from gap_findings(track, gaps)


@contextmanager
def _events(
    track: Track, store: Store, typed: Path, database: duckdb.DuckDBPyConnection
) -> Iterator[EventLog | None]:
    parts = [*rows_by_receipt(track.source, store, typed)]
    if not parts:
        yield None
        return
    together = ReceivedSource(
        track.source,
        pa.concat_tables([rows for _, rows in parts]),
        tuple(receipt for receipt, _ in parts),
    )
    if not together.rows.num_rows or TIME not in together.rows.column_names:
        yield None
        return
    with event_log(together, [rows.num_rows for _, rows in parts], database) as log:
        yield log


def _order(finding: Finding) -> tuple[bool, str, str, str, str]:
    return (
        finding.severity != "problem",
        finding.source,
        finding.kind,
        finding.column,
        finding.where,
    )
