"""Requests made up from the service models: many right, many almost, some odd."""

import json
import random
import string

import httpx
from tests.serving.personalize.shapes import check_answer, check_fault, model

SERVICES = ("personalize", "personalize-events", "personalize-runtime")
ODD = [None, True, 0, -1, 1e308, 2**70, "", "\x00", "é" * 300, "a" * 5000, [], {}, [[]], "null"]
EXPRESSIONS = [
    'INCLUDE ItemID WHERE Items.GENRE IN ("Drama")',
    "EXCLUDE ItemID WHERE Items.YEAR >= $YEAR",
    'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*") | EXCLUDE ItemID WHERE Items.X = 1',
    "INCLUDE UserID WHERE",
    "EXCLUDE ItemID WHERE Items.GENRE NOT IN ($G) IF CurrentUser.AGE > 18",
]
LIKELY = {
    "filterExpression": EXPRESSIONS,
    "userId": ["u001", "u002", "stranger"],
    "itemId": ["i01", "i02", "stranger"],
    "datasetType": ["Interactions", "Items", "Users", "Actions", "odd"],
    "sentAt": [1_700_000_000, 1_700_000_000.5, "2026-01-01T00:00:00Z"],
    "timestamp": [1_700_000_000],
    "numResults": [0, 1, 5, 25, 500, 501],
    "dataLocation": ["s3://shop/items.csv", "s3://none/x", "file:///etc/passwd", "http://a/b"],
    "path": ["s3://shop/in.json", "s3://shop/out/", "file:///etc/", "s3://shop/../../x"],
}


class Fuzz:
    """Makes requests; ``arns`` are those of resources that exist."""

    def __init__(self, seed, arns=(), tracking=()):
        self.draw = random.Random(seed)  # noqa: S311 - reproducible
        self.arns, self.tracking = list(arns), list(tracking)

    def request(self):
        service = self.draw.choice(SERVICES)
        names = sorted(model(service).operation_names)
        deleting = [n for n in names if not n.startswith(("Delete", "Stop"))]
        name = self.draw.choice(deleting if self.draw.random() < 0.9 else names)
        shape = model(service).operation_model(name).input_shape
        if self.draw.random() < 0.03:
            return service, name, self.draw.choice([b"", b"[]", b"{", b"null", b'"x"', b"\xff"])
        body = self.value(shape, "")
        return service, name, json.dumps(body).encode()

    def value(self, shape, name, depth=0):
        if self.draw.random() < 0.03:
            return self.draw.choice(ODD)
        if name in LIKELY and self.draw.random() < 0.8:
            return self.draw.choice(LIKELY[name])
        make = getattr(self, f"_{shape.type_name}", None)
        return make(shape, name, depth) if make else self.draw.choice([0, 1, 2.5, 1_700_000_000])

    def _structure(self, shape, name, depth):
        found = {}
        for member, one in shape.members.items():
            needed = member in shape.required_members
            if self.draw.random() < (0.97 if needed else 0.35):
                found[member] = self.value(one, member, depth + 1)
        if self.draw.random() < 0.02:
            found["unheardOf"] = 1
        return found

    def _list(self, shape, name, depth):
        count = self.draw.choice([0, 1, 1, 2, 3]) if depth < 6 else 0
        return [self.value(shape.member, name, depth + 1) for _ in range(count)]

    def _map(self, shape, name, depth):
        keys = ["GENRE", "YEAR", "ITEMS", "G", "explorationWeight", "ridge_base"]
        count = self.draw.choice([0, 1, 2])
        return {
            self.draw.choice(keys): self.value(shape.value, name, depth + 1) for _ in range(count)
        }

    def _string(self, shape, name, depth):
        if name.lower().endswith("arn") and self.arns and self.draw.random() < 0.8:
            return self.draw.choice(self.arns)
        if name == "trackingId" and self.tracking and self.draw.random() < 0.8:
            return self.draw.choice(self.tracking)
        if shape.enum:
            return self.draw.choice(shape.enum)
        if name in {"properties", "schema"}:
            return self.draw.choice(['{"itemId": "i01"}', "{", '"[]"', '{"GENRE": 3}', "[]"])
        length = self.draw.randint(1, 12)
        return "".join(self.draw.choices(string.ascii_letters + string.digits + "-_", k=length))

    def _boolean(self, shape, name, depth):
        return self.draw.random() < 0.5


def fire(address, fuzz, count):
    """Send requests; return how often each status came back. Every answer is checked."""
    statuses = {}
    with httpx.Client(base_url=address, timeout=60) as client:
        for _ in range(count):
            service, name, body = fuzz.request()
            operation = model(service).operation_model(name)
            headers = {"content-type": "application/x-amz-json-1.1"}
            if service == "personalize":
                headers["x-amz-target"] = f"AmazonPersonalize.{name}"
            response = client.post(operation.http["requestUri"], content=body, headers=headers)
            statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
            assert response.status_code < 500, (name, body, response.text)
            if response.status_code == 200:
                check_answer(service, name, response.content)
            else:
                check_fault(service, name, response.content, response.headers)
    return statuses
