"""A nightly job: take in what was delivered, run the pipeline, hand over the lists.

Run it as ``python examples/batch_job.py WORKSPACE INBOX LISTS``, from cron or any scheduler.
Without arguments it makes a small demo shop and plays one night on it.

Exit codes: 0 fine; 1 a file was refused, the lists are made all the same; 2 nothing could be made.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from openkitchen.errors import OpenKitchenError
from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.workspace import create, open_workspace
from openkitchen.sources.shop import make_shop

SETTINGS = """\
model: {scales: [all], power: 0.5, row_half_life: 0, left_out: 1, ridge_items: 200, ridge_tags: 0,
  ridge_users: 0, ridge_base: 1, shrink: 0, trend: 0, trend_half_life: 7, max_items: 500}
"""


def night(workspace: Path, inbox: Path, lists: Path) -> int:
    """Receive, run, hand over; return the exit code."""
    receipts = receive_files(workspace, [inbox])
    print(receipts.sentence())
    for receipt in receipts.receipts:
        if receipt.status == "rejected":
            print(f"refused: {receipt.file}: {receipt.note}")
    for step in run_workspace(workspace):
        print(f"{step.name}: {step.seconds:.1f} s")
    beside = lists.with_name(f".{lists.name}.part")
    shutil.copyfile(open_workspace(workspace).recommendations, beside)
    beside.replace(lists)  # a reader sees the old lists or the new ones, never a half
    print(f"the lists are in {lists}")
    return int(receipts.problems)


def play() -> int:
    """Make a shop whose last day has not arrived yet, and play the night in which it does."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = create(root / "shop")
        shop = make_shop(root / "provider", customers=200, days=30, seed=0)
        shutil.copyfile(shop.sources_file, workspace.sources_file)
        (workspace.root / "conf/local/parameters.yml").write_text(SETTINGS, "utf-8")
        *before, last = shop.delivery_order
        receive_files(workspace.root, before)
        inbox = root / "inbox"
        inbox.mkdir()
        shutil.copy(last, inbox)
        return night(workspace.root, inbox, root / "lists.csv")


def main() -> int:
    """Read the arguments, say what is wrong in words."""
    if len(sys.argv) == 1:
        return play()
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    try:
        return night(*map(Path, sys.argv[1:]))
    except OpenKitchenError as error:
        print(f"{error.message} {error.hint}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
