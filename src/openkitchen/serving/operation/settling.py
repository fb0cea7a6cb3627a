"""What a server holds all its life is not looked through again and again for garbage.

Python's collector goes through everything now and then, and all requests wait meanwhile: with
a model and the libraries around it, a fifth of a second. What is settled it passes over.
"""

from __future__ import annotations

import gc

__all__ = ["settle", "unsettle"]


def settle() -> None:
    """Let go of what is garbage now; pass over what is left from now on.

    To be called anew when something large took the place of something else.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def unsettle() -> None:
    """Look at everything again, as before the first `settle`."""
    gc.unfreeze()
