"""Ask a question of a model: compute the arms, compare them on the same users, judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pyarrow as pa

from openkitchen.errors import OpenKitchenError, SettingsError
from openkitchen.evaluate.labels import Labels
from openkitchen.experiments.arm_desk import METRIC, ArmDesk, Computed
from openkitchen.experiments.arms import Arm, is_column, name_of
from openkitchen.experiments.ask_settings import AskSettings, twins_for
from openkitchen.experiments.asked import Answered, Asked, Copied, Unanswered
from openkitchen.experiments.held_out import hold_out
from openkitchen.experiments.verdict import Copies, judge_change, judge_column, judge_unused
from openkitchen.experiments.what_ifs import whatif
from openkitchen.experiments.worth import holm
from openkitchen.models.contract import Progress

__all__ = ["ask"]


def ask(
    model: object,
    question: str,
    arms: Sequence[Arm],
    truth: pa.Table,
    settings: AskSettings | None = None,
    labels: Labels | None = None,
    progress: Progress | None = None,
    keep: Path | None = None,
) -> Asked:
    """Ask a question of a fitted glass box.

    All arms are fitted with the settings of the base: nothing is searched anew, so that no
    arm has looked at more than the others.

    Parameters
    ----------
    model
        A fitted glass box: the base.
    question
        The question in words.
    arms
        What is to be different, one after the other.
    truth
        What users chose after the end of the model's data: ``user_id``, ``item_id``.
    settings
        How arms are compared.
    labels
        Groups of users who may be affected.
    progress
        Told of long work.
    keep
        The bundle's folder; see `openkitchen.experiments.whatif`.

    Raises
    ------
    SettingsError
        When there is no arm.
    InputError
        When nobody whom the model knows chose anything new.
    OpenKitchenError
        When no arm can be computed: what stands in the way of the first. Where only some cannot,
        the answer says so.
    """
    settings = settings or AskSettings()
    if not arms:
        raise SettingsError(
            "nothing is to be different", hint="Name a change, such as --drop users.diet."
        )
    started = perf_counter()
    what = whatif(model, max(settings.ks), None, "refit", progress, keep=keep)
    ready = what.get_ready()
    desk = ArmDesk(
        what,
        hold_out(what.model.known, truth, keep_seen=not what.model.rules.seen),
        labels,
        settings,
        progress,
    )
    columns = [is_column(what.prepared, arm, name_of(what.prepared, arm)) for arm in arms]
    n = settings.twins or twins_for(sum(columns), settings.level)
    if sum(columns) > settings.level * (n + 1):  # so few could not tell any column from noise
        n = twins_for(sum(columns), settings.level)
    computed, unanswered = _computed(desk, arms, n)
    found = _together(computed, settings)
    held_out, period = desk.held_out, desk.base.period
    return Asked(
        question, tuple(found), METRIC, settings.ks, len(held_out), held_out.n_strange,
        "" if period is None else str(period), desk.margin, settings.level,
        perf_counter() - started - ready, ready, unanswered, held_out.share_new,
    )  # fmt: skip


def _computed(
    desk: ArmDesk, arms: Sequence[Arm], n_twins: int
) -> tuple[list[Computed], tuple[Unanswered, ...]]:
    """Compute each arm; what stands in the way of one costs the others nothing."""
    found: list[Computed] = []
    failed: list[tuple[Arm, OpenKitchenError]] = []
    for arm in arms:
        try:
            found.append(desk.compute(arm, n_twins))
        except OpenKitchenError as error:
            failed.append((arm, error))
    if not found:
        raise failed[0][1]
    prepared = desk.prepared
    told = (Unanswered(name_of(prepared, arm), str(error)) for arm, error in failed)
    return found, tuple(told)


def _together(found: list[Computed], settings: AskSettings) -> list[Answered]:
    """Judge all arms together, so that asking about many finds no more by accident."""
    metric = f"nDCG@{settings.ks[0]}"
    worths = holm([one.worth.p for one in found])
    shuffled = [one.shuffled.p for one in found if one.shuffled is not None]
    informs = iter(holm(shuffled))
    told = []
    for one, worth_p in zip(found, worths, strict=True):
        answered = replace(one.answered, p_together=worth_p)
        if one.shuffled is None:
            finding = (
                judge_unused(one.name)
                if one.unused
                else judge_change(one.name, metric, one.worth, worth_p)
            )
            told.append(replace(answered, finding=finding))
            continue
        copied = Copied.of(one.shuffled, next(informs), one.without)
        copies = Copies(
            copied.p_together, copied.n, copied.n_as_good, copied.detectable,
            used=one.shuffled.used, gains=one.shuffled.real > one.without, repeats=one.repeats,
            together=len(shuffled),
        )  # fmt: skip
        finding = judge_column(one.name, one.verb, metric, one.worth, worth_p, copies)
        told.append(replace(answered, finding=finding, copies=copied))
    return told
