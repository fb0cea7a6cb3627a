"""The words that participants read; each can be stated anew in ``pilot.yml``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Wording"]


class Wording(BaseModel):
    """What mails and the feedback page say, in plain English unless stated otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = "What do you think of these?"
    greeting: str = "Hello"
    invitation: str = (
        "You are invited to tell us what you think of recommendations that were made for you. "
        "Once a week you get a mail with a few of them. Telling us takes half a minute, and you "
        "can stop at any time with the link below each mail."
    )
    digest: str = "Here is what we found for you this week. How do you feel about it?"
    reminder: str = (
        "You have not told us yet what you think of this week's list. Half a minute is enough."
    )
    open: str = "Tell us"
    feel: str = "How do you feel about it?"
    steps: tuple[str, ...] = Field(
        ("Not for me", "Rather not", "So so", "I like it", "I love it"), min_length=5, max_length=5
    )
    reason: str = "Why?"
    reasons: dict[str, str] = {
        "taste": "My taste",
        "known": "I know it",
        "effort": "Too much work",
        "season": "Wrong season",
        "diet": "Not my diet",
        "boring": "Nothing new",
    }
    words: str = "In your own words"
    act: str = "I would cook it"
    skip: str = "I cannot say"
    whole: str = "The list as a whole"
    variety: str = "Is it varied?"
    surprise: str = "Did it surprise you?"
    trust: str = "Would you trust it?"
    scale: tuple[str, ...] = Field(
        ("Not at all", "Little", "Somewhat", "Rather", "Very much"), min_length=5, max_length=5
    )
    save: str = "Save"
    saved: str = "Saved. Thank you."
    waiting: str = "No connection. Your answers are kept here and sent as soon as there is one."
    privacy: str = (
        "We keep what you answer, under a number, together with the items you were shown, until "
        "the pilot is evaluated. There are no hidden pictures in our mails."
    )
    leave: str = "Stop these mails"
    leave_sure: str = (
        "No more mails will come, and your links end. What you answered so far is kept."
    )
    leave_and_delete: str = "Stop, and delete all my answers"
    left: str = "You have left. No more mails will come."
    over: str = "This pilot has ended. Thank you for taking part."
    before: str = "Your first list comes with the next mail."
