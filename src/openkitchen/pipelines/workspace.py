"""A workspace: the folder of one project, its paths, and how it is made and found."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from openkitchen.errors import WorkspaceError

__all__ = ["Workspace", "bundle_in", "create", "open_workspace"]

LAYERS = (
    "01_raw",
    "02_intermediate",
    "03_primary",
    "04_feature",
    "05_model_input",
    "06_models",
    "07_model_output",
    "08_reporting",
)
PLACEHOLDER = "WORKSPACE"
RENAMED = {"gitignore": ".gitignore", "telemetry": ".telemetry"}
SOURCE_FOLDER = "workspace"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of a workspace lies.

    Parameters
    ----------
    root
        The folder, absolute.
    """

    root: Path

    @property
    def sources_file(self) -> Path:
        """What each source promised, and its column contract."""
        return self.root / "conf" / "base" / "sources.yml"

    @property
    def raw(self) -> Path:
        """Delivered files, as they came."""
        return self.root / "data" / "01_raw"

    @property
    def typed(self) -> Path:
        """Typed rows, a file for each receipt."""
        return self.root / "data" / "02_intermediate"

    @property
    def store(self) -> Path:
        """The database of what must survive."""
        return self.root / "data" / "openkitchen.sqlite"

    @property
    def hidden(self) -> Path:
        """What can be made anew: fingerprints of steps, and room for what memory cannot hold."""
        return self.root / ".openkitchen"

    @property
    def bundle(self) -> Path:
        """What is published and served."""
        return self.root / "data" / "06_models" / "bundle"

    @property
    def recommendations(self) -> Path:
        """The lists of all known users."""
        return self.root / "data" / "07_model_output" / "recommendations.csv"

    @property
    def report(self) -> Path:
        """The client's report."""
        return self.root / "data" / "08_reporting" / "report.html"

    @property
    def steps_file(self) -> Path:
        """The workspace's own list of steps."""
        return self.root / "src" / self.package / "steps.py"

    @property
    def package(self) -> str:
        """Name of the workspace's own Python package, as its pyproject.toml has it."""
        try:
            project = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))
            return str(project["tool"]["kedro"]["package_name"])
        except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
            raise WorkspaceError(
                f"{self.root}/pyproject.toml does not name the package ({error})",
                hint='It needs a section [tool.kedro] with package_name = "…".',
            ) from error


def create(folder: Path) -> Workspace:
    """Make a workspace in a folder that does not exist yet, or is empty.

    Raises
    ------
    WorkspaceError
        When the folder holds files already.
    """
    root = Path(folder).resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError(
            f"{folder} is not empty", hint="Choose a new folder, or empty this one first."
        )
    with as_file(files("openkitchen.pipelines") / "template") as template:
        for file in sorted(path for path in template.rglob("*") if path.is_file()):
            if "__pycache__" not in file.parts:
                _copy(file, file.relative_to(template), root)
    for layer in LAYERS:
        (root / "data" / layer).mkdir(parents=True, exist_ok=True)
    (root / "notebooks").mkdir(exist_ok=True)
    return Workspace(root)


def open_workspace(folder: Path) -> Workspace:
    """Find the workspace in a folder.

    Raises
    ------
    WorkspaceError
        When the folder is none; the message says what is missing.
    """
    workspace = Workspace(Path(folder).resolve())
    if not workspace.root.is_dir():
        raise WorkspaceError(
            f"there is no folder {folder}", hint="Make a workspace with: openkitchen new FOLDER"
        )
    if not workspace.sources_file.is_file():
        raise WorkspaceError(
            f"{folder} is no workspace: it has no conf/base/sources.yml",
            hint="Go to a workspace, name it with --dir, or make one with: openkitchen new FOLDER",
        )
    return workspace


def bundle_in(path: Path) -> Path:
    """Return the bundle that a path means: a workspace stands for the bundle within it."""
    inside = Workspace(Path(path)).bundle
    return inside if Workspace(Path(path)).sources_file.is_file() else Path(path)


def _copy(file: Path, relative: Path, root: Path) -> None:
    parts = [RENAMED.get(part, part) for part in relative.parts]
    if parts[0] == "src":
        parts[1] = _package(root) if parts[1] == SOURCE_FOLDER else parts[1]
    target = root.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    text = target.read_text("utf-8")
    if PLACEHOLDER in text:
        target.write_text(text.replace(PLACEHOLDER, _package(root)), "utf-8")


def _package(root: Path) -> str:
    """Name the workspace's Python package after its folder, apart from other packages."""
    name = re.sub(r"[^a-z0-9_]+", "_", root.name.lower()).strip("_")
    return f"{name}_workspace" if name[:1].isalpha() else f"workspace_{name}".strip("_")
