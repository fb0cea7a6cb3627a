"""The steps of every workspace: which library function makes which table from which."""

from __future__ import annotations

from openkitchen.identity import edges_from
from openkitchen.pipelines.behaviour import check_served
from openkitchen.pipelines.identity_map import make_map
from openkitchen.pipelines.identity_views import figures_page, questions_page
from openkitchen.pipelines.nodes import evaluate_models, fit, readable, recommend_everyone, refit
from openkitchen.pipelines.page import report_page
from openkitchen.pipelines.step import Step
from openkitchen.prepare import (
    interactions_by_day,
    prepare_items,
    prepare_users,
    split_by_time,
)

__all__ = ["HOUSE_STEPS", "Step"]

HOUSE_STEPS = (
    Step("identity edges", edges_from, ("received",), ("identity_edges",)),
    Step(
        "identity map",
        make_map,
        ("received", "identity_edges", "identity", "parameters"),
        ("identity_map",),
        looks_at=("identity", "prepare"),
    ),
    Step(
        "interactions",
        interactions_by_day,
        ("received", "identity_map", "params:prepare"),
        ("interactions", "funnel"),
    ),
    Step("users", prepare_users, ("received", "identity_map"), ("users",)),
    Step("items", prepare_items, ("received",), ("items",)),
    Step("split", split_by_time, ("interactions", "params:test_share"), ("train", "test")),
    Step(
        "fit",
        fit,
        ("train", "users", "items", "params:model", "parameters"),
        ("model_on_train",),
        looks_at=("rules",),
    ),
    Step(
        "evaluate",
        evaluate_models,
        ("model_on_train", "train", "test", "users", "items", "params:list_length"),
        ("evaluations",),
    ),
    Step("publish", refit, ("interactions", "users", "items", "model_on_train"), ("bundle",)),
    Step(
        "recommend",
        recommend_everyone,
        ("bundle", "params:list_length"),
        ("recommendations",),
    ),
    Step(
        "behaviour",
        check_served,
        ("bundle", "interactions", "users", "items", "behaviour"),
        ("behaviour_checks",),
    ),
    Step(
        "identity page", figures_page, ("received", "identity_map", "identity"), ("identity_page",)
    ),
    Step("review page", questions_page, ("identity_map", "identity"), ("identity_review_page",)),
    Step("figures", readable, ("evaluations",), ("figures",)),
    Step(
        "report",
        report_page,
        (
            *("received", "identity_map", "funnel", "interactions", "items"),
            *("evaluations", "bundle", "params:report", "behaviour_checks"),
            "questions",
        ),
        ("report",),
    ),
)
