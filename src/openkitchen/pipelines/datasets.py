"""The formats of a workspace's files as Kedro datasets, for its ``catalog.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from kedro.io import AbstractDataset

from openkitchen.pipelines.formats import FORMATS, Format

__all__ = [
    "Behaviour",
    "Bundle",
    "Days",
    "Evaluations",
    "Figures",
    "Identity",
    "Lists",
    "Page",
    "Questions",
    "Received",
    "Settings",
    "Table",
]


class _File(AbstractDataset[Any, Any]):
    format: ClassVar[Format]

    def __init__(self, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self.path = Path(filepath)
        self.metadata = metadata

    def load(self) -> Any:
        """Read the file."""
        return self.format.load(self.path)

    def save(self, data: Any) -> None:
        """Write the file, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.format.save(data, self.path)

    def _exists(self) -> bool:
        return self.path.exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self.path)}


class Table(_File):
    """A Parquet table."""

    format = FORMATS["Table"]


class Days(_File):
    """A folder of Parquet files, one for each day, with the version of the identity map."""

    format = FORMATS["Days"]


class Lists(_File):
    """Recommendations as CSV."""

    format = FORMATS["Lists"]


class Bundle(_File):
    """A fitted model."""

    format = FORMATS["Bundle"]


class Figures(_File):
    """Evaluations as JSON, for people and programs."""

    format = FORMATS["Figures"]


class Evaluations(_File):
    """Evaluations of several models, to be compared user by user."""

    format = FORMATS["Evaluations"]


class Page(_File):
    """An HTML page."""

    format = FORMATS["Page"]


class Received(_File):
    """The typed rows of every source's current files, by the ledger of receipts."""

    format = FORMATS["Received"]


class Identity(_File):
    """Versions of the identity map, questions and decisions; there need not be any yet."""

    format = FORMATS["Identity"]

    def _exists(self) -> bool:
        return True


class Settings(_File):
    """A YAML file in which people state what they want; it need not be there."""

    format = FORMATS["Settings"]

    def _exists(self) -> bool:
        return True


class Behaviour(_File):
    """What became of the expectations of lists, as JSON."""

    format = FORMATS["Behaviour"]


class Questions(_File):
    """The ledger of questions, decisions and assumptions."""

    format = FORMATS["Questions"]
