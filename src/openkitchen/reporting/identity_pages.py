"""Pages on who is who: versions and figures, the review queue, the impact of a new map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openkitchen.experiments.map_impact import MapImpact
from openkitchen.identity import IdentityFigures, MapVersion
from openkitchen.identity.review import Decision, Question
from openkitchen.reporting.facts import FactsPage, Sheet, render_facts

__all__ = ["impact_facts", "impact_page", "review_page", "versions_facts", "versions_page"]


def versions_page(
    versions: Sequence[MapVersion], in_use: str, figures: IdentityFigures | None
) -> str:
    """Write the page of versions, with the figures of the map in use."""
    return render_facts(versions_facts(versions, in_use, figures))


def versions_facts(
    versions: Sequence[MapVersion], in_use: str, figures: IdentityFigures | None
) -> FactsPage:
    """Gather the page of versions, with the figures of the map in use."""
    rows = [
        (
            f"{one.number}{' (in use)' if one.name == in_use else ''}",
            one.name,
            f"{one.made_at:%Y-%m-%d %H:%M}",
            f"{one.counts.visitors:,}",
            f"{one.counts.users:,}",
            *(
                f"{one.changes.get(name, 0):,.0f}"
                for name in ("merges", "splits", "moved_events", "moved_weight")
            ),
            "mock users" if one.mock else "",
        )
        for one in reversed(versions)
    ]
    columns = (
        *("version", "name", "data until", "visitor ids", "users", "merges", "splits"),
        *("moved events", "moved weight", ""),
    )
    sheets = [
        Sheet(
            "Versions",
            columns,
            tuple(rows),
            ("Each against the one before it of its kind, mapped or mocked.",),
        )
    ]
    lead: tuple[str, ...] = ()
    if figures:
        lead = tuple(figures.sentences())
        devices = tuple(
            (one.device, f"{one.users:,}", f"{one.events:,}") for one in figures.devices
        )
        sheets.append(Sheet("Devices", ("device", "known users", "events"), devices))
        counts = figures.counts
        states = (
            ("linked", "seen with one customer", f"{counts.linked:,}"),
            ("shared", "seen with several, given to none", f"{counts.shared:,}"),
            ("doubtful", "one login, probably a stranger's", f"{counts.doubtful:,}"),
            ("anonymous", "never seen with a customer", f"{counts.anonymous:,}"),
            ("mock", "belongs to a mock user", f"{counts.mock:,}"),
        )
        sheets.append(Sheet("Visitor ids", ("status", "meaning", "how many"), states))
    mock = in_use.startswith("mock-")
    return FactsPage("Who is who", lead, tuple(sheets), mock)


def review_page(questions: Sequence[Question], decisions: Mapping[str, Decision]) -> str:
    """Write the page of the review queue."""
    waiting = tuple(
        (one.id, one.words, f"{one.probability:.0%}", one.because)
        for one in questions
        if one.id not in decisions
    )
    decided = tuple(
        (
            one.id,
            f"{one.one} – {one.other}",
            "yes" if one.accept else "no",
            one.by,
            one.why,
            one.decided_at,
        )
        for one in decisions.values()
    )
    lead = (
        f"Questions that wait: {len(waiting):,}. Answer with: openkitchen identity review "
        "--accept ID, or --reject ID.",
        "Decisions are kept and win over what the model says, from the next run on.",
        "What the two records of a question say, openkitchen identity review shows beside it; no "
        "page keeps it.",
    )
    sheets = (
        Sheet("Waiting", ("id", "question", "probability", "because"), waiting),
        Sheet("Decided", ("id", "about", "answer", "by", "why", "when"), decided),
    )
    return render_facts(FactsPage("Who is who: review", lead, sheets))


def impact_page(one: str, other: str, impact: MapImpact, more: Sequence[str] = ()) -> str:
    """Write the page on what changing the map does to recommendations."""
    return render_facts(impact_facts(one, other, impact, more))


def impact_facts(one: str, other: str, impact: MapImpact, more: Sequence[str] = ()) -> FactsPage:
    """Gather the page on what changing the map does to recommendations."""
    groups = tuple(
        (
            group.name,
            f"{group.users:,}",
            f"{group.changed:.0%}",
            f"{group.overlap:.3f}",
            f"{group.noise_overlap:.3f}",
            f"{group.rbo:.3f}",
            f"{group.noise_rbo:.3f}",
            f"{group.beyond_noise:.1%}",
        )
        for group in impact.groups
    )
    users = tuple(
        (
            row.before,
            row.after,
            f"{row.overlap:.2f}",
            f"{row.rbo:.2f}",
            ", ".join(row.entered),
            ", ".join(row.left),
        )
        for row in impact.most_changed
    )
    sheets = (
        Sheet(
            "By group",
            (
                *("users", "how many", "lists that change", f"overlap@{impact.k}", "by noise"),
                *("rank-biased overlap", "by noise", "beyond noise"),
            ),
            groups,
            (f"Noise: {impact.draws} refits on the earlier interactions, drawn anew.",),
        ),
        Sheet(
            "Lists that change most",
            ("before", "after", "overlap", "rank-biased overlap", "new in the list", "gone"),
            users,
        ),
    )
    title = f"Who is who: from version {one} to {other}"
    return FactsPage(title, (*impact.sentences(), *more), sheets)
