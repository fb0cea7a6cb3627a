"""Hold an answer, as it came over the wire, against botocore's service model."""

import json
import math
import re
from functools import cache

from botocore.loaders import Loader
from botocore.model import ServiceModel

CLASSES = {r"\p{ASCII}": r"[\x00-\x7f]", r"\p{L}\p{Z}\p{N}": r"\w\s"}
CONTRADICTED = {"DescribeDatasetImportJob.datasetImportJob.roleArn"}
"""The model wants a Personalize ARN here; the request that it comes from, one of IAM."""
TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
    "structure": dict,
    "map": dict,
    "list": list,
}


@cache
def model(service):
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def check_answer(service, operation, body):
    """Raise unless a body is exactly what the operation's output shape says."""
    shape = model(service).operation_model(operation).output_shape
    if shape is None:
        assert body in (b"", b"{}"), (operation, body)
        return
    check(json.loads(body), shape, operation)


def check_fault(service, operation, body, headers):
    """Raise unless an error is one that the operation declares."""
    declared = {shape.name for shape in model(service).operation_model(operation).error_shapes}
    told = json.loads(body)
    assert set(told) == {"__type", "message"}
    assert isinstance(told["message"], str)
    assert told["message"]
    assert headers["x-amzn-errortype"] == told["__type"]
    # an unchecked limit of the request is an InvalidInputException wherever it is not declared
    assert told["__type"] in declared | {"InvalidInputException", "SerializationException"}


def check(value, shape, where):
    assert isinstance(value, TYPES[shape.type_name]), (where, value)
    assert not (isinstance(value, bool) and shape.type_name != "boolean"), (where, value)
    meta = shape.metadata
    if shape.type_name == "structure":
        strange = set(value) - set(shape.members)
        assert not strange, (where, strange)
        assert set(shape.required_members) <= set(value), (where, value)
        for name, one in value.items():
            check(one, shape.members[name], f"{where}.{name}")
        return
    sized = shape.type_name in {"string", "list", "map"}
    size = len(value) if sized else value
    if isinstance(size, float):
        assert math.isfinite(size), (where, value)
    assert meta.get("min", -math.inf) <= size <= meta.get("max", math.inf), (where, value)
    if meta.get("enum"):
        assert value in meta["enum"], (where, value)
    own = shape.name == "S3Location" and value.startswith("file://")  # what we take beside it
    if meta.get("pattern") and where not in CONTRADICTED and not own:
        pattern = meta["pattern"]
        for theirs, ours in CLASSES.items():
            pattern = pattern.replace(theirs, ours)
        assert re.fullmatch(pattern, value, re.DOTALL), (where, value, pattern)
    if shape.type_name == "list":
        for n, one in enumerate(value):
            check(one, shape.member, f"{where}[{n}]")
    if shape.type_name == "map":
        for name, one in value.items():
            check(name, shape.key, f"a key of {where}")
            check(one, shape.value, f"{where}.{name}")
