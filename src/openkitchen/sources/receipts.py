"""What came of receiving some files: one receipt each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

from openkitchen.errors import OpenKitchenError, plural
from openkitchen.store import ReceiptRow

__all__ = ["Receipts", "days_text", "told_of"]

_ORDER = ("new", "late", "replaced", "resend", "empty", "rejected")


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of one call, in the order of the files.

    Parameters
    ----------
    receipts
        One for each file. A file that belongs to no source has one without a source; it
        is in no ledger.
    replaced
        Rows taken in from these files that do not count at the end, for a later one of these
        files replaced them.
    """

    receipts: tuple[ReceiptRow, ...]
    replaced: int = 0

    @classmethod
    def refused(cls, files: Iterable[str], error: OpenKitchenError) -> Receipts:
        """Return receipts for files of which none belongs to a source, for the same reason."""
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = (
            ReceiptRow("", file, "", now, status="rejected", note=told_of(error, file))
            for file in files
        )
        return cls(tuple(rows))

    @property
    def problems(self) -> bool:
        """Whether a file was refused as a whole."""
        return any(row.status == "rejected" for row in self.receipts)

    def rows(self) -> list[tuple[object, ...]]:
        """Return source, file, days, rows, rejected, status, note: to be shown as a table."""
        return [
            (
                row.source or "–",
                row.file,
                days_text(row.days),
                row.rows,
                row.rejected,
                row.status,
                row.note,
            )
            for row in self.receipts
        ]

    def sentence(self) -> str:
        """Say what came of it in a sentence."""
        count = Counter(row.status for row in self.receipts)
        files = ", ".join(f"{count[status]:,} {status}" for status in _ORDER if count[status])
        taken = [row for row in self.receipts if row.status in {"new", "late", "replaced"}]
        rows, rejected = sum(r.rows for r in taken), sum(r.rejected for r in taken)
        kept_out = f", {plural(rejected, 'row')} rejected" if rejected else ""
        later = ""
        if self.replaced:
            counts = "counts" if rows - self.replaced == 1 else "count"
            later = (
                f" A later one of these files replaced {self.replaced:,} of them: "
                f"{plural(rows - self.replaced, 'row')} {counts} at the end."
            )
        return (
            f"{plural(len(self.receipts), 'file')}: {files}. {plural(rows, 'row')} taken "
            f"in{kept_out}.{later}"
        )

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "sentence": self.sentence(),
            "problems": self.problems,
            "replaced_rows": self.replaced,
            "receipts": [receipt_dict(row) for row in self.receipts],
        }


def receipt_dict(row: ReceiptRow) -> dict[str, object]:
    """Return a receipt as plain values for JSON."""
    return {
        "id": row.id,
        "source": row.source,
        "file": row.file,
        "channel": row.channel,
        "sha256": row.sha256,
        "bytes": row.bytes,
        "header": list(row.header),
        "days": [day.isoformat() for day in row.days],
        "rows": row.rows,
        "rejected": row.rejected,
        "first_event": row.first_event.isoformat() if row.first_event else None,
        "last_event": row.last_event.isoformat() if row.last_event else None,
        "status": row.status,
        "note": row.note,
        "typed": row.typed,
        "received_at": row.received_at.isoformat(),
    }


def told_of(error: OpenKitchenError, file: str, *, hint: bool = False) -> str:
    """Say an error in a line that names the file already: without its name in front."""
    text = str(error) if hint else error.message
    named = getattr(error, "file", None)
    if named and PurePosixPath(named).name == PurePosixPath(file).name:
        return text.removeprefix(named).lstrip(",: ")
    return text


def days_text(days: Sequence[date]) -> str:
    """Write days short: one, or the first and the last with their number."""
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return first.isoformat()
    return f"{first.isoformat()} to {last.isoformat()} ({plural(len(set(days)), 'day')})"
