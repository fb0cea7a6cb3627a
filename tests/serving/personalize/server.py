"""A server that listens, and boto3 clients whose every answer is held against the model."""

import contextlib
import threading
import time

import boto3
import uvicorn
from botocore.config import Config
from tests.serving.personalize.shapes import check_answer, check_fault

SERVICES = ("personalize", "personalize-events", "personalize-runtime")


@contextlib.contextmanager
def listening(app):
    """Serve an app on a free port; yield its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


class Clients:
    """The three clients; ``answered`` counts what came back by operation."""

    def __init__(self, address, *, key="test", secret="test", region="eu-west-1", checked=True):  # noqa: S107
        self.answered = {}
        self.headers = {}
        session = boto3.Session(key, secret, region_name=region)
        config = Config(retries={"max_attempts": 0}, read_timeout=90)
        made = [session.client(name, endpoint_url=address, config=config) for name in SERVICES]
        self.control, self.events, self.runtime = made
        for name, client in zip(SERVICES, made, strict=True):
            if checked:
                client.meta.events.register(f"before-parse.{name}", self._checking(name))

    def _checking(self, service):
        def check(operation_model, response_dict, **_):
            body, name = response_dict["body"], operation_model.name
            headers = {k.lower(): v for k, v in response_dict["headers"].items()}
            status = response_dict["status_code"]
            assert status < 500, body
            self.answered.setdefault(name, []).append(status)
            self.headers[name] = headers
            if status == 200:
                check_answer(service, name, body)
            else:
                check_fault(service, name, body, headers)

        return check

    def active(self, describe, member, **arn):
        """Wait, without a word of sleep, until a resource is active."""
        for _ in range(30):
            found = getattr(self.control, describe)(**arn)[member]
            if "IN_PROGRESS" not in found["status"] and "PENDING" not in found["status"]:
                return found
        raise AssertionError(found)
