"""The studio in a real browser: Chromium, started once, against a server on a free port."""

import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from tests.contracts.test_every_model import FIXED
from tests.needs import missing
from tests.reporting.conftest import glass_box, report, results, shop, titles  # noqa: F401
from tests.serving.conftest import odd_tables

from openkitchen.models import GlassBox
from openkitchen.reporting import render_report
from openkitchen.serving import open_kitchen
from openkitchen.studio import create_app

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or missing(
        "no Chromium on this machine: install Debian's chromium, or set CHROMIUM to its path"
    )


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@contextmanager
def serving(app):
    """Serve an app on a free port; yields its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="session")
def report_file(report, tmp_path_factory):  # noqa: F811
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_report(report), "utf-8")
    return file


@pytest.fixture(scope="session")
def address(report_file, tmp_path_factory):
    """Serve a saved bundle and a report; the model is loaded as it would be in use."""
    bundle = tmp_path_factory.mktemp("bundle") / "model"
    GlassBox(FIXED).fit(odd_tables()).save(bundle)
    app = create_app(open_kitchen(bundle, report=report_file, name="Small shop"))
    with serving(app) as there:
        yield there


@pytest.fixture
def open_page(browser):
    """Open pages that may speak to nobody else; anything that goes wrong in them fails."""
    contexts, faults = [], []

    def opened(url, *, width=1100, height=900, dark=False, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        home = url.split("/")[2]

        def watch(request):
            if not request.url.startswith(("data:", "file:", f"http://{home}/")):
                faults.append(f"asked {request.url}")

        page.on("request", watch)
        page.on("console", lambda m: m.type == "error" and faults.append(m.text))
        page.on("pageerror", lambda e: faults.append(str(e)))
        page.on("dialog", lambda d: (faults.append(f"a dialog: {d.message}"), d.dismiss()))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
