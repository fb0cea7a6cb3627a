"""Coded interviews: read whole, counted, and set beside the register."""

from openkitchen.quality.interviews.coded import Coded, coded
from openkitchen.quality.interviews.joining import Join, join
from openkitchen.quality.interviews.marks import Codebook
from openkitchen.quality.interviews.passages import Account, Line, Passage, Transcript
from openkitchen.quality.interviews.transcript import (
    parse_transcript,
    read_transcript,
)

__all__ = [
    "Account",
    "Codebook",
    "Coded",
    "Join",
    "Line",
    "Passage",
    "Transcript",
    "coded",
    "join",
    "parse_transcript",
    "read_transcript",
]
