"""What linking found, in words and numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from openkitchen.identity.linking.expected import expected_mistakes
from openkitchen.identity.linking.linking import Linked

__all__ = ["comparison_name", "facts_of", "learned", "sentences"]

_MANY = 10
_NAMES = {
    "given": "first name",
    "born": "date of birth",
    "email": "e-mail",
    "phone": "phone number",
    "code": "number",
}


def sentences(linked: Linked) -> list[str]:
    """Say how many persons there are, how that was told, and what is uncertain."""
    records, costs = linked.table.num_rows, linked.costs
    told = [
        f"{records:,} records are {linked.persons:,} persons; {linked.merged:,} records belong to "
        "somebody with several.",
        f"A wrong merge costs {costs.false_merge:g} and a missed one {costs.missed:g}, so records "
        f"were merged from a probability of {costs.threshold:.0%} on.",
    ]
    if linked.trained is None:
        return [
            *told[:1],
            "No column tells people apart (names, date of birth, e-mail, phone, a number), so "
            "nothing was compared.",
        ]
    if linked.judged:
        told.append(linked.judged.sentence())
    wrong, missed = expected_mistakes(linked.pairs)
    told.append(
        f"By these probabilities about {_about(wrong)} pairs were merged wrongly, and about "
        f"{_about(missed)} missed among those that were compared."
    )
    unsure = linked.uncertain().num_rows
    if unsure:
        low, high = costs.uncertain
        told.append(
            f"{unsure:,} pairs are uncertain (between {low:.0%} and {high:.0%}) and worth a look."
        )
    most, whose = linked.largest()
    if most >= _MANY:
        told.append(
            f"One person has {most:,} records, {whose} among them: look at these first, for tests "
            "and collective accounts look so."
        )
    standard = linked.standard
    if standard and standard.swapped:
        told.append(f"In {standard.swapped:,} records first and last name had changed places.")
    if standard and standard.made_emails:
        told.append(
            "E-mail addresses are made of the names, so people of one name share one; they were "
            "not compared."
        )
    for name, values in (standard.placeholders if standard else {}).items():
        told.append(
            f"Taken for no {_words(name)}, being far too frequent: {', '.join(values[:5])}."
        )
    if linked.trained.fallbacks:
        usual = ", ".join(_words(name) for name in linked.trained.fallbacks)
        told.append(f"Too little to learn from, so usual values stand in for: {usual}.")
    return told


def learned(linked: Linked) -> list[tuple[str, str, float, float]]:
    """Return comparison, agreement in words, its weight in bits, its share among one person."""
    if linked.trained is None:
        return []
    rows = []
    for one, m, u in zip(linked.compared, linked.trained.m, linked.trained.u, strict=True):
        name = comparison_name(linked, one.name)
        for at, level in enumerate(one.levels):
            weight = float(np.log2(m[at] / u[at]))
            rows.append((name, level.words, round(weight, 1), float(m[at])))
    return rows


def comparison_name(linked: Linked, name: str) -> str:
    """Return a comparison's name in words; a trait's is its column's in the file."""
    origin = linked.standard.columns if linked.standard else {}
    return origin.get(name, name) if name.startswith("is_") else _words(name)


def facts_of(linked: Linked) -> dict[str, Any]:
    """Return the findings as a dictionary ready for JSON."""
    low, high = linked.costs.uncertain
    wrong, missed = expected_mistakes(linked.pairs)
    return {
        "records": linked.table.num_rows,
        "persons": linked.persons,
        "merged_records": linked.merged,
        "threshold": linked.costs.threshold,
        "cost_false_merge": linked.costs.false_merge,
        "cost_missed": linked.costs.missed,
        "uncertain_between": [low, high],
        "uncertain_pairs": linked.uncertain().num_rows,
        "expected_wrong_pairs": round(wrong, 1),
        "expected_missed_pairs": round(missed, 1),
        "probability_two_random_records_match": linked.trained.prior if linked.trained else 0.0,
        "columns": [
            {"column": c.name, "kind": c.kind, "why": c.why, "filled": c.filled}
            for c in linked.columns
        ],
        "blocking": [{"keys": list(rule.keys), "pairs": rule.pairs} for rule in linked.rules],
        "weights": [
            {"comparison": c, "agreement": level, "bits": bits, "share_of_one_person": share}
            for c, level, bits, share in learned(linked)
        ],
        "beside_the_truth": linked.judged.to_dict() if linked.judged else None,
        "sentences": sentences(linked),
    }


def _about(pairs: float) -> str:
    return f"{pairs:,.0f}" if pairs >= 10 else f"{pairs:.1f}"


def _words(name: str) -> str:
    return _NAMES.get(name, name.removeprefix("is_").replace("_", " "))
