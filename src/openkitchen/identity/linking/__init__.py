"""Which records of a people file are one person: any columns, no labels, stated costs."""

from openkitchen.identity.linking.costs import Costs
from openkitchen.identity.linking.files import link_file, read_people, write_table
from openkitchen.identity.linking.linking import Decisions, Linked, link
from openkitchen.identity.linking.profile import Column, profile, used_columns
from openkitchen.identity.linking.words import comparison_name, facts_of, learned, sentences

__all__ = [
    "Column",
    "Costs",
    "Decisions",
    "Linked",
    "comparison_name",
    "facts_of",
    "learned",
    "link",
    "link_file",
    "profile",
    "read_people",
    "sentences",
    "used_columns",
    "write_table",
]
