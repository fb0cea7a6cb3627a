"""Column names, table contracts and attribute kinds: what every room agrees on."""

from openkitchen.schema.attributes import Attribute, infer_attributes, split_sets, with_kind
from openkitchen.schema.tables import Tables
from openkitchen.schema.tabular import Tabular

__all__ = ["Attribute", "Tables", "Tabular", "infer_attributes", "split_sets", "with_kind"]
