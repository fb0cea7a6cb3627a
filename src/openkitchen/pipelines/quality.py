"""The quality register of a workspace, and the interviews that feed it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from openkitchen.errors import FileUnreadable, SettingsError, UnknownName, WorkspaceError
from openkitchen.models import Progress
from openkitchen.pipelines.kept_pages import keep_page
from openkitchen.pipelines.ledgers import FILE, record_register
from openkitchen.pipelines.quality_page import register_page
from openkitchen.pipelines.quality_scene import open_scene
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.quality import (
    Issue,
    Register,
    built_in,
    check_issues,
    issue_named,
    with_interviews,
)
from openkitchen.quality.interviews import (
    Codebook,
    Coded,
    Join,
    Passage,
    Transcript,
    coded,
    join,
    read_transcript,
)
from openkitchen.quality.interviews.marks import QUESTION
from openkitchen.sources.files import write_whole

__all__ = [
    "Imported",
    "check_quality",
    "import_interviews",
    "interviews_of",
    "issues_for",
    "quotes_for",
    "remove_interview",
]


@dataclass(frozen=True, slots=True)
class Imported:
    """Transcripts that were read, and what they speak of.

    Parameters
    ----------
    interviews
        Those of this import.
    joined
        Which codes speak of which issue.
    kept
        The files in which they are kept; none without a workspace.
    """

    interviews: Coded
    joined: Join
    kept: tuple[Path, ...] = ()

    def sentences(self) -> list[str]:
        """Say what was read, and what it speaks of."""
        said = self.interviews.sentences()
        n = len({code for codes in self.joined.issues.values() for code in codes})
        said.append(f"{n:,} codes speak of {len(self.joined.issues):,} issues of the register.")
        if self.joined.left:
            said.append(f"These speak of none: {', '.join(self.joined.left)}.")
        return said

    def issues_of(self, code: str) -> str:
        """Return the issues that a code speaks of, in one line; empty without any."""
        return ", ".join(name for name, codes in self.joined.issues.items() if code in codes)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            **self.interviews.to_dict(),
            "sentences": self.sentences(),
            "issues": {name: list(codes) for name, codes in self.joined.issues.items()},
            "codes_left": list(self.joined.left),
            "kept": [str(path) for path in self.kept],
        }


def issues_for(only: Sequence[str] = (), phase: str | None = None) -> tuple[Issue, ...]:
    """Return the issues of the catalogue that are named, or of a phase, or all.

    Raises
    ------
    UnknownName
        When there is no such issue or phase.
    """
    issues = built_in()
    if phase is not None:
        phases = dict.fromkeys(one.phase for one in issues)
        if phase not in phases:
            raise UnknownName("phase", phase, phases)
        issues = tuple(one for one in issues if one.phase == phase)
    named = [issue_named(name, issues) for name in only]
    return tuple(named) or issues


def check_quality(
    folder: Path,
    only: Sequence[str] = (),
    phase: str | None = None,
    progress: Progress | None = None,
    *,
    env: str = "local",
) -> Register:
    """Check the issues of the register on a workspace, with what interviews say beside.

    Parameters
    ----------
    folder
        The workspace.
    only, phase
        Names of issues, or a phase; all when not given: then the page is kept for the studio, and
        how they stand, in the ledger, for the report.
    progress
        Told of each issue.
    env
        The folder of settings.
    """
    issues = issues_for(only, phase)
    scene = open_scene(folder, env)
    register = check_issues(scene, issues, progress)
    interviews = interviews_of(scene.workspace)
    if interviews.transcripts:
        told = _told(scene.workspace, None)
        register = with_interviews(register, interviews, told, built_in())
    if not only and phase is None:
        keep_page(scene.workspace, "quality", register_page(register))
        record_register(scene.workspace.root / FILE, register)
    return register


def import_interviews(
    paths: Sequence[Path],
    folder: Path | None = None,
    *,
    codes: Path | None = None,
    questions: str = "",
    joins: Path | None = None,
) -> Imported:
    """Read coded transcripts, all or none, and keep them in a workspace.

    Parameters
    ----------
    paths
        Files, and folders of them (``.txt`` and ``.md``).
    folder
        The workspace; they are read and not kept when ``None``. A file of the same name
        replaces the one before.
    codes
        A file with a code on each line: then these are codes and nothing else is.
    questions
        A regular expression of the codes of questions; see `openkitchen.quality.interviews.marks`.
    joins
        A YAML file ``code: issue``; ``conf/base/interviews.yml`` of the workspace by default.

    Raises
    ------
    FileUnreadable, InputError
        When a file cannot be read, or is no coded transcript.
    """
    pattern = questions or QUESTION
    book = Codebook.of(_lines(codes), pattern) if codes else Codebook(question=pattern)
    files = [one for path in paths for one in _files(path)]
    _refuse_doubles(files)
    read = [read_transcript(path, book) for path in files]
    workspace = None if folder is None else open_workspace(folder)
    interviews = coded(read)
    joined = join(interviews, built_in(), _told(workspace, joins))
    kept = () if workspace is None else tuple(_keep(workspace, one) for one in read)
    return Imported(interviews, joined, kept)


def interviews_of(workspace: Workspace) -> Coded:
    """Return the transcripts that a workspace keeps."""
    return coded([_load(path) for path in sorted(_folder(workspace).glob("*.json"))])


def quotes_for(folder: Path, code: str) -> tuple[Passage, ...]:
    """Return what was said under a code, or about an issue.

    Raises
    ------
    UnknownName
        When nothing that was imported has the code, and no issue the name.
    """
    workspace = open_workspace(folder)
    interviews = interviews_of(workspace)
    found = interviews.quotes(code)
    if found:
        return found
    issues = {one.name: one for one in built_in()}
    if code not in issues:
        known = [one.code for one in (*interviews.codes, *interviews.questions)]
        hint = "" if known else "Import transcripts first: openkitchen quality import FILE --dir D"
        raise UnknownName("code", code, known, hint=hint)
    codes = join(interviews, issues.values(), _told(workspace, None)).issues.get(code, ())
    return interviews.having(codes)


def remove_interview(folder: Path, name: str) -> None:
    """Remove a transcript that a workspace keeps.

    Raises
    ------
    UnknownName
        When there is none of this name.
    """
    workspace = open_workspace(folder)
    path = _folder(workspace) / f"{name}.json"
    if not path.is_file():
        kept = [one.name.removesuffix(".json") for one in _folder(workspace).glob("*.json")]
        raise UnknownName("transcript", name, sorted(kept))
    path.unlink()


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "data" / "03_primary" / "interviews"


def _keep(workspace: Workspace, one: Transcript) -> Path:
    path = _folder(workspace) / f"{one.file}.json"
    write_whole(path, json.dumps(one.to_dict(), ensure_ascii=False, indent=1).encode())
    return path


def _load(path: Path) -> Transcript:
    try:
        return Transcript.from_dict(json.loads(path.read_text("utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            f"{path} is not what quality import writes ({error})",
            hint="Remove it, and import the transcript again.",
        ) from error


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in {".txt", ".md"})
    if not found:
        raise FileUnreadable("it holds no .txt or .md file", file=str(path))
    return found


def _refuse_doubles(files: Sequence[Path]) -> None:
    names = [one.name for one in files]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(
                f"two files are called {name}", hint="Give each transcript a name of its own."
            )


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise FileUnreadable("there is no such file", file=str(path))
    return path.read_text("utf-8-sig").splitlines()


def _told(workspace: Workspace | None, joins: Path | None) -> Mapping[str, str]:
    """Read which code speaks of which issue, where somebody has written it down."""
    own = None if workspace is None else workspace.root / "conf" / "base" / "interviews.yml"
    path = joins or (own if own is not None and own.is_file() else None)
    if path is None:
        return {}
    if not path.is_file():
        raise FileUnreadable("there is no such file", file=str(path))
    try:
        given = yaml.safe_load(path.read_text("utf-8-sig")) or {}
    except yaml.YAMLError as error:
        raise FileUnreadable(
            f"it is no YAML: {' '.join(str(error).split())}", file=str(path)
        ) from error
    if not isinstance(given, Mapping):
        raise SettingsError(f"{path} is no mapping", hint="Write a line for each: code: issue")
    return {str(code): str(issue or "") for code, issue in given.items()}
