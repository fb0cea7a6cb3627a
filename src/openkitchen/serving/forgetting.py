"""Forget a person everywhere that this server writes, with a receipt; no HTTP in it.

The request is kept before anything is erased, and its person's id until all is done: what
is interrupted, at whatever point, goes on at the next start. Each step may be repeated.
"""

from __future__ import annotations

import logging
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection

from openkitchen.errors import OpenKitchenError, SettingsError, UnknownName
from openkitchen.experiments.forgetting import knows_of, without_user
from openkitchen.models import load
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.parts import finish_replacing
from openkitchen.serving.kitchen import Kitchen, kitchen_of
from openkitchen.serving.operation.publishing import publish
from openkitchen.serving.operation.shelf import Shelf
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.erasing import (
    bundles_of,
    datasets_of_users,
    erase_from_files,
    imports_of,
)
from openkitchen.serving.personalize.opening import show
from openkitchen.sources.left_out import digest_of, key_in
from openkitchen.store import (
    Erased,
    ForgottenRow,
    add_forgotten,
    change_forgotten,
    erase_person,
    forgotten,
    latest_publication,
    scrub,
    unfinished,
)

__all__ = ["ForgetReceipt", "Place", "finish_forgetting", "forget_user", "receipt_of"]

_LONGEST = 256
_ERASING_SECONDS = 3600.0
_TROUBLE = (OpenKitchenError, OSError, pa.ArrowException, TimeoutError)
_NOT_YET = "this could not be done yet; it is tried again when the server starts, and daily"
_LOG = logging.getLogger("openkitchen.serving")


@dataclass(frozen=True, slots=True)
class Place:
    """A place where something of a person was, or is.

    Parameters
    ----------
    where, what
        The place, and what of the person is in it.
    count
        How much was removed; ``None`` for what is left.
    note
        How it was removed; or what to do about it, and what keeps it out of the next run.
    """

    where: str
    what: str
    count: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ForgetReceipt:
    """What was removed where and when, and what is left; the person is a keyed digest in it.

    Parameters
    ----------
    id
        Its number.
    user_digest
        HMAC-SHA-256 of the user id, with a key that never leaves the server's folder.
    asked_at, done_at
        In UTC; ``None`` while the work goes on.
    removed, left
        See `Place`.
    """

    id: str
    user_digest: str
    asked_at: datetime
    done_at: datetime | None
    removed: tuple[Place, ...]
    left: tuple[Place, ...]


_JOURNAL = Place(
    "the database's own files",
    "what was deleted, until the database tidies up",
    None,
    "SQLite: when no reader holds it, at the latest when the server stops. PostgreSQL: at the next "
    "VACUUM of its tables.",
)


def forget_user(backend: Backend, user_id: str) -> ForgetReceipt:
    """Forget a person: events, served lists, records, imported data, and trained models.

    Models of this package are afterwards what a training without the person gives. Asking
    again for somebody who was forgotten finds nothing, and says so in a receipt of its own.

    Parameters
    ----------
    backend
        The server's store, files and models.
    user_id
        Who; also the number of a customer whose models know them by another.

    Raises
    ------
    SettingsError
        When the id is empty or too long.
    """
    if not 1 <= len(user_id) <= _LONGEST:
        raise SettingsError("that is no user id", hint=f"1 to {_LONGEST} characters.")
    key = key_in(backend.estate.key_folder or backend.folder.parent)
    given, user_id = user_id, backend.estate.user_of(user_id)
    names = dict.fromkeys([user_id, given, *backend.estate.other_ids(user_id)])
    row = ForgottenRow(
        str(uuid.uuid4()),
        datetime.now(UTC),
        user_id,
        tuple(digest_of(key, name) for name in names),
    )
    add_forgotten(backend.store, row)
    return _finish(backend, row.id)


def finish_forgetting(backend: Backend) -> list[ForgetReceipt]:
    """Go on with what was interrupted, or could not be done; return the receipts.

    What cannot be done now is left for the next time: nothing is raised for it.
    """
    return [_finish(backend, row.id) for row in unfinished(backend.store)]


def receipt_of(backend: Backend, number: str) -> ForgetReceipt:
    """Return a receipt by its number.

    Raises
    ------
    UnknownName
        When there is none.
    """
    found = forgotten(backend.store, number)
    if not found:
        raise UnknownName("receipt", number)
    return _receipt(found[0])


def _finish(backend: Backend, number: str) -> ForgetReceipt:
    with backend.forgetting_turn():
        row, undone = forgotten(backend.store, number)[0], list[Place]()
        if row.user_id is not None:
            for name, step in _steps(backend, row.user_id).items():
                if name in row.receipt:
                    continue
                try:
                    row = _write_down(backend, row, name, step())
                except _TROUBLE as error:
                    _LOG.exception("forgetting %s: %s is not done", number, name)
                    undone.append(Place(name, "the person", None, f"{_NOT_YET} ({error})"))
            if not undone:
                _done(backend, row)
        found = _receipt(forgotten(backend.store, number)[0])
        return replace(found, left=(*undone, *found.left))


def _steps(backend: Backend, user: str) -> Mapping[str, Callable[[], list[Place]]]:
    """Return what is to be done, by name, in order; the database is the first."""
    steps: dict[str, Callable[[], list[Place]]] = {"database": partial(_from_store, backend, user)}
    for file in imports_of(backend):
        shown = f"{file.parent.name}/{file.name}"
        steps[f"import {shown}"] = partial(_from_file, file, shown, user)
    for one in bundles_of(backend):
        steps[f"model {one.key}"] = partial(_from_bundle, one.path, f"model of {one.key}", user)
    for path in backend.estate.bundles:
        steps[f"bundle {path.name}"] = partial(_from_bundle, path, f"bundle {path.name}", user)
    steps["published bundles"] = partial(_from_shelf, backend, user)
    steps["what is served"] = partial(_from_kitchen, backend, user)
    steps["what is left"] = lambda: [Place(*one) for one in backend.estate.remains]
    return steps


def _from_store(backend: Backend, user: str) -> list[Place]:
    datasets = datasets_of_users(backend)
    names = list(dict.fromkeys([user, *backend.estate.other_ids(user)]))

    def erase(connection: Connection) -> list[Erased]:
        return [erase_person(connection, name, datasets) for name in names]

    erased: list[Erased] = backend.written(erase, _ERASING_SECONDS)
    backend.kept.pop("served", None)
    served = sum(one.served for one in erased)
    return [
        Place("database", "events", sum(one.events for one in erased)),
        Place("database", "served lists, which explanations are made from", served),
        Place("database", "records that were put in", sum(one.properties for one in erased)),
        Place("database", "what was shown and said in pilots", sum(one.pilot for one in erased)),
    ]


def _from_file(file: Path, shown: str, user: str) -> list[Place]:
    gone = erase_from_files(file, user) if file.exists() else 0
    return [Place(f"imported data {shown}", "rows", gone)]


def _from_bundle(path: Path, shown: str, user: str) -> list[Place]:
    finish_replacing(path)
    if not path.is_dir():
        return []
    try:
        model = load(path)
        if not knows_of(model, user):
            return [Place(shown, "the person", 0, "nothing of the person is in it")]
        n_events = _events(model, user)
        without_user(model, user).save(path)
    except OpenKitchenError as error:
        return [Place(shown, "the person", None, f"{error.message} {error.hint}".strip())]
    return [
        Place(shown, "events and attributes", n_events + 1, "the model is as if trained without")
    ]


def _from_shelf(backend: Backend, user: str) -> list[Place]:
    """Publish anew, without the person, what is served; remove what was kept to go back to."""
    if backend.estate.shelf is None:
        return []
    shelf, row = Shelf(backend.estate.shelf), latest_publication(backend.store)
    places: list[Place] = []
    shelf.sweep()
    for name in shelf.names():
        shown = f"published bundle {name}"
        try:
            model = load(shelf.path(name))
            if not knows_of(model, user):
                continue
            if row is not None and row.folder == name:
                places.append(_published_anew(backend, shelf, model, user, shown))
            else:
                places.append(Place(shown, "the bundle", 1, "it was kept to go back to"))
            shelf.drop(name)
        except OpenKitchenError as error:
            places.append(Place(shown, "the person", None, f"{error.message} {error.hint}".strip()))
    return places


def _published_anew(
    backend: Backend, shelf: Shelf, model: AudienceModel, user: str, shown: str
) -> Place:
    n_events = _events(model, user)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=shelf.folder) as folder:
        without_user(model, user).save(Path(folder) / "bundle")
        keep = len(shelf.names()) + 2
        done = publish(
            backend.store, shelf, Path(folder) / "bundle", note="somebody was forgotten", keep=keep
        )
    note = f"published anew as number {done.number}, as if trained without; servers swap it in"
    return Place(shown, "events and attributes", n_events + 1, note)


def _from_kitchen(backend: Backend, user: str) -> list[Place]:
    """Serve the model without the person from now on."""
    kitchen, row = backend.kitchen, latest_publication(backend.store)
    backend.shown.let_go()
    backend.kept.pop("kitchens", None)
    for key in [one for one in list(backend.kept) if isinstance(one, tuple)]:
        backend.kept.pop(key, None)
    if kitchen is None or not knows_of(kitchen.model, user):
        return []
    try:
        if row is not None and row.id and row.id != kitchen.number and backend.shown.earlier:
            show(backend, backend.shown.earlier(row.id))
            return [Place("the served model", "the person", 1, "swapped for the one without")]
        if kitchen.bundle is not None and not knows_of(fresh := load(kitchen.bundle), user):
            model: AudienceModel = fresh
        else:
            model = without_user(kitchen.model, user)
    except OpenKitchenError as error:
        return [Place("the served model", "the person", None, error.message)]
    show(backend, _again(kitchen, model))
    return [Place("the served model", "the person", 1, "served without from this moment on")]


def _again(kitchen: Kitchen, model: AudienceModel) -> Kitchen:
    made = kitchen_of(model, report=kitchen.report, name=kitchen.name)
    return replace(made, live=kitchen.live, bundle=kitchen.bundle, number=kitchen.number)


def _events(model: AudienceModel, user: str) -> int:
    return len(model.known.events.of_users(model.known.users.find([user])))


def _write_down(
    backend: Backend, row: ForgottenRow, name: str, places: list[Place]
) -> ForgottenRow:
    receipt = {**row.receipt, name: [asdict(place) for place in places]}
    backend.written(lambda connection: change_forgotten(connection, row.id, receipt=receipt))
    return replace(row, receipt=receipt)


def _done(backend: Backend, row: ForgottenRow) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    backend.written(
        lambda connection: change_forgotten(connection, row.id, user_id=None, done_at=now)
    )
    if not scrub(backend.store):
        receipt = {**row.receipt, "journal": [asdict(_JOURNAL)]}
        backend.written(lambda connection: change_forgotten(connection, row.id, receipt=receipt))


def _receipt(row: ForgottenRow) -> ForgetReceipt:
    places = [Place(**place) for step in row.receipt.values() for place in step]
    return ForgetReceipt(
        row.id,
        row.digests[0],
        row.asked_at.replace(tzinfo=UTC),
        None if row.done_at is None else row.done_at.replace(tzinfo=UTC),
        tuple(place for place in places if place.count is not None),
        tuple(place for place in places if place.count is None),
    )
