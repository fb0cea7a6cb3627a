"""Write what the Personalize dialect takes in, from botocore's service models; --check compares.

Only what a request may hold is kept: names, types and limits; no words.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from botocore.loaders import Loader  # type: ignore[import-untyped]

FILE = Path(__file__).parents[1] / "src/openkitchen/serving/personalize/interface.json"
SERVICES = ("personalize", "personalize-events", "personalize-runtime")
LIMITS = ("min", "max", "enum", "pattern")


def interface() -> str:
    """Return the file's text."""
    found = {name: service(Loader().load_service_model(name, "service-2")) for name in SERVICES}
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def service(model: dict[str, Any]) -> dict[str, Any]:
    """Return the operations of a service, and the shapes that their requests reach."""
    shapes: dict[str, Any] = {}
    operations = {}
    for name, operation in model["operations"].items():
        wanted = operation["input"]["shape"]
        reach(wanted, model["shapes"], shapes)
        operations[name] = {
            "path": operation["http"]["requestUri"],
            "input": wanted,
            "errors": sorted(error["shape"] for error in operation.get("errors", ())),
        }
    return {"operations": operations, "shapes": shapes}


def reach(name: str, model: dict[str, Any], shapes: dict[str, Any]) -> None:
    """Add a shape and all that it is made of."""
    if name in shapes:
        return
    given = model[name]
    kept = shapes[name] = {"type": given["type"]}
    kept |= {limit: given[limit] for limit in LIMITS if limit in given}
    parts = dict(given.get("members", {}))
    parts |= {part: given[part] for part in ("member", "key", "value") if part in given}
    if "members" in given:
        kept["required"] = sorted(given.get("required", ()))
        kept["members"] = {
            member: {"shape": one["shape"]} | ({"json": True} if one.get("jsonvalue") else {})
            for member, one in given["members"].items()
        }
    for part in ("member", "key", "value"):
        if part in given:
            kept[part] = given[part]["shape"]
    for one in parts.values():
        reach(one["shape"], model, shapes)


def main() -> None:
    """Write the file, or say that it is out of date."""
    text = interface()
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text, "utf-8")
        print(f"wrote {FILE.name}")
    elif not FILE.is_file() or FILE.read_text("utf-8") != text:
        sys.exit(f"{FILE.name} is out of date: run `make docs`")


if __name__ == "__main__":
    main()
