"""Files that were packed anew: other bytes, the same content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from openkitchen.errors import OpenKitchenError
from openkitchen.sources.deliveries import Delivered
from openkitchen.sources.packing import Packed, chunks, only_member
from openkitchen.store import ReceiptRow

__all__ = ["repacked"]

_PACKED = (".gz", ".zip")


def repacked(
    delivered: Delivered,
    row: ReceiptRow,
    current: Iterable[ReceiptRow],
    kept: Callable[[ReceiptRow], Path],
) -> ReceiptRow | None:
    """Find the receipt of a file with the same content in another packing.

    Parameters
    ----------
    delivered
        The new file.
    row
        Its receipt so far: name and declared days are known.
    current
        The receipts whose rows count. Those for the same days are looked at; of files that
        state no day, those of the same name, whatever its suffix.
    kept
        Gives the kept original of a receipt.
    """
    alike = [old for old in current if _for_the_same(old, row) and kept(old).is_file()]
    if not alike:
        return None
    new = Packed(delivered.path, delivered.member, delivered.file)
    try:
        if new.member is None:
            new = Packed(new.path, only_member(new.path, new.name), new.name)
        inside = ""
        for old in reversed(alike):
            own = Packed(kept(old), only_member(kept(old), old.file), old.file)
            if new.is_plain() and own.is_plain():
                continue
            inside = inside or _digest(new)
            if _digest(own) == inside:
                return old
    except OpenKitchenError:  # told when the file is read
        return None
    return None


def _for_the_same(old: ReceiptRow, row: ReceiptRow) -> bool:
    if row.days:
        return old.days == row.days
    return _bare(old.file) == _bare(row.file)


def _bare(file: str) -> str:
    name = PurePosixPath(file).name
    while name.lower().endswith(_PACKED):
        name = name.rpartition(".")[0]
    return PurePosixPath(name).stem


def _digest(packed: Packed) -> str:
    digest = hashlib.sha256()
    for piece in chunks(packed):
        digest.update(piece)
    return digest.hexdigest()
