"""Read ids: text as it came, without the blanks around it, one in each row."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import CUSTOMER, EVENT_ID, ITEM, SESSION, USER, VISITOR
from openkitchen.sources.faults import flags
from openkitchen.sources.id_forms import in_form
from openkitchen.sources.values import Typed, as_text, read_values

__all__ = ["ID_COLUMNS", "read_id_values"]

ID_COLUMNS = frozenset({USER, VISITOR, CUSTOMER, ITEM, SESSION, EVENT_ID})
"""Our columns that hold ids."""


def read_id_values(values: pa.Array, missing: Sequence[str] = (), form: str = "") -> Typed:
    """Read a column of ids.

    Blanks around an id are no part of it, so that `` 7 `` and ``7`` are the same; capital
    letters, leading zeros and all else stay.

    Parameters
    ----------
    values
        As they came: strings from text files, any Arrow type otherwise.
    missing
        Words that mean no value, beside the empty string and blanks.
    form
        In which they are written, as `openkitchen.sources.id_forms.in_form` takes it.

    Returns
    -------
    The ids as text. Bad are those that `read_values` cannot read, lists of several, and those
    that have not the form.
    """
    bad = None
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        several = pc.greater(pc.list_value_length(values), 1)
        bad = flags(pc.fill_null(several, False))
        values = pc.if_else(several, None, as_text(values))
    if _is_text(values.type):
        values = pc.utf8_trim_whitespace(values)
    typed = read_values(values, "string", missing=missing)
    if not _is_text(values.type):
        typed = Typed(pc.utf8_trim_whitespace(typed.values), typed.bad)
    if bad is not None:
        typed = Typed(typed.values, typed.bad | bad)
    if not form:
        return typed
    written = in_form(typed.values, form)
    formless = flags(pc.and_(pc.is_valid(typed.values), pc.is_null(written)))
    return Typed(written, typed.bad | formless)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
