"""Rules in files, put over a model that is at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from openkitchen.errors import SettingsError
from openkitchen.models import GlassBox, read_rules
from openkitchen.models.audience_model import AudienceModel
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.sources import read_ids

__all__ = ["load_ruled", "ruled"]


def load_ruled(
    bundle: Path,
    rules: Path | None = None,
    allow: Path | None = None,
    deny: Path | None = None,
    diversity: float | None = None,
    device: str | None = None,
) -> Any:
    """Load a bundle, or that of a workspace, under other rules, for people on a device."""
    model = ruled(load_bundle(bundle), rules, allow, deny, diversity)
    if device is None:
        return model
    if not isinstance(model, GlassBox):
        raise SettingsError(
            f"a model of kind {model.name!r} makes the same lists on every device",
            hint="Only the glass box can tell devices apart.",
        )
    return model.on_device(device)


def ruled(
    model: Any,
    rules: Path | None = None,
    allow: Path | None = None,
    deny: Path | None = None,
    diversity: float | None = None,
) -> Any:
    """Return a model under other rules.

    Parameters
    ----------
    model
        A fitted model.
    rules
        A file that replaces its rules.
    allow, deny
        Files of ids that are added to them.
    diversity
        Strength of re-ranking, instead of theirs.

    Raises
    ------
    SettingsError, UnknownName
        When the files state what is no rule, or what the model's tables cannot answer.
    """
    if rules is None and allow is None and deny is None and diversity is None:
        return model
    if not isinstance(model, AudienceModel):
        raise SettingsError(
            f"a model of kind {model.name!r} knows no rules",
            hint="Only models that Open Kitchen has fitted do.",
        )
    stated = model.rules if rules is None else read_rules(rules)
    if allow is not None:
        stated = replace(stated, allow=(*stated.allow, _allowed(allow)))
    if deny is not None:
        stated = replace(stated, deny=(*stated.deny, read_ids(deny)))
    if diversity is not None:
        stated = replace(stated, diversity=diversity)
    return model.with_rules(stated)


def _allowed(path: Path) -> Any:
    table = read_ids(path)
    if not table.num_rows:
        raise SettingsError(
            f"{path} allows nothing: nobody would get anything", hint="Put the items in."
        )
    return table
