"""The demo shop: synthetic, seeded, with known truth beside the files."""

from openkitchen.sources.shop.make import Shop, make_shop
from openkitchen.sources.shop.settings import OPENED, ShopSettings

__all__ = ["OPENED", "Shop", "ShopSettings", "make_shop"]
