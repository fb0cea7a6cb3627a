"""The file from which a source is drafted, whatever it comes in: a mail, a database, a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from openkitchen.errors import FileUnreadable, listing
from openkitchen.sources.blocks import Extract
from openkitchen.sources.columnar import open_parquet_folder, parquet_files
from openkitchen.sources.deliveries import find_deliveries
from openkitchen.sources.objects import is_object
from openkitchen.sources.opening import open_packed
from openkitchen.sources.packing import Packed, only_member
from openkitchen.sources.table_address import is_table, table_names

__all__ = ["Sample", "find_sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to learn from.

    Parameters
    ----------
    packed
        Where its bytes are; ``None`` for a folder of Parquet files.
    folder
        That folder.
    name
        Its name, by which its source's files are known: of a table, the table's.
    doubts
        What a person should know of the choice, in sentences.
    sheet
        The sheet of a workbook that is asked for.
    decimal
        The sign before decimals with which its numbers are written.
    """

    packed: Packed | None
    folder: Path
    name: str
    doubts: tuple[str, ...] = ()
    sheet: str = ""
    decimal: str = "."

    def opened(self, header: tuple[str, ...] = ()) -> Extract:
        """Open it, with these names of the columns where it has no header."""
        if self.packed is None:
            return open_parquet_folder(parquet_files(self.folder), str(self.folder))
        return open_packed(self.packed, header=header, sheet=self.sheet, decimal=self.decimal)


def find_sample(named: Path | str, scratch: Path) -> Sample:
    """Find the file that is meant; of several in a mail or a bucket, the first.

    Parameters
    ----------
    named
        As `find_deliveries` takes it.
    scratch
        A folder for what is brought here.

    Raises
    ------
    FileUnreadable
        It cannot be had.
    """
    text, path = str(named), Path(named)
    brought = is_table(text) or is_object(text) or path.suffix.lower() == ".eml"
    if not brought or path.is_dir():
        if path.is_dir() and parquet_files(path):
            return Sample(None, path, path.name)
        return Sample(Packed(path, only_member(path, str(path)), str(path)), path, path.name)
    found = find_deliveries([named], scratch)
    fine = [one for one in found if not one.fault]
    if not fine:
        fault = next((one.fault for one in found), "there is no file in it")
        file = next((one.file for one in found), path.name)
        raise FileUnreadable(fault, file=None if is_table(text) else file)
    first = fine[0]
    name = PurePosixPath(first.file).name
    if is_table(text):
        name = table_names(name)[-1]
    member = first.member or only_member(first.path, first.file)
    doubts: tuple[str, ...] = ()
    if len(fine) > 1:
        names = listing(PurePosixPath(one.file).name for one in fine)
        doubts = (f"of {len(fine)} files, {names}, the first was looked at",)
    return Sample(Packed(first.path, member, first.file), first.path, name, doubts)
