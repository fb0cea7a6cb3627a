"""The command ``openkitchen``: it parses, calls a library function, and prints."""

from openkitchen.cli.main import main

__all__ = ["main"]
