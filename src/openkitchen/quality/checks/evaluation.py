"""Checks on how the model was judged."""

from __future__ import annotations

import math
from typing import cast

from openkitchen.errors import listing, plural
from openkitchen.evaluate import Evaluation, compare, evaluate_lists
from openkitchen.evaluate.labels import user_labels
from openkitchen.evaluate.months import cover_months
from openkitchen.evaluate.segments import segments_of
from openkitchen.experiments.behaviour import Outcome
from openkitchen.experiments.explained import explained_by
from openkitchen.models import Model
from openkitchen.quality.checks.judging import judged, not_here, stated
from openkitchen.quality.issue import Evidence, State, Verdict
from openkitchen.quality.scene import Scene
from openkitchen.schema.columns import TIME, USER

__all__ = [
    "black_box", "no_signal", "odd_lists", "popular_only", "too_few_people", "unequal_groups",
    "unknown_season", "vendor_metrics",
]  # fmt: skip

_FIGURES = Evidence("the figures", "data/08_reporting/figures.json")
_BEHAVIOUR = Evidence("what is expected of lists", "openkitchen experiment behaviour")
_CLOSE = 1e-9
_OF_SEASON = "in_season"
_STRICT = {"rules_hold", "no_repeats", "never", "full_lists"}
_MARGIN = 0.15
"""A share that misses its limit by less is to be watched."""
_YEAR = 12


def _own(scene: Scene) -> Evaluation:
    return next(iter(scene.evaluations.values()))


def _popular(scene: Scene) -> Evaluation | None:
    """Return the figures of the simplest list that was evaluated beside."""
    return scene.evaluations.get("Popularity")


def no_signal(scene: Scene) -> Verdict:
    """Whether the model foretells more than the most popular items do."""
    own, popular = _own(scene), _popular(scene)
    if popular is None:
        return not_here("The most popular items were not evaluated beside the model.", _FIGURES)
    k = own.rows[0].k
    gap = compare(own, popular).difference("ndcg", k)
    if gap is None:
        return not_here("There is no figure that both have.", _FIGURES)
    found = (
        f"nDCG@{k} is {gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f}) against the most "
        f"popular items, over {plural(gap.n_users, 'person', 'people')}."
    )
    state: State = "fine" if gap.low > 0 else "watch" if gap.value > 0 else "broken"
    return Verdict(state, found, gap.value, 0.0, (_FIGURES,))


def too_few_people(scene: Scene) -> Verdict:
    """Whether the figures rest on enough people to tell anything."""
    own = _own(scene)
    n, row = own.n_users, own.figure("ndcg", own.rows[0].k)
    width = (
        ""
        if row.low is None or row.high is None
        else f" (nDCG from {row.low:.3f} to {row.high:.3f})"
    )
    found = f"The figures rest on {plural(n, 'person', 'people')}{width}."
    state: State = "broken" if n < 50 else "watch" if n < 150 else "fine"
    return Verdict(state, found, float(n), 50.0, (_FIGURES,))


def vendor_metrics(scene: Scene) -> Verdict:
    """Whether the figures that are told come out again from the lists themselves."""
    told, model = _own(scene), scene.evaluated
    k = told.rows[0].k
    people = sorted(set(scene.test[USER].to_pylist()))
    again = evaluate_lists(
        model.recommend(people, k).table, scene.test, k, scene.train, eligible=len(model.items)
    )
    off = [
        row.name
        for row in told.rows
        if (mine := again.find(row.metric, row.k)) is None
        or not math.isclose(mine.value, row.value, rel_tol=_CLOSE, abs_tol=_CLOSE)
    ]
    if off:
        found = f"These figures do not come out again from the lists: {listing(off)}."
        return stated("broken", found, _FIGURES)
    return stated("fine", f"All {len(told.rows):,} figures come out again.", _FIGURES)


def black_box(scene: Scene) -> Verdict:
    """Which share of a score the published model cannot take apart."""
    model = scene.bundle
    users = [str(user) for user in model.users]
    told = explained_by(cast("Model", scene.bundle), users)
    place = Evidence("a score, taken apart", "openkitchen explain")
    missing = 1.0 - told.share
    error = told.largest_error
    missed = f"miss scores by {error:.0e}" if error else "add up to the scores exactly"
    found = f"The published model explains {told.words}; terms {missed}."
    return judged(max(missing, told.largest_error), 1e-6, 0.2, found, place)


def popular_only(scene: Scene) -> Verdict:
    """How little of the catalogue anybody is shown."""
    own = _own(scene)
    row = own.find("coverage", own.rows[0].k)
    place = Evidence("what is shown", "openkitchen experiment catalogue")
    if row is None:
        return not_here("It is not known how many items could be shown.", place)
    found = f"{row.value:.0%} of the items are in anybody's list of {row.k}."
    return judged(1 - row.value, 0.85, 0.92, found, place)


def unequal_groups(scene: Scene) -> Verdict:
    """Whether some group of people would be better off with the most popular items."""
    own, popular = _own(scene), _popular(scene)
    place = Evidence("groups of people", "openkitchen experiment segments")
    rows = segments_of(own, user_labels(scene.users), popular, k=own.rows[0].k).rows
    looked = [row for row in rows if row.verdict != "too few"]
    if not looked:
        return not_here("No group has 30 people who chose something in the test period.", place)
    worse = [row for row in looked if row.verdict == "worse"]
    lost = [r for r in worse if r.popularity is not None and r.mean < r.popularity]
    if lost:
        names = listing(f"{row.attribute} = {row.value}" for row in lost)
        found = f"Worse than for others, and than the most popular items: {names}."
        return stated("broken", found, place)
    if worse:
        names = listing(f"{row.attribute} = {row.value}" for row in worse)
        return stated("watch", f"Clearly worse than for others: {names}.", place)
    return stated("fine", f"None of {len(looked):,} groups is clearly worse off.", place)


def odd_lists(scene: Scene) -> Verdict:
    """Whether lists break what is expected of them, the season apart."""
    told = [one for one in scene.behaviour.outcomes if one.kind != _OF_SEASON]
    failing = [one for one in told if one.passed is False]
    far = [one for one in failing if _missed_by(one) > _MARGIN]
    if failing:
        words = f"Fails: {_words(far or failing)}."
        return stated("broken" if far else "watch", words, _BEHAVIOUR)
    held = sum(one.passed is True for one in told)
    if not held:
        return not_here("No expectation could be asked.", _BEHAVIOUR)
    return stated("fine", f"All {held:,} expectations hold.", _BEHAVIOUR)


def _missed_by(outcome: Outcome) -> float:
    """Return how far a share is past its limit; what has no share is missed as a whole."""
    if outcome.kind in _STRICT or outcome.measured is None or outcome.limit is None:
        return 1.0
    return abs(outcome.measured - outcome.limit)


def unknown_season(scene: Scene) -> Verdict:
    """Whether lists are out of season, and how much of a year the data cover."""
    covered = [one for one in cover_months(scene.interactions[TIME]) if one.events]
    outcomes = [one for one in scene.behaviour.outcomes if one.kind == _OF_SEASON]
    failing = [one for one in outcomes if one.passed is False]
    told = f"The data cover {len(covered)} of {_YEAR} months"
    place = Evidence("the season", "openkitchen experiment season")
    if failing:
        far = _missed_by(failing[0]) > _MARGIN
        found = f"{told}, and lists are out of season: {failing[0].found}"
        return stated("broken" if far else "watch", found, place)
    if len(covered) < _YEAR:
        return stated("watch", f"{told}: nobody can say what the others will do.", place)
    return stated("fine", f"{told}, and lists keep to the season.", place)


def _words(outcomes: list[Outcome]) -> str:
    return "; ".join(f"{one.words} ({one.found})".rstrip(". ") for one in outcomes)
