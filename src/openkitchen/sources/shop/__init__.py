"""The demo shop: synthetic, seeded, with known truth beside the files."""

from openkitchen.sources.shop.make import Shop, make_shop
from openkitchen.sources.shop.settings import ShopSettings

__all__ = ["Shop", "ShopSettings", "make_shop"]
