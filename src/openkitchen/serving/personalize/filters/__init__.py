"""The filter language: what an expression says, and which items it lets through."""

from openkitchen.serving.personalize.filters.apply import Seen, allowed
from openkitchen.serving.personalize.filters.expression import Clause, Condition, Expression
from openkitchen.serving.personalize.filters.parse import parse_filter
from openkitchen.serving.personalize.filters.values import bind

__all__ = ["Clause", "Condition", "Expression", "Seen", "allowed", "bind", "parse_filter"]
