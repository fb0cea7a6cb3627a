"""Send questions to a server, one after the other or many at a time."""

from __future__ import annotations

import json
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from openkitchen.client.questions import Question
from openkitchen.client.reading import error_of, record_of
from openkitchen.errors import InputError, MissingExtra, ServerError

if TYPE_CHECKING:
    import httpx

__all__ = ["AsyncClient", "Client"]

Answer = TypeVar("Answer")

TIMEOUT_SECONDS = 30.0


class Client:
    """A connection to a server. Close it, or use it in a ``with`` statement.

    Parameters
    ----------
    address
        Such as ``http://127.0.0.1:8000``.
    key
        The API key, where the server asks for one.
    timeout
        Seconds to wait for an answer.
    transport
        How requests travel; for tests.

    Examples
    --------
    >>> from openkitchen.client import Client, recommend
    >>> with Client("http://127.0.0.1:8000") as kitchen:  # doctest: +SKIP
    ...     kitchen.ask(recommend("C1000042", k=3)).items[0].title
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = _httpx().Client(
            base_url=address, headers=_headers(key), timeout=timeout, transport=transport
        )

    def ask(self, question: Question[Answer]) -> Answer:
        """Send a question and return the answer.

        Raises
        ------
        OpenKitchenError
            The error that the library itself would raise; `ServerError` when the server
            fails or cannot be reached.
        """
        try:
            response = self._http.request(**_request(question))
        except _httpx().HTTPError as error:
            raise _unreachable(self._http.base_url, error) from error
        return _answer(question, response)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient:
    """The same for many questions at a time; see `Client`."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = _httpx().AsyncClient(
            base_url=address, headers=_headers(key), timeout=timeout, transport=transport
        )

    async def ask(self, question: Question[Answer]) -> Answer:
        """Send a question and return the answer; see `Client.ask`."""
        try:
            response = await self._http.request(**_request(question))
        except _httpx().HTTPError as error:
            raise _unreachable(self._http.base_url, error) from error
        return _answer(question, response)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _httpx() -> Any:
    try:
        import httpx
    except ModuleNotFoundError as error:
        raise MissingExtra("httpx", "client") from error
    return httpx


def _headers(key: str | None) -> dict[str, str]:
    return {} if key is None else {"authorization": f"Bearer {key}"}


def _request(question: Question[Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {"method": question.method, "url": question.path}
    if question.params:
        sent["params"] = {name: _plain(value) for name, value in question.params.items()}
    if question.body is None:
        return sent
    headers = {"content-type": "application/json"}
    return {**sent, "content": _written(question.body), "headers": headers}


def _written(body: Any) -> bytes:
    """Write a body down.

    Raises
    ------
    InputError
        When something in it is nothing that JSON can hold.
    """
    try:
        return json.dumps(body, allow_nan=False, ensure_ascii=False, default=_told).encode()
    except (TypeError, ValueError) as error:
        raise InputError(f"the question cannot be sent: {error}") from error


def _told(value: Any) -> Any:
    plain = _plain(value)
    if plain is value:
        raise TypeError(f"{value!r} is of the kind {type(value).__name__}")
    return plain


def _plain(value: Any) -> Any:
    """Return a moment as text (without a zone it is UTC), and a number of NumPy as Python's."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _answer(question: Question[Answer], response: httpx.Response) -> Answer:
    try:
        document = response.json()
    except ValueError:
        document = None
    if not response.is_success:
        raise error_of(response.status_code, document)
    return record_of(question.answer, document)


def _unreachable(address: Any, error: Exception) -> ServerError:
    return ServerError(
        f"no answer from {address}: {type(error).__name__} {error}".strip(),
        hint="Is the server running there? Start it with: openkitchen serve",
    )
