"""What people call an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from openkitchen.explain import Explanation, Term, WhyNot
from openkitchen.explain.sentences import explanation_sentences
from openkitchen.schema.columns import ITEM

__all__ = ["Titles", "entitle", "entitle_why_not", "told_by_title"]

_NAMED = ("title", "name", "item_name", "item_title", "label")


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by item id; an item without one goes by its id.

    Parameters
    ----------
    by_id
        The known titles.
    """

    by_id: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, items: pa.Table | None) -> Titles:
        """Find the titles in an items table: the column called title, name or the like."""
        if items is None:
            return cls()
        lowered = {name.lower(): name for name in items.column_names}
        column = next((lowered[name] for name in _NAMED if name in lowered), None)
        if column is None:
            return cls()
        ids, titles = items[ITEM].to_pylist(), items[column].to_pylist()
        return cls({i: str(t) for i, t in zip(ids, titles, strict=True) if t is not None})

    def __getitem__(self, item_id: str) -> str:
        return self.by_id.get(item_id, item_id)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self.by_id


def entitle(explanation: Explanation, titles: Titles) -> Explanation:
    """Put titles in place of item ids, so that its sentences speak of what people know."""
    terms = _entitled(explanation.terms, titles)
    return replace(explanation, item_id=titles[explanation.item_id], terms=terms)


def told_by_title(explanation: Explanation, titles: Titles) -> tuple[str, ...]:
    """Return the sentences of an explanation, items going by their titles."""
    return tuple(explanation_sentences(explanation, titles.__getitem__))


def entitle_why_not(answer: WhyNot, titles: Titles) -> WhyNot:
    """Do the same for an item that is missing from a list."""
    return replace(
        answer,
        explanation=entitle(answer.explanation, titles),
        last_item=titles[answer.last_item],
        behind=_entitled(answer.behind, titles),
    )


def _entitled(terms: Iterable[Term], titles: Titles) -> tuple[Term, ...]:
    if not titles.by_id:
        return tuple(terms)
    return tuple(
        Term(term.block, titles[term.feature], term.value, term.weight, term.contribution)
        if term.block.startswith(("history", "diversity"))
        else term
        for term in terms
    )
