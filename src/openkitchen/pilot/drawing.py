"""The templates of mails and of the feedback page. No arithmetic is done in them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

__all__ = ["ASSETS", "asset", "asset_url", "template"]

ASSETS = {"feedback.css": "text/css", "feedback.js": "text/javascript"}
"""What pages ask for, and of which kind it is."""


def template(name: str) -> Template:
    """Return a template; HTML is escaped, undefined names are errors."""
    return _environment().get_template(name)


@cache
def asset(name: str) -> str:
    """Return a file that pages ask for: the stylesheet or the script."""
    return files("openkitchen.pilot").joinpath("static", name).read_text("utf-8")


@cache
def asset_url(name: str) -> str:
    """Return where pages find a file; the address changes when the file does."""
    return f"/p/static/{name}?v={sha256(asset(name).encode()).hexdigest()[:12]}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("openkitchen.pilot", "templates"),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
