"""What can be wrong with a request of the dialect, by the names that its clients know."""

from __future__ import annotations

from collections.abc import Iterable

from openkitchen.errors import OpenKitchenError, listing

__all__ = [
    "ALREADY_EXISTS",
    "DENIED",
    "INVALID_INPUT",
    "INVALID_SIGNATURE",
    "INVALID_TOKEN",
    "IN_USE",
    "NOT_FOUND",
    "NO_SIGNATURE",
    "TOO_MANY_TAGS",
    "UNKNOWN_KEY",
    "Fault",
    "in_use",
    "invalid",
    "not_found",
]

INVALID_INPUT = "InvalidInputException"
INVALID_TOKEN = "InvalidNextTokenException"  # noqa: S105 - the name of an error
NOT_FOUND = "ResourceNotFoundException"
ALREADY_EXISTS = "ResourceAlreadyExistsException"
IN_USE = "ResourceInUseException"
TOO_MANY_TAGS = "TooManyTagsException"
DENIED = "AccessDeniedException"
NO_SIGNATURE = "MissingAuthenticationTokenException"
UNKNOWN_KEY = "UnrecognizedClientException"
INVALID_SIGNATURE = "InvalidSignatureException"


class Fault(OpenKitchenError):
    """A request that cannot be answered as it is.

    Parameters
    ----------
    code
        The name of the error, as the service model has it.
    message
        What is wrong, naming the offender.
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code

    @property
    def words(self) -> str:
        """Message and hint, as a client sees them."""
        end = "" if not self.hint or self.message.endswith((".", "!", "?")) else "."
        return f"{self.message}{end} {self.hint}".strip()


def invalid(message: str, hint: str = "") -> Fault:
    """Build the error for a value that cannot be taken."""
    return Fault(INVALID_INPUT, message, hint=hint)


def not_found(arn: str, known: Iterable[str] = ()) -> Fault:
    """Build the error for a resource that does not exist."""
    known = list(known)
    hint = f"There are: {listing(known, 5)}." if known else ""
    return Fault(NOT_FOUND, f"Resource Arn {arn} does not exist", hint=hint)


def in_use(arn: str, why: str) -> Fault:
    """Build the error for a resource that something else needs."""
    return Fault(IN_USE, f"{arn} is in use: {why}")
