"""What seems wrong with deliveries, told with the rows that show it."""

from openkitchen.sources.findings.examine import examine
from openkitchen.sources.findings.finding import Example, Finding, Findings

__all__ = ["Example", "Finding", "Findings", "examine"]
