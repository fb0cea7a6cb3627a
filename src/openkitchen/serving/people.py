"""Routes about a person: forget them, and the receipt of it; no logic in them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Path
from pydantic import AfterValidator

from openkitchen.serving import forgetting
from openkitchen.serving.examples import example
from openkitchen.serving.here import ERRORS, Dialect, UserInPath, known_parameters

__all__ = ["router"]

router = APIRouter(responses=ERRORS, dependencies=[Depends(known_parameters)])

ReceiptInPath = Annotated[
    str, Path(description="The number of a receipt."), AfterValidator(unquote)
]


@router.delete("/v1/users/{user_id}", responses={200: example("ForgetReceipt")})
def forget(backend: Dialect, user_id: UserInPath) -> forgetting.ForgetReceipt:
    """Forget a person: events, served lists, records, imports, and what models learned."""
    return forgetting.forget_user(backend, user_id)


@router.get("/v1/forgotten/{receipt_id}", responses={200: example("ForgetReceipt")})
def receipt(backend: Dialect, receipt_id: ReceiptInPath) -> forgetting.ForgetReceipt:
    """Return the receipt of somebody who was forgotten."""
    return forgetting.receipt_of(backend, receipt_id)
