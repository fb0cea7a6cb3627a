"""Routes for lists made to measure, and for questions about what is served; no logic in them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query

from openkitchen.serving import answers, questions, tailored
from openkitchen.serving.cases import Context
from openkitchen.serving.examples import EXAMPLES, example
from openkitchen.serving.here import (
    ERRORS,
    At,
    Device,
    Here,
    ItemInPath,
    Length,
    UserInPath,
    known_parameters,
)

__all__ = ["router"]

router = APIRouter(responses=ERRORS, dependencies=[Depends(known_parameters)])

Few = Annotated[
    int, Query(ge=1, le=questions.MOST_IN_LISTS, description="Length of the lists compared.")
]
Terms = Annotated[
    int | None,
    Query(ge=0, description="Terms of each reason, the largest; the others as one number."),
]
Filter = Annotated[
    str | None, Query(description="An expression of the filter language, without parameters.")
]


def _shown(name: str) -> Any:
    """Return the body of a request, with its example."""
    return Body(openapi_examples={"example": {"value": EXAMPLES[name]}})


@router.get("/v1/recommendations/{user_id}", responses={200: example("Recommended")})
def recommendations(
    kitchen: Here,
    user_id: UserInPath,
    k: Length = 10,
    at: At = None,
    device: Device = None,
    filter: Filter = None,  # noqa: A002 - the name in the address
    include_seen: Annotated[bool, Query(description="Also what the user had.")] = False,
    explain: Annotated[bool, Query(description="Add the reasons (k up to 100).")] = False,
    terms: Terms = None,
) -> answers.Recommended:
    """Return a user's list; an unknown user's is that of a brand-new one."""
    asked = tailored.ListAsked(
        user_id,
        k=k,
        at=at,
        context=Context(device),
        filter=filter,
        include_seen=include_seen,
        explain=explain,
        terms=terms,
    )
    return tailored.tailored(kitchen, asked)


@router.post("/v1/recommendations", responses={200: example("Tailored")})
def tailored_list(
    kitchen: Here, asked: Annotated[tailored.ListAsked, _shown("ListAsked")]
) -> answers.Recommended:
    """Return a list as it is described: for a user, or for a history that the request brings."""
    return tailored.tailored(kitchen, asked)


@router.post("/v1/rank", responses={200: example("Ranked")})
def ranked(
    kitchen: Here, asked: Annotated[tailored.RankAsked, _shown("RankAsked")]
) -> tailored.Ranked:
    """Put given items in the order in which somebody would like them."""
    return tailored.rank(kitchen, asked)


@router.get("/v1/similar/{item_id}", responses={200: example("SimilarAnswer")})
def similar(
    kitchen: Here,
    item_id: ItemInPath,
    k: Annotated[int, Query(ge=1, le=answers.MOST_EXPLAINED)] = 10,
) -> tailored.SimilarAnswer:
    """Return the items that the model treats like one, and what makes them alike."""
    return tailored.similar(kitchen, item_id, k)


@router.post("/v1/what-if", responses={200: example("WhatIfAnswer")})
def what_if(
    kitchen: Here,
    question: Annotated[questions.Question, _shown("Question")],
    k: Few = 10,
) -> questions.WhatIfAnswer:
    """Answer what if the data were different, with the weights as they are."""
    return questions.ask_what_if(kitchen, question, k)


@router.get("/v1/levers/{item_id}", responses={200: example("LeversAnswer")})
def levers(kitchen: Here, item_id: ItemInPath, k: Few = 10) -> questions.LeversAnswer:
    """Try every single change of an item's attributes; takes seconds to minutes."""
    return questions.find_levers(kitchen, item_id, k)


@router.get("/v1/cold-start/policy", responses={200: example("ColdPolicy")})
def policy(kitchen: Here, k: Few = 10) -> questions.ColdPolicy:
    """Say what becomes of new users and new items, measured on this model."""
    return questions.cold_policy(kitchen, k)
