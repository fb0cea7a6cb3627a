"""The first wave is complete."""

import pytest

from openkitchen.serving.personalize import operations

REFUSED = {
    "BatchSegmentJob", "DataDeletionJob", "DatasetExportJob", "MetricAttribution", "PutActions",
    "PutActionInteractions", "GetActionRecommendations",
}  # fmt: skip


def test_only_what_is_outside_the_first_wave_is_refused():
    for one in operations():
        outside = any(name in one.name for name in REFUSED)
        assert one.answered != outside, one.name


def test_a_script_that_looks_for_all_that_there_is_finds_none_of_what_is_never_made(clients):
    control = clients.control
    assert control.list_metric_attributions()["metricAttributions"] == []
    assert control.list_batch_segment_jobs()["batchSegmentJobs"] == []
    assert control.list_dataset_export_jobs()["datasetExportJobs"] == []
    assert control.list_data_deletion_jobs()["dataDeletionJobs"] == []


def test_versions_of_a_solution_that_does_not_exist_are_not_listed(clients):
    arn = "arn:aws:personalize:us-east-1:000000000000:solution/none"
    with pytest.raises(clients.control.exceptions.ResourceNotFoundException, match="solution/none"):
        clients.control.list_solution_versions(solutionArn=arn)
