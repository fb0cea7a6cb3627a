"""What-ifs of a bundle, with what they need from files."""

from __future__ import annotations

from pathlib import Path

from openkitchen.evaluate import read_choices
from openkitchen.experiments import WhatIf, WhatIfs, whatif
from openkitchen.experiments.answer import Mode
from openkitchen.models import Progress
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.workspace import bundle_in
from openkitchen.sources import read_added_columns, read_history

__all__ = ["add_from_file", "append_from_file", "open_what_ifs"]


def open_what_ifs(
    bundle: Path,
    k: int = 10,
    truth: Path | None = None,
    mode: Mode | None = None,
    progress: Progress | None = None,
    *,
    keep: bool = True,
) -> WhatIfs:
    """Make a bundle ready to be asked what if; see `openkitchen.experiments.whatif`.

    Parameters
    ----------
    bundle
        A bundle, or the workspace that holds one.
    k
        Length of the lists that are compared.
    truth
        A file of what users chose later: ``user_id``, ``item_id``.
    mode
        ``frozen``, ``refit``, or both for ``None``.
    progress
        Told of long work.
    keep
        Whether what takes long to make ready may be kept in the bundle's folder.
    """
    chosen = None if truth is None else read_choices(truth)
    place = bundle_in(bundle) if keep else None
    return whatif(load_bundle(bundle), k, chosen, mode, progress, str(bundle), place)


def add_from_file(what_ifs: WhatIfs, file: Path, column: str) -> WhatIf:
    """Ask what if a column of a file were known too."""
    return what_ifs.add(read_added_columns(file), column)


def append_from_file(what_ifs: WhatIfs, file: Path) -> WhatIf:
    """Ask what if the events of a file had been recorded too."""
    return what_ifs.append(read_history(file))
