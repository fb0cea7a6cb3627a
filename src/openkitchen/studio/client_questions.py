"""The questions that clients ask, each with the page that answers it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from openkitchen.studio.links import item_url, user_url

__all__ = ["ClientQuestion", "client_questions"]


@dataclass(frozen=True, slots=True)
class ClientQuestion:
    """A question, and where its answer is."""

    words: str
    url: str


def client_questions(
    user_id: str, item_id: str, places: Collection[str], *, report: bool
) -> tuple[ClientQuestion, ...]:
    """Return the questions whose pages there are, in the order in which they come up.

    Parameters
    ----------
    user_id, item_id
        Somebody and something to take as an example; empty where there is none.
    places
        Keys of the places that the app has; see `openkitchen.studio.navigation`.
    report
        Whether there is a report.
    """
    asked = [
        ("user", "Why this item for this person?", user_url(user_id) if user_id else ""),
        ("item", "What can we do so that an item is shown more often?",
         item_url(item_id) if item_id else ""),
        ("user", "What does somebody new see?", "/cold-start"),
        ("experiments", "What happens to a new user, or a new item?", "/model/cold-start"),
        ("experiments", "How good are the lists, and what do the figures mean?", "/model/figures"),
        ("experiments", "How many should we show?", "/model/how-many"),
        ("experiments", "Christmas in June: what does the season do?", "/model/season"),
        ("experiments", "Does it work for every group of people?", "/model/segments"),
        ("data", "Which data arrived, and which are missing?", "/data/calendar"),
        ("data", "What does this column mean, and where does it come from?", "/data/dictionary"),
        ("data", "Who is who?", "/data/identity"),
        ("experiments", "What is a column of data worth?", "/experiments"),
        ("pilot", "Do real people like it?", "/pilot"),
        ("monitor", "Has the model gone stale?", "/monitor"),
        ("quality", "What could be wrong with all this?", "/quality"),
        ("report", "What do I tell my board?", "/report" if report else ""),
    ]  # fmt: skip
    return tuple(ClientQuestion(words, url) for key, words, url in asked if key in places and url)
