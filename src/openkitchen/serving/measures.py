"""What a server counts, in the form that Prometheus reads.

With several workers the counts lie in files that all of them write to
(``PROMETHEUS_MULTIPROC_DIR``), so that whichever worker is asked tells those of all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["CONTENT_TYPE_LATEST", "FOLDER", "Measures", "make_measures", "written"]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (
    *(0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0),
)


@dataclass(frozen=True)
class Measures:
    """What is counted.

    Parameters
    ----------
    registry
        Where the counts of this process are gathered.
    requests
        Answered requests, by route, method and status.
    seconds
        How long answers took, by route.
    under_way
        Requests that are being answered.
    refused
        Requests that were not let in, by reason: 401, 403, 408, 413, 429.
    events, new_events
        Events that were acknowledged, and how many of them were new.
    publication
        What is served; of several workers, the oldest one.
    swaps
        Bundles that were swapped in, or could not be, by outcome.
    """

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    under_way: Gauge
    refused: Counter
    events: Counter
    new_events: Counter
    publication: Gauge
    swaps: Counter


def make_measures() -> Measures:
    """Make counters, at zero."""
    registry = CollectorRegistry()
    return Measures(
        registry,
        Counter(
            "openkitchen_requests",
            "Answered requests.",
            ("route", "method", "status"),
            registry=registry,
        ),
        Histogram(
            "openkitchen_request_seconds",
            "Seconds until the answer was sent.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        ),
        Gauge(
            "openkitchen_requests_under_way",
            "Requests that are being answered.",
            multiprocess_mode="livesum",
            registry=registry,
        ),
        Counter(
            "openkitchen_refused", "Requests that were not let in.", ("status",), registry=registry
        ),
        Counter("openkitchen_events", "Events acknowledged.", registry=registry),
        Counter("openkitchen_new_events", "Events acknowledged and new.", registry=registry),
        Gauge(
            "openkitchen_publication",
            "Number of the publication that is served; the oldest one of all workers.",
            multiprocess_mode="livemin",
            registry=registry,
        ),
        Counter(
            "openkitchen_swaps", "Bundles swapped in, or not.", ("outcome",), registry=registry
        ),
    )


def written(measures: Measures) -> bytes:
    """Write the counts down: of this process, or of all workers."""
    if os.environ.get(FOLDER) and Path(os.environ[FOLDER]).is_dir():
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(measures.registry)
