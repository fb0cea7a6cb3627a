"""What was made ready for what-ifs, kept in the bundle's folder until the next question.

::

    prepared/kept.json   which fit it was made of, and the shapes of the arrays
    prepared/*.npy       the arrays, memory-mapped when read

Nothing needs it: it may be deleted at any time, and what is missing, damaged, or made of
another fit or by another version is made anew. It is written beside its place and moved
there in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["FOLDER", "Arrays", "fingerprint", "read_kept", "room_for", "size_of", "write_kept"]

Arrays = Mapping[str, npt.NDArray[np.generic]]

FOLDER = "prepared"
FORMAT = 1

_STALE_SECONDS = 3600.0
_ROOM = 2
_BIG = frozenset({"weights.npy", "lent_weights.npy"})


def fingerprint(bundle: Path) -> str:
    """Return what tells a fit from any other: a hash of its bundle, big weights by their size.

    Raises
    ------
    OSError
        When the bundle cannot be read.
    """
    hashed = hashlib.blake2b(digest_size=16)
    hashed.update(f"{FORMAT} {version('openkitchen')}".encode())
    for file in sorted(bundle.rglob("*")):
        place = file.relative_to(bundle)
        if place.parts[0].startswith((FOLDER, f".{FOLDER}")) or not file.is_file():
            continue
        hashed.update(f"{place.as_posix()} {file.stat().st_size}".encode())
        if file.name not in _BIG:
            hashed.update(file.read_bytes())
    return hashed.hexdigest()


def read_kept(bundle: Path) -> Arrays | None:
    """Read what is kept of a bundle; ``None`` where nothing of use is."""
    folder = bundle / FOLDER
    try:
        facts = json.loads((folder / "kept.json").read_text("utf-8"))
        if facts["fingerprint"] != fingerprint(bundle):
            return None
        arrays = {}
        for name, shape in facts["shapes"].items():
            array = np.asarray(np.lib.format.open_memmap(folder / f"{name}.npy", mode="r"))
            if list(array.shape) != shape:
                return None
            arrays[name] = array
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return arrays


def size_of(arrays: Arrays) -> int:
    """Return the bytes that some arrays take on disk."""
    return sum(array.nbytes for array in arrays.values())


def room_for(arrays: Arrays, bundle: Path) -> bool:
    """Whether the folder of a bundle can be written to, and the disk stays half empty of it."""
    try:
        free = shutil.disk_usage(bundle).free
    except OSError:
        return False
    return os.access(bundle, os.W_OK) and free > _ROOM * size_of(arrays)


def write_kept(arrays: Arrays, bundle: Path) -> bool:
    """Keep arrays in the folder of a bundle, whole or not at all; say whether it was done."""
    place, staged = bundle / FOLDER, None
    try:
        _clear_leftovers(bundle)
        staged = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=bundle))
        for name, array in arrays.items():
            np.save(staged / f"{name}.npy", array, allow_pickle=False)
        shapes = {name: list(array.shape) for name, array in arrays.items()}
        facts = {"fingerprint": fingerprint(bundle), "shapes": shapes}
        (staged / "kept.json").write_text(json.dumps(facts, indent=1), "utf-8")
        if place.exists():
            place.rename(Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=bundle)) / "old")
        staged.rename(place)
    except OSError:
        return False
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)
    _clear_leftovers(bundle, 0.0)
    return True


def _clear_leftovers(bundle: Path, seconds: float = _STALE_SECONDS) -> None:
    """Remove what was replaced, and what killed processes left behind."""
    for left in bundle.glob(f".{FOLDER}-*"):
        done = (left / "old").is_dir()
        if done or (seconds and time.time() - left.stat().st_mtime > seconds):
            shutil.rmtree(left, ignore_errors=True)
