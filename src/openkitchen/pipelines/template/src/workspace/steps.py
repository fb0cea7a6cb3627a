"""The steps of this workspace: Open Kitchen's, and yours after them.

A step is a function with the names of what it reads and writes. Names that stand in
``conf/base/catalog.yml`` are files; all others are handed on in memory. For example::

    def busiest_days(interactions: pa.Table) -> pa.Table: ...

    STEPS = (*HOUSE_STEPS, Step("busiest days", busiest_days, ("interactions",), ("busy",)))
"""

from openkitchen.pipelines.steps import HOUSE_STEPS

STEPS = HOUSE_STEPS
