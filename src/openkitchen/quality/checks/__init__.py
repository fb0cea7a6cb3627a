"""The check behind each issue, by the issue's name."""

from collections.abc import Callable, Mapping
from typing import Final

from openkitchen.quality.checks import collection, deployment, evaluation, people, preparation
from openkitchen.quality.issue import Verdict
from openkitchen.quality.scene import Scene

__all__ = ["CHECKS", "Check"]

Check = Callable[[Scene], Verdict]

CHECKS: Final[Mapping[str, Check]] = {
    "promised-history": collection.promised_history,
    "missing-deliveries": collection.missing_deliveries,
    "rejected-rows": collection.rejected_rows,
    "changing-columns": collection.changing_columns,
    "undocumented-columns": collection.undocumented_columns,
    "mistaken-ids": collection.mistaken_ids,
    "machine-traffic": collection.machine_traffic,
    "wrong-clocks": collection.wrong_clocks,
    "scarce-data": collection.scarce_data,
    "split-identities": preparation.split_identities,
    "shared-devices": preparation.shared_devices,
    "mock-users": preparation.mock_users,
    "double-customers": preparation.double_customers,
    "missing-values": preparation.missing_values,
    "unknown-items": preparation.unknown_items,
    "leaking-test": preparation.leaking_test,
    "outdated-outputs": preparation.outdated_outputs,
    "no-signal": evaluation.no_signal,
    "too-few-people": evaluation.too_few_people,
    "vendor-metrics": evaluation.vendor_metrics,
    "black-box": evaluation.black_box,
    "popular-only": evaluation.popular_only,
    "unequal-groups": evaluation.unequal_groups,
    "odd-lists": evaluation.odd_lists,
    "unknown-season": evaluation.unknown_season,
    "training-serving-skew": deployment.training_serving_skew,
    "served-differs": deployment.served_differs,
    "offline-online-gap": deployment.offline_online_gap,
    "stale-model": deployment.stale_model,
    "drifted-inputs": deployment.drifted_inputs,
    "unwatched": deployment.unwatched,
    "outgrown-model": deployment.outgrown_model,
    "forgotten-people": deployment.forgotten_people,
    "moved-assumptions": people.moved_assumptions,
    "open-decisions": people.open_decisions,
    "untold-client": people.untold_client,
}
