"""Pages for people, made on the server from the same answers that the API gives."""

from openkitchen.studio.app import create_app

__all__ = ["create_app"]
