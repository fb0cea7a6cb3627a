"""The server as a person starts it: it is looked at first, asks for keys, swaps, and stops well."""

import json
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

from tests.terminal import PROGRAM, fine, refused, typed


def get(address, path, **headers):
    """Return status and body."""
    request = urllib.request.Request(address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Serving:
    """``openkitchen serve`` in a process of its own, with its log."""

    def __init__(self, *words):
        self.running = subprocess.Popen(
            [*PROGRAM, "serve", *map(str, words), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.address = re.search(r"http://127\.0\.0\.1:\d+", self.running.stdout.readline())[0]
        self.until(lambda: self.answers("/v1/ready"))

    def read(self):
        for line in self.running.stderr:
            self.lines.append(line)

    def answers(self, path):
        try:
            return get(self.address, path)[0] == 200
        except OSError:
            return False

    def until(self, holds):
        limit = time.monotonic() + 600
        while not holds():
            assert self.running.poll() is None, self.lines
            assert time.monotonic() < limit, self.lines
            time.sleep(0.05)

    def stop(self):
        self.running.send_signal(signal.SIGTERM)
        code = self.running.wait(60)
        self.reader.join(20)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.running.poll() is None:
            self.running.kill()
            self.running.wait(20)
        self.running.stdout.close()
        self.running.stderr.close()


def publications(address):
    """Ask often enough to reach every worker."""
    found = [json.loads(get(address, "/v1/ready")[1]).get("publication") for _ in range(20)]
    return set(found)


def test_a_server_is_looked_at_before_it_starts(bundle, tmp_path):
    found = {one["what"]: one for one in fine("serve", bundle, "--check", "--json").json}
    assert all(one["fine"] for one in found.values())
    assert "glass-box" in found["bundle"]["words"]
    said = typed("serve", bundle, "--check", "--host", "0.0.0.0", "--port", "0")
    assert said.code == 1
    assert re.search(r"^NO\s+keys", said.out, re.MULTILINE)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert typed("serve", bundle, "--check", "--port", port).code == 1
    (tmp_path / "letter.txt").write_text("no bundle")
    assert typed("serve", tmp_path, "--check").code == 1


def test_others_are_not_served_without_keys(bundle):
    assert "this machine alone" in refused("serve", bundle, "--host", "0.0.0.0", "--port", 0)


def test_a_proxy_lets_others_in_so_keys_are_needed(bundle):
    said = refused("serve", bundle, "--allow-host", "shop.example", "--port", 0)
    assert "openkitchen keys create" in said


def test_workers_swap_and_ask_for_keys_and_finish(bundle, tmp_path):
    store = ("--store", f"sqlite:///{tmp_path}/own.sqlite")
    with Serving(bundle, "--workers", 2, "--log", *store) as served:
        first = json.loads(get(served.address, "/v1/ready")[1])["publication"]
        assert first == 1  # published at the first start
        wrong, asking = [], threading.Event()

        def ask():
            while not asking.is_set():
                status, _ = get(served.address, "/v1/recommendations/u001?k=3")
                if status != 200:
                    wrong.append(status)

        thread = threading.Thread(target=ask)
        thread.start()
        fine("publish", bundle, *store)
        served.until(lambda: publications(served.address) == {2})
        asking.set()
        thread.join(60)
        assert wrong == []
        key = fine("keys", "create", bundle, "--name", "a", "--scope", "read", *store).out.strip()
        served.until(lambda: all(get(served.address, "/v1/info")[0] == 401 for _ in range(5)))
        bearer = {"Authorization": f"Bearer {key}"}
        served.until(lambda: get(served.address, "/v1/info", **bearer)[0] == 200)
        counts = get(served.address, "/v1/metrics", **bearer)[1].decode()
        assert 'route="/v1/recommendations/{user_id}"' in counts
        assert served.stop() == 0
    lines = [json.loads(line) for line in served.lines if line.startswith("{")]
    assert any(line.get("route") == "/v1/recommendations/{user_id}" for line in lines)
    assert "u001" not in "".join(served.lines)
    assert key not in "".join(served.lines)


def test_a_request_under_way_is_finished_and_what_came_is_kept(bundle, tmp_path):
    store = ("--store", f"sqlite:///{tmp_path}/own.sqlite")
    body = b'{"user_id": "u001", "item_id": "i01", "event_id": "late"}'
    with Serving(bundle, "--no-log", *store) as served:
        port = int(served.address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=60) as slow:
            head = f"POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}"
            slow.sendall(f"{head}\r\n\r\n".encode() + body[:10])
            time.sleep(0.5)
            served.running.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            slow.sendall(body[10:])
            assert slow.recv(4096).startswith(b"HTTP/1.1 200")
        assert served.running.wait(60) == 0
    with Serving(bundle, "--no-log", *store) as served:
        again = urllib.request.Request(f"{served.address}/v1/events", body)
        with urllib.request.urlopen(again, timeout=30) as answer:
            assert json.loads(answer.read()) == {"received": 1, "new": 0}
