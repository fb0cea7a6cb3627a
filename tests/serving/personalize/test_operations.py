"""The first wave is complete."""

from openkitchen.serving.personalize import operations

REFUSED = {
    "BatchSegmentJob", "DataDeletionJob", "DatasetExportJob", "MetricAttribution", "Algorithm",
    "FeatureTransformation", "PutActions", "PutActionInteractions", "GetActionRecommendations",
}  # fmt: skip


def test_only_what_is_outside_the_first_wave_is_refused():
    for one in operations():
        outside = any(name in one.name for name in REFUSED)
        assert one.answered != outside, one.name
