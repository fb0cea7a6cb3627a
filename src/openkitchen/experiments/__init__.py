"""Questions to a fitted model: what if the data were different, and what it would take."""

from openkitchen.experiments.answer import Exposure, Outcome, WhatIf
from openkitchen.experiments.levers import Lever, Levers
from openkitchen.experiments.list_changes import ListChange
from openkitchen.experiments.smallest import SmallestSet
from openkitchen.experiments.what_ifs import WhatIfs, whatif

__all__ = [
    "Exposure",
    "Lever",
    "Levers",
    "ListChange",
    "Outcome",
    "SmallestSet",
    "WhatIf",
    "WhatIfs",
    "whatif",
]
