"""An open database: reading, writing, and several writes as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from openkitchen.store.refusals import store_error

__all__ = ["WRITES", "Store"]

WRITES = "openkitchen_writes"  # tells SQLite that a transaction is going to write


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. Close it, or use it in a ``with`` statement.

    Parameters
    ----------
    engine
        SQLAlchemy's engine; one store serves many threads.
    url_shown
        Where the database is, with the password hidden: for messages.
    joined
        The transaction that this store writes in; see `whole`.
    """

    engine: Engine
    url_shown: str
    joined: Connection | None = None

    @contextmanager
    def whole(self) -> Iterator[Store]:
        """Make several writes one: all of them take place, or none.

        Yields
        ------
        A store whose writes are kept when the block ends, and undone when it raises.
        """
        with self.writing() as connection:
            yield Store(self.engine, self.url_shown, connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction for writing, or join the one of `whole`.

        Raises
        ------
        StoreError
            The database is locked, unreachable or refuses.
        """
        if self.joined is not None:
            yield self.joined
            return
        try:
            with self.engine.execution_options(**{WRITES: True}).begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise store_error(error, self.url_shown) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction for reading, or join the one of `whole`.

        Raises
        ------
        StoreError
            The database is unreachable or refuses.
        """
        if self.joined is not None:
            yield self.joined
            return
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise store_error(error, self.url_shown) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
