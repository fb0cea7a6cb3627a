"""The words of the report, explained to someone who has never met them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["GLOSSARY", "METRICS", "MetricWords", "Word"]


@dataclass(frozen=True, slots=True)
class MetricWords:
    """A metric's name for people, and what it says at list length k."""

    title: str
    meaning: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its meaning."""

    word: str
    meaning: str


METRICS: Final[dict[str, MetricWords]] = {
    "ndcg": MetricWords(
        "Ranking quality",
        lambda k: (
            f"How near the top of the {k} places people found what they went on to choose. "
            "1 would be perfect; 0 means nothing was found (nDCG)."
        ),
    ),
    "hit_rate": MetricWords(
        "People with a hit",
        lambda k: f"Share of people who found at least one later choice among {k} places.",
    ),
    "precision": MetricWords(
        "Places that hit",
        lambda k: f"Share of the {k} places that held something the person later chose.",
    ),
    "recall": MetricWords(
        "Choices found",
        lambda k: f"Share of a person's later choices that stood among the {k} places.",
    ),
    "mrr": MetricWords(
        "First hit",
        lambda k: f"1 divided by the place of the first hit among {k}; 0 without one (MRR).",
    ),
    "map": MetricWords(
        "Average precision",
        lambda k: f"Share of hits down to each hit, averaged over a person's choices, {k} places.",
    ),
    "coverage": MetricWords(
        "Catalogue shown",
        lambda k: f"Share of all items that at least one person is shown in {k} places.",
    ),
    "effective_coverage": MetricWords(
        "Catalogue shown evenly",
        lambda k: f"Coverage in {k} places, counting items that are rarely shown for less.",
    ),
    "gini": MetricWords(
        "Unevenness",
        lambda k: f"0 if all items are shown equally often in {k} places, near 1 if few take all.",
    ),
    "novelty": MetricWords(
        "Novelty",
        lambda k: f"How little known the {k} shown items are; one more means half as well known.",
    ),
    "popularity_lift": MetricWords(
        "Popularity lift",
        lambda k: (
            f"How much more popular the {k} shown items are than what the same people took "
            "before; 0 means alike."
        ),
    ),
    "freshness": MetricWords(
        "Freshness",
        lambda k: f"Share of the {k} shown items that are new to the catalogue.",
    ),
    "diversity": MetricWords(
        "Variety",
        lambda k: f"How different the {k} items of one list are by their attributes, 0 to 1.",
    ),
    "season_fit": MetricWords(
        "Season",
        lambda k: f"Share of the {k} shown items that are not out of season.",
    ),
}

GLOSSARY: Final[tuple[Word, ...]] = (
    Word("Item", "Anything that can be recommended, such as a dish, an article or a bottle."),
    Word(
        "Score",
        "The number by which items are ordered for a person. Here it is a plain sum; nothing in "
        "it is hidden.",
    ),
    Word(
        "Term",
        "One addend of a score, such as “chose item A before” or “most people like it”. The terms "
        "add up to the score exactly. They show what goes together in the data, not what causes "
        "what.",
    ),
    Word("Interaction", "One moment at which a person viewed, ordered or rated an item."),
    Word(
        "Visitor id and customer id",
        "The web provider's number for a browser, and your own number for a customer. One person "
        "with a phone and a computer is two visitors.",
    ),
    Word(
        "Test period",
        "The last stretch of time, which the model has not seen. Its lists are compared with what "
        "people really chose then.",
    ),
    Word(
        "n",
        "How many people a figure rests on. Small numbers make wide intervals.",
    ),
    Word(
        "Interval",
        "The thin line around a figure. With other people of the same kind, the figure would "
        "land inside it about 95 times in 100.",
    ),
    Word(
        "Popularity",
        "A list of what most people choose, the same for everyone. A personal model must beat it "
        "to be worth its keep.",
    ),
    Word(
        "Cold start",
        "What someone sees about whom nothing is known yet.",
    ),
)
