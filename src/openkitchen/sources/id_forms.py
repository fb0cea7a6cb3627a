"""Write ids of one source as another writes them: in small letters, or in another frame."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["form_fault", "in_form"]

_CASES = {"lower": pc.utf8_lower, "upper": pc.utf8_upper}
_PLACE = "{}"


def form_fault(form: str) -> str:
    """Say what is wrong with the form of an id; nothing if it is one.

    >>> form_fault("acc-{} = TN{}"), form_fault("lower"), form_fault("acc-")
    ('', '', "'acc-' is no form of an id")
    """
    sides = _sides(form)
    fine = form in _CASES or (len(sides) == 2 and all(s.count(_PLACE) == 1 for s in sides))
    return "" if fine else f"{form!r} is no form of an id"


def in_form(ids: pa.Array, form: str) -> pa.Array:
    """Write ids in a form.

    Parameters
    ----------
    ids
        Text; null for no id.
    form
        ``lower`` or ``upper``; or their frame and ours, such as ``acc-{} = TN{}``, by which
        ``acc-0001`` is ``TN0001``. Of their frame, letters may be small or capital.

    Returns
    -------
    The ids; null also for those that have not their frame.
    """
    if not form:
        return ids
    if form in _CASES:
        return _CASES[form](ids)
    (before, after), (ours_before, ours_after) = (side.split(_PLACE) for side in _sides(form))
    pattern = f"(?is)^{_escaped(before)}(?P<id>.+){_escaped(after)}$"
    kept = pc.struct_field(pc.extract_regex(ids, pattern), "id")
    return pc.binary_join_element_wise(ours_before, kept, ours_after, "")


def _sides(form: str) -> list[str]:
    return [side.strip() for side in form.split("=")]


def _escaped(text: str) -> str:
    """Escape what means something in a pattern."""
    return re.sub(r"([^0-9A-Za-z_\s])", r"\\\1", text)
